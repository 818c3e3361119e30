import * as tf from '@tensorflow/tfjs';
import { constant } from '../base/gradients';
import { curricularFaceLoss } from '../losses/curricularface';
import { Method, weightsOnly } from './method';

/** CurricularFace: how much hard classes weigh follows `t`, a running mean cosine that lives in the head and starts at 0. */
export function curricularFaceMethod(options: { margin: number; scale: number; momentum?: number }): Method {
  return {
    label: `CurricularFace, m = ${options.margin}`,
    head: (classes, dim, seed) => ({
      ...weightsOnly(classes, dim, seed),
      t: tf.tidy(() => tf.variable(tf.scalar(0), false)),
    }),
    loss: ({ embeddings, labels, head }) => {
      const running = head.t as tf.Tensor as tf.Variable<tf.Rank.R0>;
      const before = constant(() => running);
      const { loss, t } = curricularFaceLoss(embeddings, labels, head.weights, { ...options, t: before });
      running.assign(t);
      return { loss, t };
    },
  };
}
