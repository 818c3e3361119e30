import * as tf from '@tensorflow/tfjs';
import { constant } from '../../base/gradients';
import { Matrix, rowOf } from '../../base/matrix';
import { pictureBatches } from '../../data/batches';
import { Faces } from '../../data/faces';
import { shuffledSampler } from '../../data/sampler';
import { embed } from '../../evaluation/embed';
import { EuclideanSpread, euclideanSpread } from '../../evaluation/spread';
import { centerLoss, updatedCenters } from '../../losses/center';
import { marginalLoss, MarginalOptions } from '../../losses/marginal';
import { rangeLoss } from '../../losses/range';
import { toyBackbone } from '../../models/backbones/toy';
import { disposeModel, faceModel } from '../../models/face-model';
import { fit, FitOptions, FitResult } from '../../training/fit';
import { cosineDecay } from '../../training/schedules';
import { deepFaceMethod } from '../../methods/deepface';
import { Method } from '../../methods/method';

/** Center loss without the softmax beside it: nothing keeps classes apart. */
export function centerAloneMethod({ alpha }: { alpha: number }): Method {
  return {
    label: 'center loss alone',
    head: (classes, dim) => ({ centers: tf.tidy(() => tf.variable(tf.zeros([classes, dim]), false)) }),
    loss: ({ embeddings, labels, head }) => {
      const centers = constant(() => head.centers);
      const pull = centerLoss(embeddings, labels, centers);
      const moved = updatedCenters(constant(() => embeddings), labels, centers, alpha); // prettier-ignore
      (head.centers as tf.Tensor as tf.Variable).assign(moved);
      return pull;
    },
  };
}

/** The classifier and Range loss, whose weights are its own alpha and beta. */
export function rangeMethod(options: { k: number; margin: number; alpha: number; beta: number }): Method {
  return withClassifier('softmax + Range loss', ({ embeddings, labels }) => rangeLoss(embeddings, labels, options));
}

/** The classifier and, weighted by `balance`, Marginal loss. */
export function marginalMethod({ balance, ...options }: { balance: number } & MarginalOptions): Method {
  return withClassifier('softmax + Marginal loss', ({ embeddings, labels }) =>
    tf.mul(marginalLoss(embeddings, labels, options), balance),
  );
}

function withClassifier(label: string, more: (given: Parameters<Method['loss']>[0]) => tf.Tensor): Method {
  const classifier = deepFaceMethod();
  return {
    ...classifier,
    label,
    loss: (given) => tf.add(classifier.loss(given) as tf.Scalar, more(given)) as tf.Scalar,
  };
}

/** How {@link trainToy} trains. */
export interface ToyTraining extends Pick<FitOptions, 'signal' | 'onStep'> {
  seed: number;
  steps: number;
  batch: number;
  learningRate: number;
  /** Features and centers are kept after so many steps, and at the end. Default: at the end alone. */
  snapshotEvery?: number;
}

/** The plane at one moment of training. */
export interface ToySnapshot {
  step: number;
  /** [count, 2], of all pictures. */
  features: Matrix;
  /** [classes, 2], where the method has centers. */
  centers?: Matrix;
  /** [classes, 2], where the method has a classifier. */
  weights?: Matrix;
}

/** What {@link trainToy} returns, a `FitResult` with the features that came out. */
export interface ToyTrained extends FitResult {
  /** The last one is the end of training. */
  snapshots: ToySnapshot[];
  features: Matrix;
  centers?: Matrix;
  /** [classes, 2], where the method has a classifier. */
  weights?: Matrix;
  spread: EuclideanSpread;
  /** Share of the training pictures whose class the classifier names; undefined without one. */
  accuracy?: number;
}

/**
 * Trains a network with a two-number embedding by a method on all pictures, and returns its features as they are. The network
 * is freed again. Collapse is noted, not stopped: it is what some of these runs are to show.
 */
export async function trainToy(method: Method, faces: Faces, options: ToyTraining): Promise<ToyTrained> {
  const { seed, steps, batch, learningRate, snapshotEvery = steps, signal, onStep } = options;
  const classes = faces.names.length;
  const model = faceModel(toyBackbone({ size: faces.size, dim: 2, seed }), method.head(classes, 2, seed));
  const snapshots: ToySnapshot[] = [];
  const snapshot = async (step: number): Promise<Record<string, number>> => {
    const features = await embed(model.backbone, faces);
    const { centers, weights } = model.head;
    snapshots.push({ step, features, centers: await matrixOf(centers), weights: await matrixOf(weights) });
    return {};
  };
  try {
    const result = await fit(model, pictureBatches(faces, shuffledSampler(faces.count, { batch, seed })), {
      loss: method.loss,
      inputs: method.inputs,
      steps,
      learningRate: cosineDecay(learningRate, steps),
      onCollapse: 'warn',
      validate: { every: snapshotEvery, run: snapshot },
      signal,
      onStep,
    });
    if (result.ended === 'interrupted') await snapshot(result.stepsDone);
    const { features, centers, weights } = snapshots[snapshots.length - 1];
    const bias = await matrixOf(model.head.bias);
    return {
      ...result,
      snapshots,
      features,
      centers,
      weights,
      spread: euclideanSpread(features, faces.labels),
      accuracy: weights && bias && shareNamed(features, faces.labels, weights, bias),
    };
  } finally {
    disposeModel(model);
  }
}

/** Share of features whose label has the largest w_j · x + b_j. */
function shareNamed(features: Matrix, labels: ArrayLike<number>, weights: Matrix, bias: Matrix): number {
  let right = 0;
  for (let i = 0; i < features.rows; i++) {
    const [x, y] = rowOf(features, i);
    const logits = Array.from({ length: weights.rows }, (_, j) => {
      const [u, v] = rowOf(weights, j);
      return u * x + v * y + bias.values[j];
    });
    if (logits.indexOf(Math.max(...logits)) === labels[i]) right++;
  }
  return right / features.rows;
}

/** A variable [rows, columns], or [columns], on the host. */
async function matrixOf(variable: tf.Variable | undefined): Promise<Matrix | undefined> {
  if (variable === undefined) return undefined;
  const columns = variable.shape[variable.shape.length - 1];
  return { values: await variable.data<'float32'>(), rows: variable.size / columns, columns };
}
