import * as tf from '@tensorflow/tfjs';

/**
 * What `compute` returns, without its gradient: a constant as far as differentiation is concerned.
 *
 * Comparisons and other operations without a derivative belong inside: TensorFlow.js refuses to differentiate
 * through them, even where nothing would flow.
 */
export function constant<T extends tf.Tensor>(compute: () => T): T {
  // An operation of its own, without inputs: nothing leads from it back to what it was computed from.
  return tf.customGrad(() => ({ value: tf.clone(compute()), gradFunc: () => [] }))() as T;
}

/** |x| with derivative sign(x), which is 0 at 0: there, `tf.abs` has −1 and would push what is already equal. */
export function absolute<T extends tf.Tensor>(x: T): T {
  return tf.mul(x, tf.sign(x)) as T;
}

/**
 * The largest value of each row, [rows, columns] → [rows]. In a tie the first one has the whole gradient;
 * `tf.max` gives the whole gradient to each and so counts it several times.
 */
export function largest(x: tf.Tensor2D): tf.Tensor1D {
  const winner = constant(() => oneHot(tf.argMax(x, 1) as tf.Tensor1D, x.shape[1]));
  return tf.sum(tf.mul(x, winner), 1);
}

/**
 * 1 at the index of each row, 0 elsewhere: [rows] (int32) → [rows, columns], float32. The cast stands outside because the
 * wasm engine fills a float32 `tf.oneHot` with the bits of integers.
 */
export function oneHot(indices: tf.Tensor1D, columns: number): tf.Tensor2D {
  // tf.oneHot takes two columns at least.
  const hot = (): tf.Tensor => (columns === 1 ? tf.equal(tf.expandDims(indices, 1), 0) : tf.oneHot(indices, columns));
  return tf.tidy(() => tf.cast(hot(), 'float32') as tf.Tensor2D);
}
