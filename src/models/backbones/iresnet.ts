import * as tf from '@tensorflow/tfjs';
import { expect } from '../../base/errors';
import { activated, added, convolution, normalised, SeedSource, seedsFrom } from '../blocks';
import { neck } from '../neck';

/** Residual blocks in each of the four stages. */
const stageBlocks = { 18: [2, 2, 2, 2], 34: [3, 4, 6, 3], 50: [3, 4, 14, 3], 100: [3, 13, 30, 3] };

/** What an {@link iresnetBackbone} is built from. */
export interface IResNetOptions {
  depth: keyof typeof stageBlocks;
  /** Side of the square input picture in pixels, a multiple of 16 (112 in the papers). */
  size: number;
  /** Length of the embedding (512 in the papers). */
  dim: number;
  seed: number;
}

/**
 * The improved residual network of the ArcFace papers (blocks BN–conv–BN–PReLU–conv–BN, stride on the second convolution,
 * a stem that keeps the resolution). Pictures [batch, size, size, 3] in [−1, 1] → embeddings [batch, dim].
 * Deng et al., CVPR 2019; Duta et al., ICPR 2020. Depth 18 trains on two cores in hours, 100 wants a GPU.
 */
export function iresnetBackbone({ depth, size, dim, seed }: IResNetOptions): tf.LayersModel {
  expect(
    depth in stageBlocks,
    `The depth is ${depth}, but an IResNet has 18, 34, 50 or 100 layers: choose one of them.`,
  );
  expect(size % 16 === 0, `The picture size is ${size}, but four halvings need a multiple of 16: 112 is usual.`);
  const seeds = seedsFrom(seed * 1000);
  const pictures = tf.input({ shape: [size, size, 3] });
  let x = activated(normalised(convolution(pictures, 64, 3, 1, seeds)));
  stageBlocks[depth].forEach((blocks, stage) => {
    const width = 64 * 2 ** stage;
    for (let block = 0; block < blocks; block++) x = improvedBlock(x, width, block === 0 ? 2 : 1, seeds);
  });
  return tf.model({ inputs: pictures, outputs: neck(x, dim, seeds), name: `iresnet${depth}` });
}

function improvedBlock(x: tf.SymbolicTensor, width: number, strides: number, seeds: SeedSource): tf.SymbolicTensor {
  const inner = activated(normalised(convolution(normalised(x), width, 3, 1, seeds)));
  const residual = normalised(convolution(inner, width, 3, strides, seeds));
  const shortcut = strides === 1 ? x : normalised(convolution(x, width, 1, strides, seeds));
  return added(residual, shortcut);
}
