import * as tf from '@tensorflow/tfjs';
import { constant, largest } from '../base/gradients';
import { expectShape, indexTensor, Labels, labelTensor } from '../base/inputs';
import { squaredDistances, unitVectors } from '../distances';
import { nearestBeyond } from '../engine/kernels/nearest-beyond';
import { expectTripletMargin, Triplet } from '../mining/triplets';

/**
 * The term of each triplet (FaceNet, Schroff et al., CVPR 2015):
 *
 *     max(0, |z_a − z_p|² − |z_a − z_n|² + margin),   z = x / |x|
 *
 * The share of terms above 0 says how many triplets still teach something.
 *
 * @param embeddings x [batch, dim], normalised here
 * @param triplets [anchor, positive, negative] rows of the batch: a list, or an int32 tensor [triplets, 3] for a compiled step
 * @param options margin: a squared distance of unit vectors, 0 … 4
 * @returns [triplets]
 * @throws InputError when shapes do not fit, a row in a list is not there, or the margin is out of range
 */
export function tripletTerms(
  embeddings: tf.Tensor2D,
  triplets: readonly Triplet[] | tf.Tensor2D,
  { margin }: { margin: number },
): tf.Tensor1D {
  expectTripletMargin(margin);
  expectShape('embeddings', embeddings, { batch: 'any', dim: 'any' });
  return tf.tidy(() => {
    const [a, p, n] = columns(triplets, embeddings.shape[0]);
    const z = unitVectors(embeddings);
    const anchor = tf.gather(z, a);
    const ap = tf.sum(tf.square(tf.sub(anchor, tf.gather(z, p))), 1); // |z_a − z_p|²
    const an = tf.sum(tf.square(tf.sub(anchor, tf.gather(z, n))), 1); // |z_a − z_n|²
    return tf.relu(tf.add(tf.sub(ap, an), margin)) as tf.Tensor1D;
  });
}

/**
 * Triplet loss over given triplets (FaceNet, Schroff et al., CVPR 2015): L = mean of {@link tripletTerms}, zero terms
 * included. No triplets: L = 0. A loss that stays at the margin says that all embeddings have collapsed into one point.
 *
 * @param embeddings x [batch, dim], normalised here; zero vectors stay zero and get no gradient
 * @param triplets from `mining/triplets`, or an int32 tensor [triplets, 3]
 * @param options margin: 0 … 4, 0.2 in the paper
 * @returns a scalar; gradients flow to the embeddings
 * @throws InputError as {@link tripletTerms}
 */
export function tripletLoss(
  embeddings: tf.Tensor2D,
  triplets: readonly Triplet[] | tf.Tensor2D,
  { margin }: { margin: number },
): tf.Scalar {
  return tf.tidy(() => {
    const none = Array.isArray(triplets) ? triplets.length === 0 : (triplets as tf.Tensor2D).shape[0] === 0;
    if (!none) return tf.mean(tripletTerms(embeddings, triplets, { margin })) as tf.Scalar;
    expectTripletMargin(margin);
    expectShape('embeddings', embeddings, { batch: 'any', dim: 'any' });
    return tf.mul(0, tf.sum(embeddings)) as tf.Scalar;
  });
}

/**
 * Batch all (Hermans et al., 2017): every valid triplet of the batch, averaged over the terms that are not zero, so that the
 * many easy ones do not drown the rest. Squared distances, as in FaceNet.
 *
 *     L = Σ max(0, |z_a − z_p|² − |z_a − z_n|² + margin) / #{terms > 0},   z = x / |x|
 *
 * 0 when no term is above 0 or there is no valid triplet. Memory is [batch, batch, batch]: 67 MB per copy at 256 samples.
 *
 * @param embeddings x [batch, dim], normalised here
 * @param labels [batch]
 * @param options margin: 0 … 4
 * @returns a scalar; gradients flow to the embeddings
 * @throws InputError when shapes do not fit, the batch is empty, a label in an array or the margin is out of range
 */
export function batchAllTripletLoss(
  embeddings: tf.Tensor2D,
  labels: Labels,
  { margin }: { margin: number },
): tf.Scalar {
  expectTripletMargin(margin);
  expectShape('embeddings', embeddings, { batch: 'any', dim: 'any' });
  return tf.tidy(() => {
    const { d2, positive, negative } = relationsOfBatch(embeddings, labels);
    const valid = tf.mul(tf.expandDims(positive, 2), tf.expandDims(negative, 1)); // [a, p, n]
    const violation = tf.add(tf.sub(tf.expandDims(d2, 2), tf.expandDims(d2, 1)), margin); // d²(a, p) − d²(a, n) + margin
    const terms = tf.mul(valid, tf.relu(violation));
    const active = constant(() => tf.sum(tf.step(terms)));
    return tf.div(tf.sum(terms), tf.maximum(active, 1)) as tf.Scalar;
  });
}

/**
 * Batch hard (Hermans et al., 2017): for each anchor its farthest positive and its closest negative. Squared distances and a
 * hinge, as in FaceNet.
 *
 *     L = mean_a max(0, max_p |z_a − z_p|² − min_n |z_a − z_n|² + margin),   z = x / |x|
 *
 * over the anchors that have a positive and a negative, zero terms included; 0 when none has. In a tie the first row has
 * the gradient. The triplets themselves: `hardTriplets` in `mining/triplets`.
 *
 * @param embeddings x [batch, dim], normalised here
 * @param labels [batch]
 * @param options margin: 0 … 4
 * @returns a scalar; gradients flow to the embeddings
 * @throws InputError when shapes do not fit, the batch is empty, a label in an array or the margin is out of range
 */
