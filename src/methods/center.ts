import * as tf from '@tensorflow/tfjs';
import { constant } from '../base/gradients';
import { centerLoss, updatedCenters } from '../losses/center';
import { Method } from './method';
import { deepFaceMethod } from './deepface';

/** Center loss: the classifier and, weighted by `balance`, the pull towards a running center of each class. */
export function centerMethod({ balance, alpha }: { balance: number; alpha: number }): Method {
  const classifier = deepFaceMethod();
  return {
    label: 'softmax + center loss',
    head: (classes, dim, seed) => ({
      ...classifier.head(classes, dim, seed),
      centers: tf.tidy(() => tf.variable(tf.zeros([classes, dim]), false)),
    }),
    loss: (given) => {
      const { embeddings, labels, head } = given;
      const pull = centerLoss(
        embeddings,
        labels,
        constant(() => head.centers),
      );
      const moved = updatedCenters(
        constant(() => embeddings),
        labels,
        constant(() => head.centers),
        alpha,
      );
      (head.centers as tf.Tensor as tf.Variable).assign(moved);
      return tf.add(classifier.loss(given) as tf.Scalar, tf.mul(pull, balance)) as tf.Scalar;
    },
  };
}
