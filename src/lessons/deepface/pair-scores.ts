import * as tf from '@tensorflow/tfjs';
import { tensorOf } from '../../base/host';
import { Matrix } from '../../base/matrix';
import { breathe, type Watched } from '../../base/watched';
import { Pairs } from '../../evaluation/verification/pairs';
import { chiSquareDistance } from '../../distances';
import { siameseLogits, siameseLoss } from '../../losses/siamese';

/** What is learnt from pairs: a weight for each coordinate and one number beside them. */
export interface PairWeights {
  /** [dim] */
  weights: Float32Array;
  bias: number;
}

/** How {@link learnChiSquareWeights} and {@link learnSiameseHead} learn. */
export interface LearnOptions extends Watched {
  /** Steps over all pairs at once. Default 300. */
  steps?: number;
  /** Pull of the weights towards 0, in the way of `decay / 2 |w|²`. */
  decay?: number;
}

type PairRows = Pick<Pairs, 'first' | 'second'>;

/**
 * The weights of DeepFace's chi-square distance (Taigman et al., CVPR 2014, section 4.1), learnt by a linear support vector
 * machine on the vectors v of a pair, v_d = (f_d − g_d)² / (f_d + g_d):
 *
 *     L = 1/P Σ max(0, 1 − t (bias − w · v)) + decay / 2 |w|²,   t = +1 for one person, −1 for two
 *
 * so that the weighted distance w · v is below `bias` for one person and above it for two. Starts at equal weights that
 * make the mean distance 1. A weight can come out negative: nothing forbids it.
 *
 * @param features [count, dim], nowhere negative
 */
export async function learnChiSquareWeights(
  features: Matrix,
  pairs: Pairs,
  { decay = 1e-4, ...options }: LearnOptions = {},
): Promise<PairWeights> {
  const { f, g, same } = sides(features, pairs);
  const vectors = tf.tidy(() => {
    const sum = tf.add(f, g);
    return tf.div(tf.square(tf.sub(f, g)), tf.maximum(sum, 1e-12));
  });
  const sign = tf.tidy(() => tf.sub(tf.mul(2, same), 1)); // t, ±1
  const start = tf.tidy(() => tf.mean(tf.sum(vectors, 1)));
  try {
    return await learn(features.columns, { weight: 1 / (await start.data())[0], bias: 1 }, options, (weights, bias) => {
      const distance = tf.sum(tf.mul(vectors, weights), 1);
      const hinge = tf.mean(tf.relu(tf.sub(1, tf.mul(sign, tf.sub(bias, distance)))));
      return tf.add(hinge, tf.mul(decay / 2, tf.sum(tf.square(weights)))) as tf.Scalar;
    });
  } finally {
    tf.dispose([f, g, same, vectors, sign, start]);
  }
}

/**
 * DeepFace's siamese head on features that stay as they are: weights and bias of {@link siameseLoss}. Starts at equal weights that
 * make the mean logit 0.
 *
 * @param features [count, dim]
 */
export async function learnSiameseHead(
  features: Matrix,
  pairs: Pairs,
  { decay = 1e-4, ...options }: LearnOptions = {},
): Promise<PairWeights> {
  const { f, g, same } = sides(features, pairs);
  const start = tf.tidy(() => tf.mean(tf.sum(tf.abs(tf.sub(f, g)), 1)));
  try {
    return await learn(
      features.columns,
      { weight: -1 / (await start.data())[0], bias: 1 },
      options,
      (weights, bias) => {
        const loss = siameseLoss(f, g, same, weights, bias);
        return tf.add(loss, tf.mul(decay / 2, tf.sum(tf.square(weights)))) as tf.Scalar;
      },
    );
  } finally {
    tf.dispose([f, g, same, start]);
  }
}

/** The weighted chi-square distance of each pair, [pairs]: smaller is closer. `weights` [dim]; without them every weight is 1. */
export async function chiSquareOfPairs(
  features: Matrix,
  pairs: PairRows,
  weights: ArrayLike<number> = new Float32Array(features.columns).fill(1),
): Promise<Float32Array> {
  return read(features, pairs, (f, g) => chiSquareDistance(f, g, tf.tensor1d(Float32Array.from(weights))));
}

/** The logit of the siamese head for each pair, [pairs]: above 0 it says one person. */
export async function siameseOfPairs(
  features: Matrix,
  pairs: PairRows,
  { weights, bias }: PairWeights,
): Promise<Float32Array> {
  return read(features, pairs, (f, g) => siameseLogits(f, g, tf.tensor1d(weights), tf.scalar(bias)));
}

/** Adam over all pairs at once; both problems are convex, so the start decides only how long it takes. */
async function learn(
  dim: number,
  start: { weight: number; bias: number },
  { steps = 300, signal, onProgress }: LearnOptions,
  loss: (weights: tf.Tensor1D, bias: tf.Scalar) => tf.Scalar,
): Promise<PairWeights> {
  const weights = tf.tidy(() => tf.variable(tf.fill([dim], start.weight) as tf.Tensor1D));
  const bias = tf.tidy(() => tf.variable(tf.scalar(start.bias)));
  const optimizer = tf.train.adam(0.05);
  try {
    for (let step = 0; step < steps; step++) {
      signal?.throwIfAborted();
      optimizer.minimize(() => loss(weights, bias), false, [weights, bias]);
      onProgress?.(step + 1, steps);
      await breathe();
    }
    return { weights: Float32Array.from(await weights.data()), bias: (await bias.data())[0] };
  } finally {
    optimizer.dispose();
    tf.dispose([weights, bias]);
  }
}

async function read(
  features: Matrix,
  pairs: PairRows,
  score: (f: tf.Tensor2D, g: tf.Tensor2D) => tf.Tensor1D,
): Promise<Float32Array> {
  const scores = tf.tidy(() => {
    const x = tensorOf(features);
    return score(tf.gather(x, rows(pairs.first)), tf.gather(x, rows(pairs.second)));
  });
  const values = Float32Array.from(await scores.data());
  scores.dispose();
  return values;
}

function sides(features: Matrix, pairs: Pairs): { f: tf.Tensor2D; g: tf.Tensor2D; same: tf.Tensor1D } {
  return tf.tidy(() => {
    const x = tensorOf(features);
    return {
      f: tf.gather(x, rows(pairs.first)),
      g: tf.gather(x, rows(pairs.second)),
      same: tf.tensor1d(Float32Array.from(pairs.same)),
    };
  });
}

function rows(indices: Int32Array): tf.Tensor1D {
  return tf.tensor1d(indices, 'int32');
}
