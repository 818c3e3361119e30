import * as tf from '@tensorflow/tfjs';
import { BatchNorm, PRelu } from './layers';

type Symbolic = tf.SymbolicTensor;

/** Hands out one seed after the other, so that every layer of a network starts from its own random weights. */
export type SeedSource = () => number;

/** Seeds first, first + 1, … */
export function seedsFrom(first: number): SeedSource {
  let seed = first;
  return () => seed++;
}

/** Convolution without bias (a batch normalisation follows), He-normal weights. [batch, h, w, c] → [batch, h/stride, w/stride, filters] */
export function convolution(
  x: Symbolic,
  filters: number,
  kernelSize: number,
  strides: number,
  seeds: SeedSource,
): Symbolic {
  const kernelInitializer = tf.initializers.heNormal({ seed: seeds() });
  return tf.layers
    .conv2d({ filters, kernelSize, strides, padding: 'same', useBias: false, kernelInitializer })
    .apply(x) as Symbolic;
}

/** Depthwise convolution without bias. [batch, h, w, c] → [batch, h/stride, w/stride, c] */
export function depthwise(
  x: Symbolic,
  kernelSize: number,
  strides: number,
  padding: 'same' | 'valid',
  seeds: SeedSource,
): Symbolic {
  const depthwiseInitializer = tf.initializers.heNormal({ seed: seeds() });
  return tf.layers
    .depthwiseConv2d({ kernelSize, strides, padding, useBias: false, depthwiseInitializer })
    .apply(x) as Symbolic;
}

/** Batch normalisation, see {@link BatchNorm}. */
export function normalised(x: Symbolic): Symbolic {
  return new BatchNorm().apply(x) as Symbolic;
}

/** Parametric ReLU, see {@link PRelu}. */
export function activated(x: Symbolic): Symbolic {
  return new PRelu({}).apply(x) as Symbolic;
}

/** x + y, the shortcut of a residual block. */
export function added(x: Symbolic, y: Symbolic): Symbolic {
  return tf.layers.add().apply([x, y]) as Symbolic;
}
