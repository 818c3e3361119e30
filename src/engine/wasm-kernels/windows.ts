import * as tf from '@tensorflow/tfjs';

export type ConvolutionShape = tf.backend_util.Conv2DInfo;

/** x [batch, height, width, channels] with the zeros that the convolution's padding stands for. */
export function padInput(x: tf.Tensor4D, shape: ConvolutionShape): tf.Tensor4D {
  const { top, bottom, left, right } = shape.padInfo;
  return tf.pad(x, [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ]);
}

/**
 * The inputs that one element (row, column) of the filter meets, one for each output position:
 * [batch, outHeight, outWidth, channels] out of the padded input.
 */
export function inputsUnder(padded: tf.Tensor4D, row: number, column: number, shape: ConvolutionShape): tf.Tensor4D {
  const { batchSize, outHeight, outWidth, strideHeight, strideWidth, inChannels } = shape;
  const top = row * shape.dilationHeight;
  const left = column * shape.dilationWidth;
  return tf.stridedSlice(
    padded,
    [0, top, left, 0],
    [batchSize, top + (outHeight - 1) * strideHeight + 1, left + (outWidth - 1) * strideWidth + 1, inChannels],
    [1, strideHeight, strideWidth, 1],
  ) as tf.Tensor4D;
}

/** f(row, column) for every element of the filter, row by row. */
export function forFilter<T>(shape: ConvolutionShape, f: (row: number, column: number) => T): T[] {
  const results: T[] = [];
  for (let row = 0; row < shape.filterHeight; row += 1) {
    for (let column = 0; column < shape.filterWidth; column += 1) results.push(f(row, column));
  }
  return results;
}
