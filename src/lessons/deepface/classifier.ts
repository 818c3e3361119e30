import * as tf from '@tensorflow/tfjs';
import { matrixOf } from '../../base/host';
import { Matrix } from '../../base/matrix';
import { shareNamedRightly } from '../../evaluation/classifier';
import { LossFunction } from '../../training/fit';
import { deepFaceMethod } from '../../methods/deepface';

/**
 * The loss of {@link deepFaceMethod} with the share of the batch that the classifier names rightly beside it, for `fit` and its
 * curves.
 */
export function watchedClassifier(): LossFunction {
  const { loss } = deepFaceMethod();
  return (given) => {
    const { embeddings, labels, head } = given;
    const accuracy = tf.tidy(() => {
      const logits = tf.add(tf.matMul(embeddings, head.weights, false, true), head.bias);
      return tf.mean(tf.equal(tf.cast(tf.argMax(logits, 1), 'int32'), labels).toFloat()) as tf.Scalar;
    });
    return { loss: loss(given) as tf.Scalar, accuracy };
  };
}

/**
 * Share of pictures whose largest logit W_j · x + b_j is that of their label.
 *
 * @param embeddings x [count, dim]
 * @param labels [count]
 * @param head weights W [classes, dim] and bias b [classes]
 */
export async function classifierAccuracy(
  embeddings: Matrix,
  labels: ArrayLike<number>,
  { weights, bias }: Record<string, tf.Tensor>,
): Promise<number> {
  return shareNamedRightly(embeddings, labels, await matrixOf(weights), await bias.data());
}
