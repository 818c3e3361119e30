import { cosFaceLoss } from '../losses/cosface';
import { Method, weightsOnly } from './method';

/** CosFace: the margin is subtracted from the cosine. */
export function cosFaceMethod(options: { margin: number; scale: number }): Method {
  return {
    label: `CosFace, m = ${options.margin}`,
    head: weightsOnly,
    loss: ({ embeddings, labels, head }) => cosFaceLoss(embeddings, labels, head.weights, options),
  };
}
