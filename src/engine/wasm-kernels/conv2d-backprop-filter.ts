import * as tf from '@tensorflow/tfjs';
import { forFilter, inputsUnder, padInput } from './windows';

/**
 * The gradient of a convolution for its filter, which the wasm engine lacks:
 *
 *     dW[i, j] = sum over batch and positions (p, q) of x[s p + i, s q + j]^T dy[p, q]
 *
 * One matrix product [inChannels, positions] x [positions, outChannels] for each element of the filter.
 * Does not handle NCHW data.
 */
export const conv2DBackpropFilter: tf.KernelConfig = {
  kernelName: 'Conv2DBackpropFilter',
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs }) => {
    const { strides, pad, dimRoundingMode, filterShape } = attrs as never as Attributes;
    const x = inputs.x as tf.Tensor4D;
    const dy = inputs.dy as tf.Tensor4D;
    const shape = tf.backend_util.computeConv2DInfo(x.shape, filterShape, strides, 1, pad, dimRoundingMode);
    return tf.tidy(() => {
      const padded = padInput(x, shape);
      const gradients = dy.reshape<tf.Tensor2D>([-1, shape.outChannels]);
      const products = forFilter(shape, (row, column) => {
        const under = inputsUnder(padded, row, column, shape).reshape<tf.Tensor2D>([-1, shape.inChannels]);
        return tf.matMul(under, gradients, true);
      });
      return tf.stack(products).reshape(filterShape);
    });
  },
};

interface Attributes {
  strides: [number, number];
  pad: 'valid' | 'same' | number;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
  filterShape: [number, number, number, number];
}
