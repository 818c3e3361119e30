import * as tf from '@tensorflow/tfjs';
import { deepFaceMethod } from './deepface';
import { contrastiveMethod } from './contrastive';
import { Method } from './method';

/** DeepID2: the classifier and, weighted by `balance`, contrastive loss over all pairs of the batch's unit embeddings. */
export function deepId2Method({ balance, margin }: { balance: number; margin: number }): Method {
  const classifier = deepFaceMethod();
  const verification = contrastiveMethod({ weight: balance, margin });
  return {
    ...classifier,
    label: 'softmax + contrastive (DeepID2)',
    loss: (given) => {
      const apart = verification.loss(given) as tf.Scalar;
      return tf.add(classifier.loss(given) as tf.Scalar, apart) as tf.Scalar;
    },
  };
}
