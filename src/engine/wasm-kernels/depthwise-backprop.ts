import * as tf from '@tensorflow/tfjs';
import { forFilter, inputsUnder, padInput, type ConvolutionShape } from './windows';

/**
 * The gradients of a depthwise convolution, which the wasm engine lacks. With m outputs per channel
 * (channel c gives outputs c m … c m + m − 1):
 *
 *     dW[i, j, c, k] = sum over batch and positions (p, q) of x[s p + i, s q + j, c] dy[p, q, c m + k]
 *     dx[s p + i, s q + j, c] += sum over k of dy[p, q, c m + k] W[i, j, c, k]
 *
 * Neither handles NCHW data.
 */
export const depthwiseBackpropFilter: tf.KernelConfig = {
  kernelName: 'DepthwiseConv2dNativeBackpropFilter',
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs }) => {
    const { strides, dilations, pad, dimRoundingMode, filterShape } = attrs as never as Attributes;
    const x = inputs.x as tf.Tensor4D;
    const dy = inputs.dy as tf.Tensor4D;
    const shape = tf.backend_util.computeConv2DInfo(
      x.shape,
      filterShape,
      strides,
      dilations,
      pad,
      dimRoundingMode,
      true,
    );
    const [channels, multiplier] = [filterShape[2], filterShape[3]];
    return tf.tidy(() => {
      const padded = padInput(x, shape);
      const gradients = dy.reshape<tf.Tensor3D>([-1, channels, multiplier]);
      const sums = forFilter(shape, (row, column) => {
        const under = inputsUnder(padded, row, column, shape).reshape<tf.Tensor3D>([-1, channels, 1]);
        return tf.sum(tf.mul(under, gradients), 0);
      });
      return tf.stack(sums).reshape(filterShape);
    });
  },
};

export const depthwiseBackpropInput: tf.KernelConfig = {
  kernelName: 'DepthwiseConv2dNativeBackpropInput',
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs }) => {
    const { strides, dilations, pad, dimRoundingMode, inputShape } = attrs as never as Attributes;
    const dy = inputs.dy as tf.Tensor4D;
    const filter = inputs.filter as tf.Tensor4D;
    const shape = tf.backend_util.computeConv2DInfo(
      inputShape,
      filter.shape,
      strides,
      dilations,
      pad,
      dimRoundingMode,
      true,
    );
    const [channels, multiplier] = [filter.shape[2], filter.shape[3]];
    const { batchSize, inHeight, inWidth, outHeight, outWidth, padInfo } = shape;
    const height = inHeight + padInfo.top + padInfo.bottom;
    const width = inWidth + padInfo.left + padInfo.right;
    return tf.tidy(() => {
      const gradients = dy.reshape<tf.Tensor3D>([-1, channels, multiplier]);
      const places = forFilter(shape, (row, column) => {
        const weights = filter
          .slice([row, column, 0, 0], [1, 1, channels, multiplier])
          .reshape<tf.Tensor3D>([1, channels, multiplier]);
        const shares = tf
          .sum(tf.mul(gradients, weights), 2)
          .reshape<tf.Tensor4D>([batchSize, outHeight, outWidth, channels]);
        const spread = spreadApart(shares, shape);
        const top = row * shape.dilationHeight;
        const left = column * shape.dilationWidth;
        return tf.pad(spread, [
          [0, 0],
          [top, height - top - spread.shape[1]],
          [left, width - left - spread.shape[2]],
          [0, 0],
        ]);
      });
      return tf.addN(places).slice([0, padInfo.top, padInfo.left, 0], inputShape);
    });
  },
};

/** Puts stride − 1 rows and columns of zeros between the positions: where the strided filter stood on the input. */
function spreadApart(values: tf.Tensor4D, shape: ConvolutionShape): tf.Tensor4D {
  const { strideHeight, strideWidth } = shape;
  const [batch, height, width, channels] = values.shape;
  const wide = tf
    .pad(values.reshape<tf.Tensor3D>([batch * height * width, 1, channels]), [
      [0, 0],
      [0, strideWidth - 1],
      [0, 0],
    ])
    .reshape<tf.Tensor3D>([batch * height, 1, width * strideWidth * channels]);
  return tf
    .pad(wide, [
      [0, 0],
      [0, strideHeight - 1],
      [0, 0],
    ])
    .reshape<tf.Tensor4D>([batch, height * strideHeight, width * strideWidth, channels])
    .slice([0, 0, 0, 0], [batch, (height - 1) * strideHeight + 1, (width - 1) * strideWidth + 1, channels]);
}

interface Attributes {
  strides: [number, number];
  dilations: [number, number];
  pad: 'valid' | 'same' | number;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
  filterShape: [number, number, number, number];
  inputShape: [number, number, number, number];
}
