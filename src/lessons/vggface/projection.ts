import * as tf from '@tensorflow/tfjs';
import { matrixOf, tensorOf } from '../../base/host';
import { Matrix, unitRows } from '../../base/matrix';
import { breathe, type Watched } from '../../base/watched';
import { identitySampler } from '../../data/sampler';
import { batchAllTripletLoss } from '../../losses/triplet';

/** How {@link learnProjection} learns. */
export interface ProjectionOptions extends Watched {
  /** Of the triplet loss, a squared distance of unit vectors. */
  margin: number;
  steps: number;
  learningRate: number;
  /** People per batch, and pictures of each. */
  batch: { identities: number; pictures: number };
  seed: number;
}

/** What {@link learnProjection} has learnt. */
export interface Projection {
  /** W [dim, dim], to be multiplied from the right: see {@link projected}. */
  weights: Matrix;
  /** Of each step. */
  loss: number[];
}

/**
 * VGGFace's second stage (Parkhi et al., BMVC 2015, section 4.4): the network is frozen, and a linear map of its normalised features
 * is learnt by the triplet loss,
 *
 *     y = W z,   z = x / |x|,   L = mean over the triplets of the batch that violate the margin of |y_a − y_p|² − |y_a − y_n|² + margin
 *
 * with y scaled to length 1. The paper draws one such triplet for each pair by chance; here all of a batch are averaged, which is
 * the same in the mean. It starts at W = 1, that is, at the classifier's own features, and keeps their number; the paper goes from
 * 4096 numbers down to 1024. Trained by Adam.
 *
 * @param features x [count, dim], of the frozen network
 * @param labels [count]
 */
export async function learnProjection(
  features: Matrix,
  labels: ArrayLike<number>,
  { margin, steps, learningRate, batch, seed, signal, onProgress }: ProjectionOptions,
): Promise<Projection> {
  const dim = features.columns;
  const sampler = identitySampler(labels, { ...batch, seed });
  const z = tensorOf(unitRows(features));
  const weights = tf.tidy(() => tf.variable(tf.eye(dim) as tf.Tensor2D));
  const optimizer = tf.train.adam(learningRate);
  const loss: number[] = [];
  try {
    for (let step = 0; step < steps; step++) {
      signal?.throwIfAborted();
      const chosen = sampler(step);
      const cost = optimizer.minimize(
        () => {
          const y = tf.matMul(tf.gather(z, tf.tensor1d(chosen, 'int32')), weights) as tf.Tensor2D;
          return batchAllTripletLoss(
            y,
            Int32Array.from(chosen, (row) => labels[row]),
            { margin },
          );
        },
        true,
        [weights],
      )!;
      loss.push((await cost.data())[0]);
      cost.dispose();
      onProgress?.(step + 1, steps);
      await breathe();
    }
    return { weights: await matrixOf(weights), loss };
  } finally {
    optimizer.dispose();
    tf.dispose([z, weights]);
  }
}

/** The features after the learnt map, y = (x / |x|) W, [count, dim]. Their length has no meaning: compare them by direction. */
export async function projected(features: Matrix, weights: Matrix): Promise<Matrix> {
  const y = tf.tidy(() => {
    const z = tensorOf(unitRows(features));
    return tf.matMul(z, tensorOf(weights));
  });
  try {
    return await matrixOf(y);
  } finally {
    y.dispose();
  }
}
