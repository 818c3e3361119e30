import * as tf from '@tensorflow/tfjs';
import { contrastiveMethod } from '../../methods/contrastive';
import type { LossFunction } from '../../training/fit';
import { watchedClassifier } from '../deepface/classifier';

/**
 * DeepID2's loss, identification + balance · verification, with both signals and the share of the batch that the classifier names
 * rightly recorded at every step: `identification`, `verification` (not yet weighted) and `accuracy`. At a balance of 0 the pairs
 * are measured and train nothing.
 *
 * @param options balance: the weight λ of verification, from 0; margin: of the contrastive loss, a distance of unit vectors
 */
export function watchedSignals({ balance, margin }: { balance: number; margin: number }): LossFunction {
  const classifier = watchedClassifier();
  const pairs = contrastiveMethod({ weight: 1, margin });
  return (given) => {
    const { loss: identification, accuracy } = classifier(given) as Record<'loss' | 'accuracy', tf.Scalar>;
    const verification = pairs.loss(given) as tf.Scalar;
    const loss = tf.add(identification, tf.mul(balance, verification)) as tf.Scalar;
    return { loss, identification, verification, accuracy };
  };
}
