import * as tf from '@tensorflow/tfjs';
import { uniFaceLoss } from '../losses/uniface';
import { Method, weightsOnly } from './method';

/** UniFace: one learnt threshold for all samples and classes, which starts at log(10 · classes), as the authors' does. */
export function uniFaceMethod(options: { margin: number; scale: number; negativeWeight?: number }): Method {
  return {
    label: `UniFace, m = ${options.margin}`,
    head: (classes, dim, seed) => ({
      ...weightsOnly(classes, dim, seed),
      bias: tf.tidy(() => tf.variable(tf.scalar(Math.log(10 * classes)))),
    }),
    loss: ({ embeddings, labels, head }) =>
      uniFaceLoss(embeddings, labels, head.weights, head.bias as tf.Tensor as tf.Scalar, options),
  };
}
