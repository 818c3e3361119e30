import * as tf from '@tensorflow/tfjs';
import { activated, normalised } from '../src/models/blocks';
import { groupFaceNetwork } from '../src/models/groupface-network';

/**
 * The end of the toy backbone (`src/models/backbones/toy`) without its convolutions, for descriptors [batch, length]: a hidden
 * layer, and a linear one that gives `dim` numbers. With convolutions, a browser's CPU would not reach 60 steps a second.
 * With `groups`, GroupFace's instance, groups and decision network stand on the hidden layer.
 */
export function playgroundNetwork(
  length: number,
  { seed, dim = 2, groups }: { seed: number; dim?: 2 | 3; groups?: number },
): tf.LayersModel {
  const descriptors = tf.input({ shape: [length] });
  const hidden = activated(
    normalised(
      tf.layers
        .dense({ units: 32, useBias: false, kernelInitializer: tf.initializers.heNormal({ seed: seed * 1000 }) })
        .apply(descriptors) as tf.SymbolicTensor,
    ),
  );
  if (groups !== undefined) {
    return groupFaceNetwork(tf.model({ inputs: descriptors, outputs: hidden }), { dim, groups, hidden: 16, seed });
  }
  const kernelInitializer = tf.initializers.glorotNormal({ seed: seed * 1000 + 1 });
  const embedding = tf.layers
    .dense({ units: dim, useBias: false, kernelInitializer })
    .apply(hidden) as tf.SymbolicTensor;
  return tf.model({ inputs: descriptors, outputs: embedding });
}
