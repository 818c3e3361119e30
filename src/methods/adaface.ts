import * as tf from '@tensorflow/tfjs';
import { AdaFaceOptions, adaFaceLoss } from '../losses/adaface';
import { Method, weightsOnly } from './method';

/**
 * AdaFace: the margin of a sample follows the length of its embedding. The running mean and deviation of the lengths live
 * in the head, from the authors' start at 20 and 100, and are recorded at every step beside the loss.
 */
export function adaFaceMethod(options: AdaFaceOptions): Method {
  return {
    label: `AdaFace, m = ${options.margin}`,
    head: (classes, dim, seed) => ({
      ...weightsOnly(classes, dim, seed),
      normMean: tf.tidy(() => tf.variable(tf.scalar(20), false)),
      normDeviation: tf.tidy(() => tf.variable(tf.scalar(100), false)),
    }),
    loss: ({ embeddings, labels, head }) => {
      const running = head as Record<string, tf.Tensor> as Record<string, tf.Variable<tf.Rank.R0>>;
      const state = { mean: running.normMean, deviation: running.normDeviation };
      const { loss, mean, deviation } = adaFaceLoss(embeddings, labels, head.weights, state, options);
      running.normMean.assign(mean);
      running.normDeviation.assign(deviation);
      return { loss, normMean: mean, normDeviation: deviation };
    },
  };
}
