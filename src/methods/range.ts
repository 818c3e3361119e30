import { rangeLoss } from '../losses/range';
import { withClassifier } from './deepface';
import { Method } from './method';

/** The classifier and Range loss, whose weights are its own alpha and beta. */
export function rangeMethod(options: { k: number; margin: number; alpha: number; beta: number }): Method {
  return withClassifier('softmax + Range loss', ({ embeddings, labels }) => rangeLoss(embeddings, labels, options));
}
