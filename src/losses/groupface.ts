import * as tf from '@tensorflow/tfjs';
import { expectNumber, expectShape, Labels } from '../base/inputs';
import { softmaxCrossEntropy } from '../engine/kernels/softmax-cross-entropy';
import { selfDistributedLabels, softAggregation } from '../models/groupface';
import { arcFaceLoss } from './arcface';

/** What GroupFace's network gives for a batch. */
export interface GroupFaceOutputs {
  /** v [batch, dim] */
  instance: tf.Tensor2D;
  /** v_k [batch, K, dim] */
  groups: tf.Tensor3D;
  /** Logits of the group decision network [batch, K]; p = softmax of them. */
  groupLogits: tf.Tensor2D;
}

/**
 * Self-distributed grouping of GroupFace (Kim et al., CVPR 2020): cross-entropy of the group probabilities against their own
 * balanced labels.
 *
 *     p = softmax(group logits),  p~ = (p − E[p]) / K + 1/K,  g = argmax_k p~_k
 *     L = −mean_i log p_ig
 *
 * @param groupLogits [batch, K]
 * @param expectation E[p] [K], a running one for small batches; left out, the mean of the batch
 * @returns a scalar; gradients flow to the logits, not through the labels g
 * @throws InputError when shapes do not fit or the batch is empty
 */
export function groupDecisionLoss(groupLogits: tf.Tensor2D, expectation?: tf.Tensor1D): tf.Scalar {
  expectShape('groupLogits', groupLogits, { batch: 'any', K: 'any' });
  return tf.tidy(() => {
    const g = selfDistributedLabels(tf.softmax(groupLogits), expectation);
    return tf.mean(softmaxCrossEntropy(groupLogits, g)) as tf.Scalar;
  });
}

/**
 * GroupFace's loss (Kim et al., CVPR 2020), all of it trained together:
 *
 *     L = ArcFace(v + Σ_k p_k v_k) + lambda · groupDecisionLoss
 *
 * @param outputs v, v_k and the group logits
 * @param labels [batch], identities
 * @param weights W [classes, dim], normalised by ArcFace
 * @param options margin: radians; scale; lambda from 0, 0.1 in the paper; expectation as in {@link groupDecisionLoss}
 * @returns a scalar; gradients flow to instance, groups, group logits and weights
 * @throws InputError when shapes do not fit, the batch is empty, a label in an array or a number is out of range
 */
export function groupFaceLoss(
  outputs: GroupFaceOutputs,
  labels: Labels,
  weights: tf.Tensor2D,
  options: { margin: number; scale: number; lambda: number; expectation?: tf.Tensor1D },
): tf.Scalar {
  const { instance, groups, groupLogits } = outputs;
  const { margin, scale, lambda, expectation } = options;
  expectShape('groupLogits', groupLogits, { batch: 'any', K: 'any' });
  expectNumber('lambda', lambda, lambda >= 0, 'a weight from 0: the paper uses 0.1');
  return tf.tidy(() => {
    const aggregated = softAggregation(instance, groups, tf.softmax(groupLogits)); // v + Σ_k p_k v_k
    const identity = arcFaceLoss(aggregated, labels, weights, { margin, scale });
    return tf.add(identity, tf.mul(lambda, groupDecisionLoss(groupLogits, expectation))) as tf.Scalar;
  });
}
