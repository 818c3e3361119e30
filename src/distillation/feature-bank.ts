import * as tf from '@tensorflow/tfjs';
import { constant } from '../base/gradients';
import { expectShape, Labels, labelTensor } from '../base/inputs';

/**
 * CoupleFace's feature bank after a batch (Liu et al., ECCV 2022): it holds one embedding of each identity, the teacher's of
 * the sample seen last, which stands for the identity in the mutual relations.
 *
 *     E_y ← x_i   for the last sample i of each identity y in the batch; other rows stay
 *
 * Start with one sample, or the mean, of each identity: a row of zeros has the cosine 0 with everything.
 * Keep it in a variable, `bank.assign(updatedBank(bank, teacher, labels))`, or dispose the old one.
 *
 * @param bank E [classes, dim]
 * @param embeddings x [batch, dim], the teacher's
 * @param labels [batch]
 * @returns the bank after the batch, [classes, dim], a new tensor, without gradient
 * @throws InputError when shapes do not fit, the batch is empty, or a label in an array is out of range
 */
export function updatedBank(bank: tf.Tensor2D, embeddings: tf.Tensor2D, labels: Labels): tf.Tensor2D {
  expectShape('embeddings', embeddings, { batch: 'any', dim: 'any' });
  expectShape('bank', bank, { classes: 'any', dim: embeddings.shape[1] });
  const [batch] = embeddings.shape;
  const [classes] = bank.shape;
  return constant(() => {
    const y = labelTensor(labels, batch, classes);
    const row = tf.range(0, batch, 1, 'int32');
    const same = tf.equal(tf.expandDims(y, 1), tf.expandDims(y, 0));
    const later = tf.less(tf.expandDims(row, 1), tf.expandDims(row, 0));
    const last = tf.sub(1, tf.cast(tf.any(tf.logicalAnd(same, later), 1, true), 'float32')); // 1 for the last of its identity
    const seen = tf.unsortedSegmentSum(last, y, classes); // [classes, 1]
    const news = tf.unsortedSegmentSum(tf.mul(embeddings, last), y, classes);
    return tf.add(tf.mul(bank, tf.sub(1, seen)), news) as tf.Tensor2D;
  });
}
