import * as tf from '@tensorflow/tfjs';
import { matrixOf } from '../../base/host';
import { Matrix } from '../../base/matrix';
import { seeded } from '../../base/random';
import { breathe, type Watched } from '../../base/watched';
import { interClassEnergy } from '../../losses/sphereface-plus';

/** Class directions before and after the inter-class energy has pushed them apart. */
export interface EnergyDescent {
  /** [classes, dim], unit vectors. */
  before: Matrix;
  after: Matrix;
  /** The energy at each step. */
  energies: number[];
}

/**
 * What SphereFace+ adds, on its own: class directions that start at random places on the sphere and follow nothing but
 * the gradient of `interClassEnergy` (`losses/sphereface-plus`). No pictures, no network. Throws the signal's reason when
 * interrupted.
 */
export async function descendEnergy(
  classes: number,
  dim: 2 | 3,
  {
    seed,
    steps = 200,
    learningRate = 0.2,
    signal,
    onProgress,
  }: { seed: number; steps?: number; learningRate?: number } & Watched,
): Promise<EnergyDescent> {
  const random = seeded(seed, 'energy');
  const labels = Array.from({ length: classes }, (_, label) => label);
  const start = Float32Array.from({ length: classes * dim }, () => random.normal());
  let weights = tf.tidy(() => unit(tf.tensor2d(start, [classes, dim])));
  const before = await matrixOf(weights);
  const descend = tf.valueAndGrad((w: tf.Tensor) => interClassEnergy(labels, w as tf.Tensor2D));
  const energies: number[] = [];
  try {
    for (let step = 0; step < steps; step++) {
      signal?.throwIfAborted();
      const [moved, value] = tf.tidy(() => {
        const { value, grad } = descend(weights);
        // The length of a step is limited: two classes that start side by side would be flung apart.
        const longest = tf.maximum(tf.max(tf.norm(grad, 2, 1)), 1);
        return [unit(tf.sub(weights, tf.mul(learningRate, tf.div(grad, longest)))), value];
      });
      weights.dispose();
      weights = moved as tf.Tensor2D;
      energies.push((await value.data())[0]);
      value.dispose();
      onProgress?.(step + 1, steps);
      await breathe();
    }
    return { before, after: await matrixOf(weights), energies };
  } finally {
    weights.dispose();
  }
}

function unit(rows: tf.Tensor2D): tf.Tensor2D {
  return tf.div(rows, tf.norm(rows, 2, 1, true));
}
