import * as tf from '@tensorflow/tfjs';
import { iresnetBackbone } from '../src/models/backbones/iresnet';
import { mobileFaceNetBackbone } from '../src/models/backbones/mobilefacenet';
import { activated, convolution, normalised, seedsFrom } from '../src/models/blocks';

/** The networks of the bench. `workers/reference.py` has the same in PyTorch, layer by layer. */
export const networks = {
  small: { backbone: smallBackbone, dim: 512 },
  mobilefacenet: { backbone: (size: number) => mobileFaceNetBackbone({ size, dim: 128, seed: 1 }), dim: 128 },
  iresnet18: { backbone: (size: number) => iresnetBackbone({ depth: 18, size, dim: 512, seed: 1 }), dim: 512 },
};

/** Eight convolutions with batch normalisation and PReLU, every second one strided, and a dense layer. */
function smallBackbone(size: number): tf.LayersModel {
  const seeds = seedsFrom(1000);
  const pictures = tf.input({ shape: [size, size, 3] });
  let x: tf.SymbolicTensor = pictures;
  for (const width of [32, 64, 128, 256]) {
    x = activated(normalised(convolution(x, width, 3, 2, seeds)));
    x = activated(normalised(convolution(x, width, 3, 1, seeds)));
  }
  const flat = tf.layers.flatten().apply(x) as tf.SymbolicTensor;
  const outputs = tf.layers.dense({ units: 512 }).apply(flat) as tf.SymbolicTensor;
  return tf.model({ inputs: pictures, outputs });
}
