import * as tf from '@tensorflow/tfjs';
import { matrixOf, tensorOf } from '../../base/host';
import { Matrix } from '../../base/matrix';
import { augmentation, AugmentOptions } from '../../data/augment';
import { pictureBatches } from '../../data/batches';
import { Faces } from '../../data/faces';
import { shuffledSampler } from '../../data/sampler';
import { embed } from '../../evaluation/embed';
import { toyBackbone } from '../../models/backbones/toy';
import { disposeModel, faceModel } from '../../models/face-model';
import { fit, FitOptions, FitResult } from '../../training/fit';
import { cosineDecay, warmup } from '../../training/schedules';
import { Method } from '../../methods/method';
import { spreadDirections } from './directions';

/** How the toy is trained, the same for every loss that is compared. */
export interface ToySettings {
  steps: number;
  batch: number;
  /** Highest learning rate, after a warm-up; it falls to 0 along a cosine. */
  learningRate: number;
  /** Steps of the warm-up. Default a twentieth of all. */
  warmup?: number;
  /** The class weights' learning rate as a multiple of the backbone's. Default as in `fit`. */
  headRate?: number;
  /** Default as in `fit`. */
  weightDecay?: number;
  augment?: AugmentOptions;
  /**
   * Where class weights start. `spread` (default): evenly over the circle or the sphere, in an order that the seed shuffles. On a
   * circle two classes that meet cannot get past each other, and a comparison should be one of losses, not of lucky starts.
   * `drawn`: where the method draws them.
   */
  start?: 'spread' | 'drawn';
}

/** The features of the pictures at one moment of training. */
export interface ToySnapshot {
  /** Steps done. */
  step: number;
  /** Of the training pictures, [count, dim], not normalised. */
  features: Matrix;
  /** Of `ToyOptions.fresh`, where given. */
  fresh?: Matrix;
  /** [classes, dim], where the method has class weights. */
  weights?: Matrix;
  /** [classes, dim], where the method has centers. */
  centers?: Matrix;
  /** [classes], where the method has one. */
  bias?: Float32Array;
}

/** A trained toy: the result as `fit` returns it, and its snapshots. The last one is the trained network. */
export interface ToyTraining extends FitResult {
  snapshots: ToySnapshot[];
}

/** What one run of {@link trainToy} is given beside its settings. */
export interface ToyOptions extends Pick<FitOptions, 'signal' | 'onStep'> {
  /** Length of the embedding. Default 2. */
  dim?: 2 | 3;
  seed: number;
  /** Further pictures of the same people, which training does not see but the snapshots show. */
  fresh?: Faces;
  /** How many snapshots, spread evenly over training, the first before it and the last at its end. Default 1, the end alone. */
  snapshots?: number;
}

/**
 * Trains the toy network of two (or three) numbers with one loss and returns its features of the pictures. The network is freed
 * again: no tensor stays behind. A collapse is recorded and does not end training: some of these runs are there to show it.
 */
export async function trainToy(
  { head, loss, inputs }: Method,
  faces: Faces,
  settings: ToySettings,
  { dim = 2, seed, fresh, snapshots: count = 1, signal, onStep }: ToyOptions,
): Promise<ToyTraining> {
  const classes = faces.names.length;
  const { steps, batch, learningRate, headRate, weightDecay, augment, start = 'spread' } = settings;
  const model = faceModel(toyBackbone({ size: faces.size, dim, seed }), head(classes, dim, seed));
  const { weights, centers, bias } = model.head;
  const snapshots: ToySnapshot[] = [];
  const take = async (step: number): Promise<void> => {
    snapshots.push({
      step,
      features: await embed(model.backbone, faces),
      ...(fresh && { fresh: await embed(model.backbone, fresh) }),
      ...(weights && { weights: await matrixOf(weights) }),
      ...(centers && { centers: await matrixOf(centers) }),
      ...(bias && { bias: Float32Array.from(await bias.data()) }),
    });
  };
  try {
    if (weights && start === 'spread') {
      tf.tidy(() => weights.assign(tensorOf(spreadDirections(classes, dim, seed))));
    }
    if (count > 1) await take(0);
    const sampler = shuffledSampler(faces.count, { batch, seed });
    const result = await fit(model, pictureBatches(faces, sampler, augment && augmentation(augment, seed)), {
      loss,
      inputs,
      steps,
      learningRate: warmup(settings.warmup ?? Math.ceil(steps / 20), cosineDecay(learningRate, steps)),
      headRate,
      weightDecay,
      snapshots: { every: Math.max(1, Math.ceil(steps / Math.max(1, count - 1))), take },
      onCollapse: 'warn',
      signal,
      onStep,
    });
    return { ...result, snapshots };
  } finally {
    disposeModel(model);
  }
}
