import * as tf from '@tensorflow/tfjs';
import { expect } from '../../base/errors';
import { activated, added, convolution, depthwise, normalised, SeedSource, seedsFrom } from '../blocks';
import { neck } from '../neck';

/** Blocks of one shape, one after the other. */
export interface MobileStage {
  /** By how much the inside of a block is wider than its input. */
  expansion: number;
  /** Channels at the end of each block. */
  width: number;
  repeats: number;
  /** Of the first block; the others keep the size. */
  strides: 1 | 2;
}

/** The stages of the paper (table 2), for pictures of 112 pixels and more. */
export const mobileNetV2Stages: readonly MobileStage[] = [
  { expansion: 1, width: 16, repeats: 1, strides: 1 },
  { expansion: 6, width: 24, repeats: 2, strides: 2 },
  { expansion: 6, width: 32, repeats: 3, strides: 2 },
  { expansion: 6, width: 64, repeats: 4, strides: 2 },
  { expansion: 6, width: 96, repeats: 3, strides: 1 },
  { expansion: 6, width: 160, repeats: 3, strides: 2 },
  { expansion: 6, width: 320, repeats: 1, strides: 1 },
];

/** Stages for pictures of 32 pixels, behind a first layer of 8 channels: one block for each width, about 12,000 numbers at dim = 64. */
export const smallMobileStages: readonly MobileStage[] = [
  { expansion: 1, width: 8, repeats: 1, strides: 1 },
  { expansion: 3, width: 12, repeats: 1, strides: 2 },
  { expansion: 3, width: 16, repeats: 1, strides: 2 },
  { expansion: 3, width: 24, repeats: 1, strides: 2 },
];

/** What a {@link mobileNetV2Backbone} is built from. */
export interface MobileNetV2Options {
  /** Side of the square input picture in pixels, a multiple of twice the product of all strides: 32 for the paper's stages. */
  size: number;
  /** Length of the embedding. */
  dim: number;
  /** Default {@link mobileNetV2Stages}. */
  stages?: readonly MobileStage[];
  /** Channels of the first layer. Default 32. */
  firstWidth?: number;
  /** Seed of the first weights. */
  seed: number;
}

/**
 * MobileNetV2 (Sandler et al., CVPR 2018): inverted residuals. A block is wide inside, where a depthwise convolution filters each
 * channel by itself, and narrow at its ends, where nothing is activated: the shortcut joins the narrow ends.
 *
 *     expand 1×1 → depthwise 3×3 → project 1×1   (+ input, where size and width stay)
 *
 * Against the paper: parametric ReLU for ReLU6, as in MobileFaceNet, and the neck of the ArcFace papers for the last 1×1
 * convolution with average pooling, which forgets where in the face something is. Pictures [batch, size, size, 3] in [−1, 1]
 * → embeddings [batch, dim], not normalised. It does not handle other picture sizes than the one it was built for.
 */
export function mobileNetV2Backbone(options: MobileNetV2Options): tf.LayersModel {
  const { size, dim, stages = mobileNetV2Stages, firstWidth = 32, seed } = options;
  const divisor = stages.reduce((product, { strides }) => product * strides, 2);
  expect(
    stages.length > 0 && size % divisor === 0,
    `The picture size is ${size}, but these ${stages.length} stages need at least one stage and a multiple of ${divisor}.`,
  );
  const seeds = seedsFrom(seed * 1000);
  const pictures = tf.input({ shape: [size, size, 3] });
  let x = activated(normalised(convolution(pictures, firstWidth, 3, 2, seeds)));
  for (const stage of stages) {
    for (let repeat = 0; repeat < stage.repeats; repeat++) {
      x = invertedResidual(x, stage, repeat === 0 ? stage.strides : 1, seeds);
    }
  }
  return tf.model({ inputs: pictures, outputs: neck(x, dim, seeds), name: 'mobilenet-v2' });
}

function invertedResidual(
  x: tf.SymbolicTensor,
  { expansion, width }: MobileStage,
  strides: number,
  seeds: SeedSource,
): tf.SymbolicTensor {
  const inputWidth = x.shape[3]!;
  const wide = expansion === 1 ? x : activated(normalised(convolution(x, expansion * inputWidth, 1, 1, seeds)));
  const filtered = activated(normalised(depthwise(wide, 3, strides, 'same', seeds)));
  const narrow = normalised(convolution(filtered, width, 1, 1, seeds));
  return strides === 1 && inputWidth === width ? added(x, narrow) : narrow;
}
