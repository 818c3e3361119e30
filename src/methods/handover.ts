import * as tf from '@tensorflow/tfjs';
import { modifiedSoftmaxLoss } from '../losses/softmax';
import { Method } from './method';

/** When to hand over, as shares of all steps. */
export interface Handover {
  from: number;
  until: number;
  steps: number;
}

/**
 * Starts with the modified softmax and hands over to a margin loss in a straight line:
 *
 *     L = (1 − share) · modified softmax + share · margin loss,   share from 0 to 1 between `from` and `until`
 *
 * In two dimensions there is no way around: where two classes meet on the circle, the other class's cosine is at its top and
 * pushes with a slope of sin 0 = 0, while the own margin still pulls both to the same place. So the classes must have
 * parted before a margin with a fixed scale begins; in 512 dimensions there is room to pass, and no need for this.
 */
export function handedOver(method: Method, { from, until, steps }: Handover): Method {
  const share = (step: number): number => Math.min(1, Math.max(0, (step / steps - from) / (until - from)));
  return {
    ...method,
    inputs: (step) => ({ ...method.inputs?.(step), share: tf.scalar(share(step)) }),
    loss: (given) => {
      const { embeddings, labels, head, inputs } = given;
      const before = tf.mul(tf.sub(1, inputs.share), modifiedSoftmaxLoss(embeddings, labels, head.weights));
      const result = method.loss(given);
      const { loss, ...metrics } = result instanceof tf.Tensor ? { loss: result } : result;
      return { loss: tf.add(before, tf.mul(inputs.share, loss)) as tf.Scalar, ...metrics };
    },
  };
}
