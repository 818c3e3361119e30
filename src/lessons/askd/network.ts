import * as tf from '@tensorflow/tfjs';
import { residualAttentionBackbone, type ResidualAttentionOptions } from '../../models/backbones/residual-attention';

/**
 * The residual network with CBAM, with the values before the sigmoid of each map as further outputs: `channelBefore{i}` [batch, 1, 1,
 * width] and `spatialBefore{i}` [batch, h, w, 1] for stage i, beside `channel{i}` and `spatial{i}`. They are of both signs, and
 * these are what the authors of A-SKD compare in their code.
 */
export function attentionNetwork(options: ResidualAttentionOptions): tf.LayersModel {
  const backbone = residualAttentionBackbone(options);
  const before = backbone.outputNames
    .filter((name) => /^(channel|spatial)\d/.test(name))
    .map((name) => {
      const named = tf.layers.activation({ activation: 'linear', name: name.replace(/\d+$/, 'Before$&') });
      return named.apply(backbone.getLayer(name).input as tf.SymbolicTensor) as tf.SymbolicTensor;
    });
  return tf.model({ inputs: backbone.inputs, outputs: [...backbone.outputs, ...before], name: backbone.name });
}
