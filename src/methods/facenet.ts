import { batchSemiHardTripletLoss } from '../losses/triplet';
import { Method } from './method';

/** FaceNet: triplets alone, all positives with the nearest semi-hard negative of the batch. */
export function tripletMethod({ margin }: { margin: number }): Method {
  return {
    label: 'triplet, semi-hard (FaceNet)',
    head: () => ({}),
    loss: ({ embeddings, labels }) => batchSemiHardTripletLoss(embeddings, labels, { margin }),
  };
}
