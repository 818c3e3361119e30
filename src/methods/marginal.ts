import * as tf from '@tensorflow/tfjs';
import { marginalLoss, MarginalOptions } from '../losses/marginal';
import { withClassifier } from './deepface';
import { Method } from './method';

/** The classifier and, weighted by `balance`, Marginal loss. */
export function marginalMethod({ balance, ...options }: { balance: number } & MarginalOptions): Method {
  return withClassifier('softmax + Marginal loss', ({ embeddings, labels }) =>
    tf.mul(marginalLoss(embeddings, labels, options), balance),
  );
}
