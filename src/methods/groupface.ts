import * as tf from '@tensorflow/tfjs';
import { constant, oneHot } from '../base/gradients';
import { arcFaceLoss } from '../losses/arcface';
import { groupDecisionLoss } from '../losses/groupface';
import { updatedExpectation } from '../models/groupface';
import { groupFaceHead } from '../models/groupface-network';
import { Method } from './method';

/** How GroupFace is trained. */
export interface GroupFaceMethodOptions {
  /** Radians. */
  margin: number;
  scale: number;
  /** K, as many as the network has. */
  groups: number;
  /** Weight of the group decision loss; 0.1 in the paper. */
  lambda: number;
  /**
   * What the decision network learns: `balanced`, argmax of p − E[p], the self-distributed labels, or `naive`, argmax of p,
   * the group that it prefers anyway.
   */
  labels: 'balanced' | 'naive';
  /** Share of the running expectation that a batch leaves in place, 0 … 1. */
  momentum: number;
}

/**
 * GroupFace's training for `fit`, to be used with a network of `groupFaceNetwork`:
 *
 *     L = ArcFace(embeddings) + lambda · cross-entropy(group logits, group labels)
 *     E[p] ← momentum · E[p] + (1 − momentum) · mean_batch p
 *
 * It is `groupFaceLoss` with the aggregation, soft or hard, left to the network. Recorded at every step beside the loss: its
 * two parts, and `occupancyEntropy`, the entropy of the running shares of samples with argmax p = k, as a share of log K.
 */
export function groupFaceMethod({
  margin,
  scale,
  groups: K,
  lambda,
  labels: rule,
  momentum,
}: GroupFaceMethodOptions): Method {
  return {
    label: `GroupFace, K = ${K}`,
    head: (classes, dim, seed) => groupFaceHead(classes, { dim, groups: K, seed }),
    loss: ({ embeddings, labels, head, outputs }) => {
      const logits = outputs.groupLogits as tf.Tensor2D;
      const p = constant(() => tf.softmax(logits));
      const even = tf.fill([K], 1 / K) as tf.Tensor1D;
      const expectation = averaged(head.expectation, p, momentum);
      const taken = constant(() => oneHot(tf.argMax(p, 1) as tf.Tensor1D, K));
      const occupancy = averaged(head.occupancy, taken, momentum);
      const identityLoss = arcFaceLoss(embeddings, labels, head.weights, { margin, scale });
      // With an expectation that is the same for all groups, p − E[p] is largest where p is.
      const groupLoss = groupDecisionLoss(logits, rule === 'balanced' ? expectation : even);
      const loss = tf.add(identityLoss, tf.mul(lambda, groupLoss)) as tf.Scalar;
      return { loss, identityLoss, groupLoss, occupancyEntropy: relativeEntropy(occupancy) };
    },
  };
}

/** Moves a running mean that lives in the head, and returns it. */
function averaged(running: tf.Tensor, batch: tf.Tensor2D, momentum: number): tf.Tensor1D {
  const mean = updatedExpectation(running as tf.Tensor1D, batch, momentum);
  (running as tf.Variable).assign(mean);
  return mean;
}

/** −Σ_k s_k log s_k / log K: 1 when all shares are equal, 0 when one group has everything. */
function relativeEntropy(shares: tf.Tensor1D): tf.Scalar {
  return constant(() => {
    const terms = tf.mul(shares, tf.log(tf.add(shares, 1e-12)));
    return tf.div(tf.neg(tf.sum(terms)), Math.log(Math.max(2, shares.shape[0]))) as tf.Scalar;
  });
}
