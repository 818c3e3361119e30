import * as tf from '@tensorflow/tfjs';
import { normalised, SeedSource } from './blocks';

/**
 * The neck between the last feature map and the embedding: batch normalisation → flatten → fully connected → batch
 * normalisation (option E of the ArcFace paper without its dropout, Deng et al., CVPR 2019, section 3.2).
 * [batch, h, w, c] → [batch, dim]. The last normalisation centres the embeddings, which keeps them from collapsing into a
 * cone at the start of training.
 */
export function neck(features: tf.SymbolicTensor, dim: number, seeds: SeedSource): tf.SymbolicTensor {
  const flat = tf.layers.flatten().apply(normalised(features)) as tf.SymbolicTensor;
  const kernelInitializer = tf.initializers.glorotNormal({ seed: seeds() });
  const embedding = tf.layers.dense({ units: dim, useBias: false, kernelInitializer }).apply(flat);
  return normalised(embedding as tf.SymbolicTensor);
}
