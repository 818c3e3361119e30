import * as tf from '@tensorflow/tfjs';
import { activated, convolution, normalised, seedsFrom } from '../blocks';

/** What a {@link toyBackbone} is built from. */
export interface ToyOptions {
  /** Side of the square input picture in pixels, a multiple of 8. */
  size: number;
  /** Length of the embedding: 2 to draw features on paper, 3 to draw them on a globe, more where nothing is drawn. */
  dim: number;
  seed: number;
}

/**
 * A small network whose embedding may have two (or three) numbers, so that its features can be drawn as they are. The last layer is
 * linear and nothing normalises it: the picture shows what the loss alone does to lengths and angles.
 * Pictures [batch, size, size, 3] in [−1, 1] → embeddings [batch, dim]. After the 2-D figures of Wen et al., ECCV 2016.
 */
export function toyBackbone({ size, dim, seed }: ToyOptions): tf.LayersModel {
  const seeds = seedsFrom(seed * 1000);
  const pictures = tf.input({ shape: [size, size, 3] });
  let x: tf.SymbolicTensor = pictures;
  for (const width of [16, 32, 64]) x = activated(normalised(convolution(x, width, 3, 2, seeds)));
  const flat = tf.layers.flatten().apply(x) as tf.SymbolicTensor;
  const hidden = tf.layers
    .dense({ units: 64, useBias: false, kernelInitializer: tf.initializers.heNormal({ seed: seeds() }) })
    .apply(flat) as tf.SymbolicTensor;
  const kernelInitializer = tf.initializers.glorotNormal({ seed: seeds() });
  const embedding = tf.layers
    .dense({ units: dim, useBias: false, kernelInitializer })
    .apply(activated(normalised(hidden)));
  return tf.model({ inputs: pictures, outputs: embedding as tf.SymbolicTensor, name: `toy${dim}d` });
}
