import * as tf from '@tensorflow/tfjs';
import { expect } from '../../base/errors';
import { type AttendedFeatures, attentionBlock } from '../attention';
import { activated, convolution, normalised, seedsFrom } from '../blocks';
import { neck } from '../neck';

/** What a {@link residualAttentionBackbone} is built from. */
export interface ResidualAttentionOptions {
  /** Side of the square input picture in pixels, a multiple of 2^stages. */
  size: number;
  /** Length of the embedding. */
  dim: number;
  /** Channels of each stage, which is one block. Default 32, 64, 96, 128. */
  widths?: number[];
  /** By how much the hidden layer of channel attention is narrower. Default 8; 16 in the paper, for wider networks. */
  reduction?: number;
  /** Seed of the first weights. */
  seed: number;
}

/**
 * A small residual network that says where it looks: a strided convolution, then one residual block with CBAM per stage, then the
 * neck. The first stage keeps the half picture, so that its spatial map is fine enough to tell an eye from a cheek; every
 * further stage halves it.
 *
 * Pictures [batch, size, size, 3] in [−1, 1] → `embeddings` [batch, dim], not normalised, and for stage i = 0, 1, … the maps
 * `channel{i}` [batch, 1, 1, width] and `spatial{i}` [batch, h, w, 1], and `features{i}` [batch, h, w, width].
 * It does not handle other picture sizes than the one it was built for.
 */
export function residualAttentionBackbone(options: ResidualAttentionOptions): tf.LayersModel {
  const { size, dim, widths = [32, 64, 96, 128], reduction = 8, seed } = options;
  const divisor = 2 ** widths.length;
  expect(
    widths.length > 0 && size % divisor === 0,
    `The picture size is ${size}, but ${widths.length} stages need at least one stage and a multiple of ${divisor}.`,
  );
  expect(reduction >= 1, `The reduction is ${reduction}, but it must be 1 or more: 8 is usual here.`);
  const seeds = seedsFrom(seed * 1000);
  const pictures = tf.input({ shape: [size, size, 3] });
  let x = activated(normalised(convolution(pictures, widths[0], 3, 2, seeds)));
  const stages: AttendedFeatures[] = [];
  widths.forEach((width, stage) => {
    const strides = stage === 0 ? 1 : 2;
    stages.push(attentionBlock(x, { width, strides, reduction, name: `${stage}` }, seeds));
    x = stages[stage].features;
  });
  const named = tf.layers.activation({ activation: 'linear', name: 'embeddings' });
  return tf.model({
    inputs: pictures,
    outputs: [
      named.apply(neck(x, dim, seeds)) as tf.SymbolicTensor,
      ...stages.flatMap(({ channel, spatial, features }) => [channel, spatial, features]),
    ],
    name: 'residual-attention',
  });
}
