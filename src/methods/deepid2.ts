import * as tf from '@tensorflow/tfjs';
import { unitVectors } from '../distances';
import { contrastiveLoss } from '../losses/contrastive';
import { Method } from './method';
import { deepFaceMethod } from './deepface';

/** DeepID2: the classifier and, weighted by `balance`, contrastive loss over all pairs of the batch's unit embeddings. */
export function deepId2Method({ balance, margin }: { balance: number; margin: number }): Method {
  const classifier = deepFaceMethod();
  return {
    ...classifier,
    label: 'softmax + contrastive (DeepID2)',
    loss: (given) => {
      const pairs = pairsOfBatch(given.labels);
      const verification = contrastiveLoss(unitVectors(given.embeddings), pairs, { margin });
      return tf.add(classifier.loss(given) as tf.Scalar, tf.mul(verification, balance)) as tf.Scalar;
    },
  };
}

/** Every pair i < j of a batch as tensors: which rows, and whether they are of one identity. */
function pairsOfBatch(labels: tf.Tensor1D): { first: tf.Tensor1D; second: tf.Tensor1D; same: tf.Tensor1D } {
  const batch = labels.shape[0];
  const rows: [number, number][] = [];
  for (let i = 0; i < batch; i++) for (let j = i + 1; j < batch; j++) rows.push([i, j]);
  const first = tf.tensor1d(
    rows.map(([i]) => i),
    'int32',
  );
  const second = tf.tensor1d(
    rows.map(([, j]) => j),
    'int32',
  );
  return {
    first,
    second,
    same: tf.equal(tf.gather(labels, first), tf.gather(labels, second)).toFloat() as tf.Tensor1D,
  };
}
