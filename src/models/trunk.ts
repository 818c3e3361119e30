import * as tf from '@tensorflow/tfjs';
import { expect } from '../base/errors';

/**
 * A backbone without its neck: pictures → the feature that the last fully connected layer looks at, for `residualBackbone` the flattened
 * feature map [batch, h · w · c]. What stands on it may use that feature several times. The layers that are cut off are
 * disposed and the others become part of the result: dispose the result alone, and do not use the backbone any more.
 *
 * @throws InputError when the backbone has no fully connected layer. Does not handle one inside of which branches meet behind it
 */
export function beforeNeck(backbone: tf.LayersModel): tf.LayersModel {
  const connected = backbone.layers.filter((layer) => layer.getClassName() === 'Dense');
  expect(
    connected.length > 0,
    `The network "${backbone.name}" has no fully connected layer to cut off: pass a backbone that ends in a neck.`,
  );
  const feature = connected[connected.length - 1].input as tf.SymbolicTensor;
  const trunk = tf.model({ inputs: backbone.inputs, outputs: feature, name: 'trunk' });
  for (const layer of backbone.layers) if (!trunk.layers.includes(layer)) layer.dispose();
  return trunk;
}
