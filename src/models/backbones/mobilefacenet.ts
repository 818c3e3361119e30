import * as tf from '@tensorflow/tfjs';
import { expect } from '../../base/errors';
import { activated, added, convolution, depthwise, normalised, SeedSource, seedsFrom } from '../blocks';

/** Expansion, channels, repeats and first stride of each group of bottlenecks (table 1 of the paper). */
const bottlenecks = [
  { expansion: 2, width: 64, repeats: 5, strides: 2 },
  { expansion: 4, width: 128, repeats: 1, strides: 2 },
  { expansion: 2, width: 128, repeats: 6, strides: 1 },
  { expansion: 4, width: 128, repeats: 1, strides: 2 },
  { expansion: 2, width: 128, repeats: 2, strides: 1 },
];

/** What a {@link mobileFaceNetBackbone} is built from. */
export interface MobileFaceNetOptions {
  /** Side of the square input picture in pixels, a multiple of 16 (112 in the paper). */
  size: number;
  /** Length of the embedding (128 in the paper). */
  dim: number;
  seed: number;
}

/**
 * MobileFaceNet: inverted bottlenecks and a global depthwise convolution that weighs every place of the last feature map.
 * Pictures [batch, size, size, 3] in [−1, 1] → embeddings [batch, dim]. About a million parameters at dim = 128.
 * Chen et al., CCBR 2018.
 */
export function mobileFaceNetBackbone({ size, dim, seed }: MobileFaceNetOptions): tf.LayersModel {
  expect(size % 16 === 0, `The picture size is ${size}, but four halvings need a multiple of 16: 112 is usual.`);
  const seeds = seedsFrom(seed * 1000);
  const pictures = tf.input({ shape: [size, size, 3] });
  let x = activated(normalised(convolution(pictures, 64, 3, 2, seeds)));
  x = activated(normalised(depthwise(x, 3, 1, 'same', seeds)));
  for (const { expansion, width, repeats, strides } of bottlenecks) {
    for (let repeat = 0; repeat < repeats; repeat++) {
      x = bottleneck(x, expansion, width, repeat === 0 ? strides : 1, seeds);
    }
  }
  x = activated(normalised(convolution(x, 512, 1, 1, seeds)));
  x = normalised(depthwise(x, size / 16, 1, 'valid', seeds));
  const embedding = normalised(convolution(x, dim, 1, 1, seeds));
  return tf.model({
    inputs: pictures,
    outputs: tf.layers.flatten().apply(embedding) as tf.SymbolicTensor,
    name: 'mobilefacenet',
  });
}

function bottleneck(
  x: tf.SymbolicTensor,
  expansion: number,
  width: number,
  strides: number,
  seeds: SeedSource,
): tf.SymbolicTensor {
  const inputWidth = x.shape[3]!;
  const expanded = activated(normalised(convolution(x, inputWidth * expansion, 1, 1, seeds)));
  const filtered = activated(normalised(depthwise(expanded, 3, strides, 'same', seeds)));
  const projected = normalised(convolution(filtered, width, 1, 1, seeds));
  return strides === 1 && inputWidth === width ? added(x, projected) : projected;
}
