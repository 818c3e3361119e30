import * as tf from '@tensorflow/tfjs';
import { expect } from '../../base/errors';
import { activated, added, convolution, normalised, SeedSource, seedsFrom } from '../blocks';
import { neck } from '../neck';

/** What a {@link residualBackbone} is built from. */
export interface ResidualOptions {
  /** Side of the square input picture in pixels, a multiple of 2^(stages + 1). */
  size: number;
  /** Length of the embedding. */
  dim: number;
  /** Channels of each stage; every stage halves the picture. */
  widths?: number[];
  /** Residual blocks per stage. */
  blocks?: number;
  /** Seed of the first weights. */
  seed: number;
}

/**
 * A small residual network for lessons that train in minutes: a strided convolution, then stages of residual blocks
 * (He et al., CVPR 2016) with parametric ReLU, then the neck. Pictures [batch, size, size, 3] in [−1, 1] → embeddings
 * [batch, dim], not normalised. It does not handle other picture sizes than the one it was built for.
 */
export function residualBackbone(options: ResidualOptions): tf.LayersModel {
  const { size, dim, widths = [32, 64, 128, 256], blocks = 1, seed } = options;
  const divisor = 2 ** widths.length;
  expect(
    size % divisor === 0,
    `The picture size is ${size}, but ${widths.length} stages need a multiple of ${divisor}.`,
  );
  const seeds = seedsFrom(seed * 1000);
  const pictures = tf.input({ shape: [size, size, 3] });
  let x = activated(normalised(convolution(pictures, widths[0], 3, 2, seeds)));
  widths.slice(1).forEach((width) => {
    x = residualBlock(x, width, 2, seeds);
    for (let block = 1; block < blocks; block++) x = residualBlock(x, width, 1, seeds);
  });
  return tf.model({ inputs: pictures, outputs: neck(x, dim, seeds), name: 'residual' });
}

function residualBlock(x: tf.SymbolicTensor, width: number, strides: number, seeds: SeedSource): tf.SymbolicTensor {
  const inner = activated(normalised(convolution(x, width, 3, strides, seeds)));
  const residual = normalised(convolution(inner, width, 3, 1, seeds));
  const isSameShape = strides === 1 && x.shape[3] === width;
  const shortcut = isSameShape ? x : normalised(convolution(x, width, 1, strides, seeds));
  return activated(added(residual, shortcut));
}
