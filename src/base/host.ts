import * as tf from '@tensorflow/tfjs';
import type { Matrix } from './matrix';

/** A tensor [rows, columns], or [columns] as one row, as a matrix on the host. The tensor stays. */
export async function matrixOf(tensor: tf.Tensor): Promise<Matrix> {
  const columns = tensor.shape[tensor.shape.length - 1];
  return { values: Float32Array.from(await tensor.data()), rows: tensor.size / columns, columns };
}

/** A matrix as a float32 tensor [rows, columns]. */
export function tensorOf({ values, rows, columns }: Matrix): tf.Tensor2D {
  return tf.tensor2d(Float32Array.from(values), [rows, columns]);
}
