import { arcFaceLoss } from '../losses/arcface';
import { Method, weightsOnly } from './method';

/** ArcFace: the margin is added to the angle. */
export function arcFaceMethod(options: { margin: number; scale: number }): Method {
  return {
    label: `ArcFace, m = ${options.margin}`,
    head: weightsOnly,
    loss: ({ embeddings, labels, head }) => arcFaceLoss(embeddings, labels, head.weights, options),
  };
}
