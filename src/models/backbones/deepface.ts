import * as tf from '@tensorflow/tfjs';
import { expect } from '../../base/errors';
import { activated, convolution, normalised, seedsFrom } from '../blocks';
import { LocallyConnected } from '../locally-connected';

/** What a {@link deepFaceBackbone} is built from. */
export interface DeepFaceOptions {
  /** Side of the square input picture in pixels, a multiple of 4. */
  size: number;
  /** Length of the feature; 4096 in the paper. */
  dim: number;
  /** Filters of the first layer; the others have twice as many. */
  width?: number;
  seed: number;
}

/**
 * DeepFace in small (Taigman et al., CVPR 2014): convolution, max pooling, convolution, two locally connected layers, and a fully
 * connected layer with ReLU, whose output is the feature: nowhere negative, and mostly 0. Against the paper: smaller pictures, one
 * locally connected layer less, no dropout, and batch normalisation, which did not exist yet, in place of a long training.
 * Pictures [batch, size, size, 3] in [−1, 1] → features [batch, dim], not normalised.
 */
export function deepFaceBackbone({ size, dim, width = 16, seed }: DeepFaceOptions): tf.LayersModel {
  expect(size % 4 === 0 && size >= 24, `The picture size is ${size}, but it must be a multiple of 4, and 24 or more.`);
  const seeds = seedsFrom(seed * 1000);
  const pictures = tf.input({ shape: [size, size, 3] });
  const local = (x: tf.SymbolicTensor): tf.SymbolicTensor =>
    activated(
      normalised(
        new LocallyConnected({ filters: 2 * width, kernelSize: 3, seed: seeds() }).apply(x) as tf.SymbolicTensor,
      ),
    );
  let x = activated(normalised(convolution(pictures, width, 3, 1, seeds))); // C1
  x = tf.layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' }).apply(x) as tf.SymbolicTensor; // M2
  x = activated(normalised(convolution(x, 2 * width, 3, 2, seeds))); // C3
  x = local(local(x)); // L4, L5
  const flat = tf.layers.flatten().apply(x) as tf.SymbolicTensor;
  const kernelInitializer = tf.initializers.heNormal({ seed: seeds() });
  const dense = tf.layers.dense({ units: dim, useBias: false, kernelInitializer }).apply(flat) as tf.SymbolicTensor;
  const features = tf.layers.reLU().apply(normalised(dense)) as tf.SymbolicTensor; // F7
  return tf.model({ inputs: pictures, outputs: features, name: 'deepface' });
}
