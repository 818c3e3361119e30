import * as tf from '@tensorflow/tfjs';
import { expect, InputError } from './errors';

/**
 * The class of each sample, integers from 0. An array is checked at once. A tensor (int32, [batch]) stays on the device,
 * where its numbers cannot be looked at without waiting: labels out of range go unnoticed there, unless `checkBatch` of
 * `losses/check` is awaited first. A step that is compiled into a graph needs labels as a tensor: an array is frozen into it.
 */
export type Labels = tf.Tensor1D | ArrayLike<number>;

/** Of a pair, whether both are of one identity: true/false or 1/0 in an array, 1/0 in a tensor [pairs]. */
export type Sames = tf.Tensor1D | ArrayLike<boolean | number>;

/**
 * Labels as an int32 tensor [count]. Inside `tf.tidy` it need not be disposed.
 *
 * @param classes labels in an array must be below this number; left out, any integer from 0 will do
 * @throws InputError when the number of labels is not `count`, or a label in an array is no integer in range
 */
export function labelTensor(labels: Labels, count: number, classes = Infinity): tf.Tensor1D {
  if (labels instanceof tf.Tensor) {
    expectShape('labels', labels, { batch: count });
    return labels.dtype === 'int32' ? labels : tf.cast(labels, 'int32');
  }
  expect(labels.length === count, labelCount(labels.length, count));
  expectLabels(labels, classes);
  return tf.tensor1d(Int32Array.from(labels), 'int32');
}

/** Labels on the host, one per sample and checked as {@link labelTensor} does. */
export async function readLabels(labels: Labels, count: number): Promise<Int32Array> {
  if (labels instanceof tf.Tensor) {
    expectShape('labels', labels, { batch: count });
    return Int32Array.from(await labels.data());
  }
  expect(labels.length === count, labelCount(labels.length, count));
  expectLabels(labels);
  return Int32Array.from(labels);
}

function labelCount(labels: number, samples: number): string {
  return `There are ${labels} labels for ${samples} samples: pass one label for each.`;
}

/** Throws an InputError that names the first label that is not an integer in 0 … classes − 1. */
export function expectLabels(labels: ArrayLike<number>, classes = Infinity): void {
  for (let i = 0; i < labels.length; i++) {
    if (!(Number.isInteger(labels[i]) && labels[i] >= 0 && labels[i] < classes)) {
      const wanted =
        classes === Infinity ? 'an integer from 0' : `an integer in 0 … ${classes - 1}, one for each class`;
      throw new InputError(`Label ${i} is ${labels[i]}, but a label must be ${wanted}: number the identities from 0.`);
    }
  }
}

/** Whether each pair is of one identity, as a float32 tensor [count] of ones and zeros. */
export function sameTensor(same: Sames, count: number): tf.Tensor1D {
  if (same instanceof tf.Tensor) {
    expectShape('same', same, { pairs: count });
    return tf.cast(same, 'float32');
  }
  expect(
    same.length === count,
    `same has ${same.length} entries for ${count} pairs: pass true or false for each pair.`,
  );
  return tf.tensor1d(Float32Array.from(same as ArrayLike<number>, Number));
}

/**
 * Row numbers as an int32 tensor.
 *
 * @param rows an array is checked against `count`, a tensor is taken as it is
 */
export function indexTensor(name: string, rows: tf.Tensor1D | ArrayLike<number>, count: number): tf.Tensor1D {
  if (rows instanceof tf.Tensor) return rows.dtype === 'int32' ? rows : tf.cast(rows, 'int32');
  for (let i = 0; i < rows.length; i++) {
    if (!(Number.isInteger(rows[i]) && rows[i] >= 0 && rows[i] < count)) {
      throw new InputError(
        `${name} names row ${rows[i]}, but there are the rows 0 … ${count - 1}: pass a row that is there.`,
      );
    }
  }
  return tf.tensor1d(Int32Array.from(rows), 'int32');
}

/**
 * Throws an InputError unless the tensor has the shape. A size that may be anything is `'any'`, but not zero: an empty
 * batch is refused here.
 *
 * @example expectShape('weights', weights, { classes: 'any', dim: 512 });
 */
export function expectShape(name: string, tensor: tf.Tensor, shape: Record<string, number | 'any'>): void {
  const sizes = Object.entries(shape);
  const fits =
    tensor.rank === sizes.length && sizes.every(([, size], axis) => size === 'any' || size === tensor.shape[axis]);
  if (!fits) {
    const wanted = sizes.map(([axis, size]) => (size === 'any' ? axis : `${axis} = ${size}`)).join(', ');
    throw new InputError(
      `${name} has the shape [${tensor.shape.join(', ')}], but [${wanted}] is needed: pass a tensor of that shape.`,
    );
  }
  if (tensor.size === 0) {
    throw new InputError(
      `${name} is empty, its shape is [${tensor.shape.join(', ')}]: pass at least one ${sizes[0][0]} entry.`,
    );
  }
}

/**
 * Throws an InputError unless the number is finite and the condition holds.
 *
 * @param wanted what it must be, as the end of the sentence "… is 28.6, but it must be …"
 */
export function expectNumber(name: string, value: number, holds: boolean, wanted: string): void {
  expect(Number.isFinite(value) && holds, `${name} is ${value}, but it must be ${wanted}.`);
}
