import * as tf from '@tensorflow/tfjs';
import { sphereFaceLoss } from '../losses/sphereface';
import { Method, weightsOnly } from './method';

/** SphereFace: the margin is blended in as lambda falls from `lambda.start` to `lambda.end`, by half every `lambda.halving` steps. */
export function sphereFaceMethod({
  m,
  lambda,
}: {
  m: number;
  lambda: { start: number; end: number; halving: number };
}): Method {
  return {
    label: `SphereFace, m = ${m}`,
    head: weightsOnly,
    inputs: (step) => ({ lambda: tf.scalar(Math.max(lambda.end, lambda.start * 0.5 ** (step / lambda.halving))) }),
    loss: ({ embeddings, labels, head, inputs }) =>
      sphereFaceLoss(embeddings, labels, head.weights, { m, lambda: inputs.lambda as tf.Scalar }),
  };
}
