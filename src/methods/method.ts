import * as tf from '@tensorflow/tfjs';
import { constant } from '../base/gradients';
import { unitVectors } from '../distances';
import { arcFaceLoss } from '../losses/arcface';
import { centerLoss, updatedCenters } from '../losses/center';
import { contrastiveLoss } from '../losses/contrastive';
import { cosFaceLoss } from '../losses/cosface';
import { modifiedSoftmaxLoss, softmaxLoss } from '../losses/softmax';
import { sphereFaceLoss } from '../losses/sphereface';
import { batchSemiHardTripletLoss } from '../losses/triplet';
import { classWeights } from '../models/face-model';
import { LossFunction } from '../training/fit';

/** A way to train an embedding: the variables beside the backbone, and the loss that uses them. */
export interface Method {
  /** As the figures call it. */
  label: string;
  head(classes: number, dim: number, seed: number): Record<string, tf.Variable>;
  loss: LossFunction;
  /** Tensors that change from step to step. */
  inputs?(step: number): Record<string, tf.Tensor>;
}

const weightsOnly = (classes: number, dim: number, seed: number): Record<string, tf.Variable> => ({
  weights: classWeights(classes, dim, seed),
});

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

/** DeepID2: the classifier and, weighted by `balance`, contrastive loss over all pairs of the batch's unit embeddings. */
export function deepId2Method({ balance, margin }: { balance: number; margin: number }): Method {
  const classifier = deepFaceMethod();
  return {
    ...classifier,
    label: 'softmax + contrastive (DeepID2)',
    loss: (given) => {
      const pairs = pairsOfBatch(given.labels);
      const verification = contrastiveLoss(unitVectors(given.embeddings), pairs, { margin });
      return tf.add(classifier.loss(given) as tf.Scalar, tf.mul(verification, balance)) as tf.Scalar;
    },
  };
}

/** FaceNet: triplets alone, all positives with the nearest semi-hard negative of the batch. */
export function tripletMethod({ margin }: { margin: number }): Method {
  return {
    label: 'triplet, semi-hard (FaceNet)',
    head: () => ({}),
    loss: ({ embeddings, labels }) => batchSemiHardTripletLoss(embeddings, labels, { margin }),
  };
}

/** Center loss: the classifier and, weighted by `balance`, the pull towards a running center of each class. */
export function centerMethod({ balance, alpha }: { balance: number; alpha: number }): Method {
  const classifier = deepFaceMethod();
  return {
    label: 'softmax + center loss',
    head: (classes, dim, seed) => ({
      ...classifier.head(classes, dim, seed),
      centers: tf.tidy(() => tf.variable(tf.zeros([classes, dim]), false)),
    }),
    loss: (given) => {
      const { embeddings, labels, head } = given;
      const pull = centerLoss(
        embeddings,
        labels,
        constant(() => head.centers),
      );
      const moved = updatedCenters(
        constant(() => embeddings),
        labels,
        constant(() => head.centers),
        alpha,
      );
      (head.centers as tf.Tensor as tf.Variable).assign(moved);
      return tf.add(classifier.loss(given) as tf.Scalar, tf.mul(pull, balance)) as tf.Scalar;
    },
  };
}

/** SphereFace's first step: class weights of length 1, no bias. */
export function modifiedSoftmaxMethod(): Method {
  return {
    label: 'modified softmax',
    head: weightsOnly,
    loss: ({ embeddings, labels, head }) => modifiedSoftmaxLoss(embeddings, labels, head.weights),
  };
}

/** SphereFace: the margin is blended in as lambda falls from `lambda.start` to `lambda.end`, by half every `lambda.halving` steps. */
export function sphereFaceMethod({
  m,
  lambda,
}: {
  m: number;
  lambda: { start: number; end: number; halving: number };
}): Method {
  return {
    label: `SphereFace, m = ${m}`,
    head: weightsOnly,
    inputs: (step) => ({ lambda: tf.scalar(Math.max(lambda.end, lambda.start * 0.5 ** (step / lambda.halving))) }),
    loss: ({ embeddings, labels, head, inputs }) =>
      sphereFaceLoss(embeddings, labels, head.weights, { m, lambda: inputs.lambda as tf.Scalar }),
  };
}

/** CosFace: the margin is taken off the cosine. */
export function cosFaceMethod(options: { margin: number; scale: number }): Method {
  return {
    label: `CosFace, m = ${options.margin}`,
    head: weightsOnly,
    loss: ({ embeddings, labels, head }) => cosFaceLoss(embeddings, labels, head.weights, options),
  };
}

/** ArcFace: the margin is added to the angle. */
export function arcFaceMethod(options: { margin: number; scale: number }): Method {
  return {
    label: `ArcFace, m = ${options.margin}`,
    head: weightsOnly,
    loss: ({ embeddings, labels, head }) => arcFaceLoss(embeddings, labels, head.weights, options),
  };
}

/** Every pair i < j of a batch as tensors: which rows, and whether they are of one identity. */
function pairsOfBatch(labels: tf.Tensor1D): { first: tf.Tensor1D; second: tf.Tensor1D; same: tf.Tensor1D } {
  const batch = labels.shape[0];
  const rows: [number, number][] = [];
  for (let i = 0; i < batch; i++) for (let j = i + 1; j < batch; j++) rows.push([i, j]);
  const first = tf.tensor1d(
    rows.map(([i]) => i),
    'int32',
  );
  const second = tf.tensor1d(
    rows.map(([, j]) => j),
    'int32',
  );
  return {
    first,
    second,
    same: tf.equal(tf.gather(labels, first), tf.gather(labels, second)).toFloat() as tf.Tensor1D,
  };
}
