import { mvArcFaceLoss } from '../losses/mv-arcface';
import { Method, weightsOnly } from './method';

/** MV-ArcFace: ArcFace that pushes harder where another class is nearer than the margin allows, by a fixed weight t. */
export function mvArcFaceMethod(options: { margin: number; scale: number; t: number; adaptive: boolean }): Method {
  return {
    label: `MV-ArcFace, m = ${options.margin}`,
    head: weightsOnly,
    loss: ({ embeddings, labels, head }) => mvArcFaceLoss(embeddings, labels, head.weights, options),
  };
}