export function batchHardTripletLoss(
  embeddings: tf.Tensor2D,
  labels: Labels,
  { margin }: { margin: number },
): tf.Scalar {
  expectTripletMargin(margin);
  expectShape('embeddings', embeddings, { batch: 'any', dim: 'any' });
  return tf.tidy(() => {
    const { d2, positive, negative } = relationsOfBatch(embeddings, labels);
    // Squared distances of unit vectors end at 4: what must not be chosen is moved out of reach.
    const farthest = largest(tf.sub(d2, tf.mul(8, tf.sub(1, positive))) as tf.Tensor2D); // max_p d²(a, p)
    const closest = tf.neg(largest(tf.neg(tf.add(d2, tf.mul(8, tf.sub(1, negative)))) as tf.Tensor2D)); // min_n d²(a, n)
    const usable = tf.mul(tf.max(positive, 1), tf.max(negative, 1));
    const terms = tf.mul(usable, tf.relu(tf.add(tf.sub(farthest, closest), margin)));
    return tf.div(tf.sum(terms), tf.maximum(tf.sum(usable), 1)) as tf.Scalar;
  });
}

/**
 * All positives with the nearest semi-hard negative of the batch, FaceNet's choice (Schroff et al., CVPR 2015, section 3.2), on
 * the device: the same triplets as `semiHardTriplets` in `mining/triplets`, so that a compiled step can mine.
 *
 *     n(a, p) = argmin_n |z_a − z_n|²  with  |z_a − z_p|² < |z_a − z_n|² < |z_a − z_p|² + margin,   z = x / |x|
 *     L = mean over the pairs (a, p) that have such an n of  |z_a − z_p|² − |z_a − z_n|² + margin
 *
 * 0 when no pair has one. Memory is [batch, batch] on TensorFlow, [batch, batch, batch] on other engines: 67 MB per copy at 256
 * samples.
 *
 * @param embeddings x [batch, dim], normalised here
 * @param labels [batch]
 * @param options margin: 0 … 4, 0.2 in the paper
 * @returns a scalar; gradients flow to the embeddings
 * @throws InputError when shapes do not fit, the batch is empty, a label in an array or the margin is out of range
 */
export function batchSemiHardTripletLoss(
  embeddings: tf.Tensor2D,
  labels: Labels,
  { margin }: { margin: number },
): tf.Scalar {
  expectTripletMargin(margin);
  expectShape('embeddings', embeddings, { batch: 'any', dim: 'any' });
  return tf.tidy(() => {
    const { d2, positive, negative } = relationsOfBatch(embeddings, labels);
    const batch = embeddings.shape[0];
    // Squared distances of unit vectors end at 4: what must not be chosen is moved out of reach.
    const outOfReach = 16;
    const toNegatives = tf.add(d2, tf.mul(outOfReach, tf.sub(1, negative))); // d²(a, n) at [a, n]
    const nearest = constant(() => {
      const bounds = tf.add(d2, tf.mul(2 * outOfReach, tf.sub(1, positive))); // nothing lies beyond what is no positive
      return nearestBeyond(toNegatives as tf.Tensor2D, bounds as tf.Tensor2D); // n(a, p) at [a, p]
    });
    const place = tf.add(nearest, tf.expandDims(tf.range(0, batch * batch, batch, 'int32'), 1));
    const gap = tf.sub(tf.gather(tf.reshape(toNegatives, [-1]), place), d2); // d²(a, n(a, p)) − d²(a, p)
    const chosen = constant(() => {
      const semiHard = tf.logicalAnd(tf.greater(gap, 0), tf.less(gap, margin));
      return tf.mul(semiHard.toFloat(), positive);
    });
    const terms = tf.mul(chosen, tf.relu(tf.sub(margin, gap)));
    return tf.div(tf.sum(terms), tf.maximum(tf.sum(chosen), 1)) as tf.Scalar;
  });
}

/** Squared distances of a batch, and who is whose positive and negative: ones and zeros, all [batch, batch]. */
function relationsOfBatch(
  embeddings: tf.Tensor2D,
  labels: Labels,
): { d2: tf.Tensor2D; positive: tf.Tensor2D; negative: tf.Tensor2D } {
  const batch = embeddings.shape[0];
  const y = labelTensor(labels, batch);
  const same = tf.cast(tf.equal(tf.expandDims(y, 1), tf.expandDims(y, 0)), 'float32');
  const z = unitVectors(embeddings);
  return {
    d2: squaredDistances(z, z),
    positive: tf.sub(same, tf.eye(batch)) as tf.Tensor2D,
    negative: tf.sub(1, same) as tf.Tensor2D,
  };
}

function columns(triplets: readonly Triplet[] | tf.Tensor2D, batch: number): tf.Tensor1D[] {
  if (triplets instanceof tf.Tensor) {
    expectShape('triplets', triplets, { triplets: 'any', 'anchor, positive, negative': 3 });
    return tf.unstack(tf.cast(triplets, 'int32'), 1) as tf.Tensor1D[];
  }
  return [0, 1, 2].map((position) =>
    indexTensor(
      'A triplet',
      triplets.map((triplet) => triplet[position]),
      batch,
    ),
  );
}
