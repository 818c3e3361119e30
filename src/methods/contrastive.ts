import * as tf from '@tensorflow/tfjs';
import { unitVectors } from '../distances';
import { contrastiveLoss } from '../losses/contrastive';
import { batchPairs } from '../mining/batch-pairs';
import { Method } from './method';

/** DeepID2 without its classifier: `weight` times the contrastive loss over all pairs of the batch's unit embeddings. */
export function contrastiveMethod({ weight, margin }: { weight: number; margin: number }): Method {
  return {
    label: 'contrastive alone',
    head: () => ({}),
    loss: ({ embeddings, labels }) =>
      tf.mul(weight, contrastiveLoss(unitVectors(embeddings), batchPairs(labels), { margin })) as tf.Scalar,
  };
}
