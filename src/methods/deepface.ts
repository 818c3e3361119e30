import * as tf from '@tensorflow/tfjs';
import { softmaxLoss } from '../losses/softmax';
import { Method, weightsOnly } from './method';

/** DeepFace: a classifier with bias; its last layer but one is the embedding. */
export function deepFaceMethod(): Method {
  return {
    label: 'softmax (DeepFace)',
    head: (classes, dim, seed) => ({
      ...weightsOnly(classes, dim, seed),
      bias: tf.tidy(() => tf.variable(tf.zeros([classes]))),
    }),
    loss: ({ embeddings, labels, head }) =>
      softmaxLoss(embeddings, labels, head.weights, head.bias as tf.Tensor as tf.Tensor1D),
  };
}

/** The classifier, and another loss beside it. */
export function withClassifier(label: string, more: (given: Parameters<Method['loss']>[0]) => tf.Tensor): Method {
  const classifier = deepFaceMethod();
  return {
    ...classifier,
    label,
    loss: (given) => tf.add(classifier.loss(given) as tf.Scalar, more(given)) as tf.Scalar,
  };
}
