import * as tf from '@tensorflow/tfjs';
import { eachPair } from '../base/pair-rows';

/** Pairs of rows of a batch as tensors, [pairs] each: which rows, and 1 where both are of one identity, else 0. */
export interface BatchPairs {
  first: tf.Tensor1D;
  second: tf.Tensor1D;
  same: tf.Tensor1D;
}

/**
 * Every pair i < j of a batch, in order: B (B − 1) / 2 of them. Their rows depend on the size of the batch alone, so that a compiled
 * training step can hold them.
 *
 * @param labels [batch]
 */
export function batchPairs(labels: tf.Tensor1D): BatchPairs {
  const [batch] = labels.shape;
  const firsts: number[] = [];
  const seconds: number[] = [];
  eachPair(batch, (i, j) => {
    firsts.push(i);
    seconds.push(j);
  });
  const [first, second] = [tf.tensor1d(firsts, 'int32'), tf.tensor1d(seconds, 'int32')];
  const same = tf.tidy(() => tf.equal(tf.gather(labels, first), tf.gather(labels, second)).toFloat() as tf.Tensor1D);
  return { first, second, same };
}
