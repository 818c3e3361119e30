import * as tf from '@tensorflow/tfjs';
import { constant } from '../../base/gradients';
import { Faces } from '../../data/faces';
import { shareNamedRightly } from '../../evaluation/classifier';
import { EuclideanSpread, euclideanSpread } from '../../evaluation/spread';
import { centerLoss, updatedCenters } from '../../losses/center';
import { marginalLoss, MarginalOptions } from '../../losses/marginal';
import { rangeLoss } from '../../losses/range';
import { deepFaceMethod } from '../../methods/deepface';
import { Method } from '../../methods/method';
import { ToyOptions, ToySettings, ToySnapshot, trainToy, ToyTraining } from './training';

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

/** How {@link trainPlane} trains: a run of the toy in two numbers, its class weights where the method draws them, no warm-up. */
export type PlaneTraining = Pick<ToySettings, 'steps' | 'batch' | 'learningRate'> &
  Pick<ToyOptions, 'seed' | 'snapshots' | 'signal' | 'onStep'>;

/** What {@link trainPlane} returns: the trained toy, the last snapshot's features, and what they are like. */
export interface TrainedPlane extends ToyTraining, Pick<ToySnapshot, 'features' | 'centers' | 'weights'> {
  spread: EuclideanSpread;
  /** Share of the training pictures whose class the classifier names; undefined without one. */
  accuracy?: number;
}

/** Trains the toy by a method on all pictures and measures how far its features spread within and between classes. */
export async function trainPlane(method: Method, faces: Faces, options: PlaneTraining): Promise<TrainedPlane> {
  const { steps, batch, learningRate, ...run } = options;
  const trained = await trainToy(method, faces, { steps, batch, learningRate, warmup: 0, start: 'drawn' }, run);
  const { features, centers, weights, bias } = trained.snapshots[trained.snapshots.length - 1];
  return {
    ...trained,
    features,
    centers,
    weights,
    spread: euclideanSpread(features, faces.labels),
    accuracy: weights && bias && shareNamedRightly(features, faces.labels, weights, bias),
  };
}
