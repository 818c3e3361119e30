import * as tf from '@tensorflow/tfjs';
import { Matrix } from '../../base/matrix';
import { augmentation, AugmentOptions } from '../../data/augment';
import { pictureBatches } from '../../data/batches';
import { Faces } from '../../data/faces';
import { shuffledSampler } from '../../data/sampler';
import { embed } from '../../evaluation/embed';
import { toyBackbone } from '../../models/backbones/toy';
import { disposeModel, faceModel } from '../../models/face-model';
import { fit, FitResult } from '../../training/fit';
import { cosineDecay, warmup } from '../../training/schedules';
import { Method } from '../../methods/method';
import { spreadDirections } from './directions';

/** How the toy is trained, the same for every loss that is compared. */
export interface ToySettings {
  steps: number;
  batch: number;
  /** Highest learning rate, after a warm-up; it falls to 0 along a cosine. */
  learningRate: number;
  /** The class weights' learning rate as a multiple of the backbone's. */
  headRate: number;
  weightDecay: number;
  augment?: AugmentOptions;
}

/** What the network makes of the pictures at one moment of training. */
export interface ToySnapshot {
  /** Steps done. */
  step: number;
  /** Of the training pictures, [count, dim], not normalised. */
  features: Matrix;
  /** Of `ToyOptions.fresh`, where given. */
  fresh?: Matrix;
  /** [classes, dim] */
  weights: Matrix;
  /** [classes], where the method has one. */
  bias?: Float32Array;
}

/** A trained toy: its result as `fit` returns it, and its snapshots. The last one is the trained network. */
export interface ToyTraining extends FitResult {
  snapshots: ToySnapshot[];
}

export interface ToyOptions {
  /** Length of the embedding. Default 2. */
  dim?: 2 | 3;
  seed: number;
  /** Further pictures of the same people, which training does not see but the snapshots show. */
  fresh?: Faces;
  /** How many snapshots, spread evenly over training, the last at its end. Default 1. */
  snapshots?: number;
  signal?: AbortSignal;
  onStep?: Parameters<typeof fit>[2]['onStep'];
}

/**
 * Trains the toy network of two (or three) numbers with one loss and returns what it makes of the pictures. The class
 * weights start spread evenly over the circle (the sphere), in an order that the seed shuffles: on a circle two classes
 * that meet cannot get past each other, and the comparison should be one of losses, not of lucky starts. It leaves no tensor behind.
 *
 * Does not handle methods without class weights: nothing could be drawn for them.
 */
export async function trainToy(
  { head, loss, inputs }: Method,
  faces: Faces,
  settings: ToySettings,
  { dim = 2, seed, fresh, snapshots: count = 1, signal, onStep }: ToyOptions,
): Promise<ToyTraining> {
  const classes = faces.names.length;
  const { steps, batch, learningRate, headRate, weightDecay, augment } = settings;
  const model = faceModel(toyBackbone({ size: faces.size, dim, seed }), head(classes, dim, seed));
  const snapshots: ToySnapshot[] = [];
  try {
    const { values } = spreadDirections(classes, dim, seed);
    tf.tidy(() => model.head.weights.assign(tf.tensor2d(Float32Array.from(values), [classes, dim])));
    const take = async (step: number): Promise<Record<string, number>> => {
      const weights = { values: Float32Array.from(await model.head.weights.data()), rows: classes, columns: dim };
      snapshots.push({
        step,
        features: await embed(model.backbone, faces),
        weights,
        ...(fresh && { fresh: await embed(model.backbone, fresh) }),
        ...(model.head.bias && { bias: Float32Array.from(await model.head.bias.data()) }),
      });
      return {};
    };
    if (count > 1) await take(0);
    const sampler = shuffledSampler(faces.count, { batch, seed });
    const result = await fit(model, pictureBatches(faces, sampler, augment && augmentation(augment, seed)), {
      loss,
      inputs,
      steps,
      learningRate: warmup(Math.ceil(steps / 20), cosineDecay(learningRate, steps)),
      headRate,
      weightDecay,
      validate: { every: Math.max(1, Math.ceil(steps / Math.max(1, count - 1))), run: take },
      onCollapse: 'warn',
      signal,
      onStep,
    });
    if (snapshots[snapshots.length - 1]?.step !== result.stepsDone) await take(result.stepsDone);
    // Snapshots carry no numbers, so they leave no marks in the curves.
    result.history.validation = [];
    return { ...result, snapshots };
  } finally {
    disposeModel(model);
  }
}
