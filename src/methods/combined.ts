import { combinedMarginLoss, type Margins } from '../losses/margin';
import { Method, weightsOnly } from './method';

/** The one formula cos(m1·theta + m2) − m3, with a scale for the own class and one for the others. */
export function combinedMethod(options: Margins & { scale: number; negativeScale?: number }): Method {
  return {
    label: `m1 ${options.m1}, m2 ${options.m2}, m3 ${options.m3}`,
    loss: ({ embeddings, labels, head }) => combinedMarginLoss(embeddings, labels, head.weights, options),
    head: weightsOnly,
  };
}
