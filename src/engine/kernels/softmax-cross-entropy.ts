import * as tf from '@tensorflow/tfjs';
import { expect } from '../../base/errors';
import { oneHot } from '../../base/gradients';
import { attributes, nativeBackend, NativeBackend } from './native';

/**
 * Softmax cross-entropy of each sample: loss_i = log(sum over j of exp logits_ij) − logits_{i, labels_i}.
 *
 * The gradient, d loss_i / d logits_ij = softmax(logits_i)_j − [j = labels_i], flows to the logits alone.
 * It can be differentiated once. Labels outside 0 … classes − 1 are not checked: that would need to read them.
 *
 * @param logits [batch, classes]
 * @param labels [batch], int32
 * @returns [batch]; take the mean for the usual loss
 * @throws InputError when the labels are not int32 or their number is not the batch size
 */
export function softmaxCrossEntropy(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor1D {
  expect(
    labels.rank === 1 && labels.dtype === 'int32' && labels.shape[0] === logits.shape[0],
    `labels must be int32 of shape [${logits.shape[0]}], one for each row of logits, not ${labels.dtype} of shape ` +
      `[${labels.shape}].`,
  );
  const native = nativeBackend();
  const lossAndGradient = native ? (fused.bind(null, native) as typeof composed) : composed;
  return tf.customGrad((x: tf.Tensor | tf.GradSaveFunc, save: tf.Tensor | tf.GradSaveFunc) => {
    const [loss, gradient] = lossAndGradient(x as tf.Tensor2D, labels);
    (save as tf.GradSaveFunc)([gradient]);
    return {
      value: loss,
      gradFunc: (dy: tf.Tensor, [saved]: tf.Tensor[]) => tf.mul(saved, tf.expandDims(dy, 1)),
    };
  })(logits) as tf.Tensor1D;
}

/** On TensorFlow one pass gives the loss and its gradient. */
function fused(native: NativeBackend, logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor[] {
  const a = attributes(native);
  const types = [a.type('T'), a.int32('Tlabels')];
  return native.executeMultipleOutputs('SparseSoftmaxCrossEntropyWithLogits', types, [logits, labels], 2);
}

function composed(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor[] {
  const target = oneHot(labels, logits.shape[1]);
  // Shifted by the largest logit, exp cannot overflow.
  const shifted = tf.sub(logits, tf.max(logits, 1, true));
  const logSum = tf.log(tf.sum(tf.exp(shifted), 1, true));
  const loss = tf.sub(tf.squeeze(logSum, [1]), tf.sum(tf.mul(target, shifted), 1));
  return [loss, tf.sub(tf.exp(tf.sub(shifted, logSum)), target)];
}
