import * as tf from '@tensorflow/tfjs';
import { constant, oneHot } from '../base/gradients';
import { expectNumber, expectShape } from '../base/inputs';

/**
 * Expectation-normalised group probabilities of GroupFace (Kim et al., CVPR 2020):
 *
 *     p~_k = (p_k − E[p_k]) / K + 1/K
 *
 * A group that everybody is in loses its lead, so that samples spread over the groups.
 *
 * @param probabilities p [batch, K]
 * @param expectation E[p] [K]: a running one from {@link updatedExpectation}; left out, the mean of the batch
 * @returns p~ [batch, K]
 * @throws InputError when shapes do not fit or the batch is empty
 */
export function expectationNormalized(probabilities: tf.Tensor2D, expectation?: tf.Tensor1D): tf.Tensor2D {
  expectShape('probabilities', probabilities, { batch: 'any', K: 'any' });
  const K = probabilities.shape[1];
  if (expectation) expectShape('expectation', expectation, { K });
  return tf.tidy(() => {
    const mean = expectation ?? tf.mean(probabilities, 0); // E[p_k]
    return tf.add(tf.div(tf.sub(probabilities, mean), K), 1 / K);
  });
}

/**
 * Self-distributed labels (GroupFace, Kim et al., CVPR 2020): the group of each sample, argmax_k p~_k, balanced without any
 * annotation.
 *
 * With the mean of the batch as expectation a batch of one sample is a tie of all groups and gets group 0: pass a running
 * expectation for small batches.
 *
 * @param probabilities p [batch, K]
 * @param expectation E[p] [K], see {@link expectationNormalized}
 * @returns [batch], int32, without gradient; in a tie the first group
 * @throws InputError when shapes do not fit or the batch is empty
 */
export function selfDistributedLabels(probabilities: tf.Tensor2D, expectation?: tf.Tensor1D): tf.Tensor1D {
  return constant(
    () => tf.cast(tf.argMax(expectationNormalized(probabilities, expectation), 1), 'int32') as tf.Tensor1D,
  );
}

/**
 * The running expectation after a batch: E' = momentum E + (1 − momentum) mean_batch p. Start with 1/K everywhere. The
 * paper takes the expectation over the batch; a running one serves small batches. No gradient.
 *
 * @param expectation E [K]
 * @param probabilities p [batch, K]
 * @param momentum from 0 to 1, 0.9 by default
 * @returns E' [K], a new tensor
 * @throws InputError when shapes do not fit, the batch is empty or the momentum is out of range
 */
export function updatedExpectation(expectation: tf.Tensor1D, probabilities: tf.Tensor2D, momentum = 0.9): tf.Tensor1D {
  expectShape('probabilities', probabilities, { batch: 'any', K: 'any' });
  expectShape('expectation', expectation, { K: probabilities.shape[1] });
  expectNumber('momentum', momentum, momentum >= 0 && momentum <= 1, 'a weight from 0 to 1: 0.9 is usual');
  return constant(
    () => tf.add(tf.mul(momentum, expectation), tf.mul(1 - momentum, tf.mean(probabilities, 0))) as tf.Tensor1D,
  );
}

/**
 * The embedding of GroupFace, soft: v + Σ_k p_k v_k (Kim et al., CVPR 2020). Not normalised.
 *
 * @param instance v [batch, dim]
 * @param groups v_k [batch, K, dim]
 * @param probabilities p [batch, K]
 * @returns [batch, dim]; gradients flow to all three
 * @throws InputError when shapes do not fit or the batch is empty
 */
export function softAggregation(instance: tf.Tensor2D, groups: tf.Tensor3D, probabilities: tf.Tensor2D): tf.Tensor2D {
  expectShape('instance', instance, { batch: 'any', dim: 'any' });
  const [batch, dim] = instance.shape;
  expectShape('groups', groups, { batch, K: 'any', dim });
  expectShape('probabilities', probabilities, { batch, K: groups.shape[1] });
  return tf.tidy(() => {
    const p = tf.expandDims(probabilities, 1) as tf.Tensor3D; // [batch, 1, K]
    return tf.add(instance, tf.squeeze(tf.matMul(p, groups), [1])); // v + Σ_k p_k v_k
  });
}

/**
 * The embedding of GroupFace, hard: v + v_k with k = argmax p, the most likely group alone (Kim et al., CVPR 2020). Not
 * normalised. Taken by p, not by the balanced p~, which exists in training only.
 *
 * @param instance v [batch, dim]
 * @param groups v_k [batch, K, dim]
 * @param probabilities p [batch, K]
 * @returns [batch, dim]; gradients flow to instance and groups, not to the choice
 * @throws InputError when shapes do not fit or the batch is empty
 */
export function hardAggregation(instance: tf.Tensor2D, groups: tf.Tensor3D, probabilities: tf.Tensor2D): tf.Tensor2D {
  expectShape('probabilities', probabilities, { batch: 'any', K: 'any' });
  return tf.tidy(() => {
    const K = probabilities.shape[1];
    const chosen = constant(() => oneHot(tf.argMax(probabilities, 1) as tf.Tensor1D, K)); // k = argmax p
    return softAggregation(instance, groups, chosen);
  });
}
