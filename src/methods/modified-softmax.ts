import { modifiedSoftmaxLoss } from '../losses/softmax';
import { Method, weightsOnly } from './method';

/** SphereFace's first step: class weights of length 1, no bias. */
export function modifiedSoftmaxMethod(): Method {
  return {
    label: 'modified softmax',
    head: weightsOnly,
    loss: ({ embeddings, labels, head }) => modifiedSoftmaxLoss(embeddings, labels, head.weights),
  };
}
