import * as tf from '@tensorflow/tfjs';
import { attributes, nativeBackend, type NativeBackend } from './native';

/** Larger than any difference that counts; finite, since not every engine knows infinity. */
const OUT_OF_REACH = 3e38;

/**
 * For each bound the column of the smallest distance that is larger, in the row of that bound:
 *
 *     n_rj = argmin_c distances_rc  with  distances_rc > bounds_rj,   of equal distances the first
 *
 * Where no distance is larger, it is any column: compare `distances` there with the bound. It has no gradient.
 *
 * TensorFlow sorts each row once and searches in it, which takes memory as the inputs do. Other engines look at all differences,
 * [rows, bounds, columns] at a time.
 *
 * @param distances [rows, columns], below 3e38; one that is not a number is never chosen
 * @param bounds [rows, bounds]
 * @returns [rows, bounds], int32
 */
export function nearestBeyond(distances: tf.Tensor2D, bounds: tf.Tensor2D): tf.Tensor2D {
  const native = nativeBackend();
  return tf.tidy(() => (native ? sorted(native, distances, bounds) : compared(distances, bounds)));
}

function sorted(native: NativeBackend, distances: tf.Tensor2D, bounds: tf.Tensor2D): tf.Tensor2D {
  const columns = distances.shape[1];
  // What is not a number has no place in an order: a sort that meets it may run out of its row.
  const comparable = tf.where(tf.less(distances, OUT_OF_REACH), distances, OUT_OF_REACH);
  const { values, indices } = tf.topk(tf.neg(comparable), columns);
  const a = attributes(native);
  const ascending = tf.neg(values);
  const place = native.executeSingleOutput('UpperBound', [a.type('T'), a.int32('out_type')], [ascending, bounds]);
  return tf.gather(indices, tf.minimum(place, tf.scalar(columns - 1, 'int32')) as tf.Tensor2D, 1, 1) as tf.Tensor2D;
}

function compared(distances: tf.Tensor2D, bounds: tf.Tensor2D): tf.Tensor2D {
  const gap = tf.sub(tf.expandDims(distances, 1), tf.expandDims(bounds, 2)); // at [row, bound, column]
  return tf.argMin(tf.where(tf.greater(gap, 0), gap, OUT_OF_REACH), 2) as tf.Tensor2D;
}
