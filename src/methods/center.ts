import * as tf from '@tensorflow/tfjs';
import { constant } from '../base/gradients';
import { centerLoss, updatedCenters } from '../losses/center';
import { deepFaceMethod } from './deepface';
import { Method } from './method';

/** Center loss: the classifier and, weighted by `balance`, the pull towards a running center of each class. */
export function centerMethod({ balance, alpha }: { balance: number; alpha: number }): Method {
  const classifier = deepFaceMethod();
  const pull = centerAloneMethod({ alpha });
  return {
    label: 'softmax + center loss',
    head: (...shape) => ({ ...classifier.head(...shape), ...pull.head(...shape) }),
    loss: (given) => {
      const towards = tf.mul(pull.loss(given) as tf.Scalar, balance);
      return tf.add(classifier.loss(given) as tf.Scalar, towards) as tf.Scalar;
    },
  };
}

/** Center loss without the softmax beside it: nothing keeps classes apart. */
export function centerAloneMethod({ alpha }: { alpha: number }): Method {
  return {
    label: 'center loss alone',
    head: (classes, dim) => ({ centers: tf.tidy(() => tf.variable(tf.zeros([classes, dim]), false)) }),
    loss: ({ embeddings, labels, head }) => {
      const centers = constant(() => head.centers);
      const pull = centerLoss(embeddings, labels, centers);
      const features = constant(() => embeddings);
      (head.centers as tf.Tensor as tf.Variable).assign(updatedCenters(features, labels, centers, alpha));
      return pull;
    },
  };
}
