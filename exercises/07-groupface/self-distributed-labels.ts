import * as tf from '@tensorflow/tfjs';

/**
 * GroupFace's self-distributed labels: which group a sample belongs to, without anybody having said so. A group that everybody likes loses its
 * lead, so the groups stay balanced.
 *
 * $$ \tilde p_k = \frac{p_k - E[p_k]}{K} + \frac{1}{K}, \qquad G = \arg\max_k \tilde p_k $$
 *
 * where the expectation is the mean over the batch.
 *
 * Example: `[[0.9, 0.1], [0.6, 0.4]]`: the means are 0.75 and 0.25; the first sample stays in group 0 (+0.15 against −0.15), the second goes
 * to group 1 (−0.15 against +0.15).
 *
 * @param probabilities p [batch, K], what the decision network says
 * @returns [batch], int32, the group of each sample
 */
export function selfDistributedLabels(probabilities: tf.Tensor2D): tf.Tensor1D {
  throw new Error('TODO: the self-distributed labels');
}
