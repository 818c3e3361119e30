import * as tf from '@tensorflow/tfjs';

/** What a network costs for one input. */
export interface NetworkCost {
  /** Trainable numbers; running statistics are not counted. */
  parameters: number;
  /** Multiplications with an addition, of convolutions and fully connected layers: half of what is often called FLOPs. */
  multiplyAdds: number;
}

/**
 * Counts parameters and multiply-adds of a network for one input:
 *
 *     convolution [kh, kw, in, out]       out height · out width · kh · kw · in · out
 *     depthwise   [kh, kw, in, 1]         out height · out width · kh · kw · in
 *     connected   [in, out]               in · out
 *
 * Normalisation, activations and additions are not counted: below a few percent in the networks here.
 */
export function networkCost(network: tf.LayersModel): NetworkCost {
  let [parameters, multiplyAdds] = [0, 0];
  for (const layer of network.layers) {
    parameters += layer.trainableWeights.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
    const kernel = layer.trainableWeights.find(({ shape }) => shape.length > 1);
    if (kernel === undefined) continue;
    const places = sizeOf((layer.outputShape as tf.Shape).slice(1, -1));
    multiplyAdds += places * sizeOf(kernel.shape);
  }
  return { parameters, multiplyAdds };
}

function sizeOf(shape: tf.Shape): number {
  return shape.reduce<number>((product, size) => product * (size ?? 1), 1);
}
