import * as tf from '@tensorflow/tfjs';
import { arcFaceLoss } from '../losses/arcface';
import { residualBackbone } from '../models/backbones/residual';
import { classWeights, FaceModel, faceModel } from '../models/face-model';
import { LossFunction } from './fit';
import { marginMetrics } from './metrics';
import { cosineDecay, Schedule, warmup } from './schedules';

/** How long a run or a notebook may take: `quick` for rehearsals and tests, `standard` for a laptop, `full` for a GPU. */
export type Preset = 'quick' | 'standard' | 'full';

/** Everything that the celebrity experiment's ArcFace training is made of. */
export interface Recipe {
  /** People to train on, and pictures of each. */
  identities: number;
  picturesEach: number;
  /** Side of a picture in pixels. */
  size: number;
  /** Length of the embedding. */
  dim: number;
  widths: number[];
  blocks: number;
  /** A batch has so many people with so many pictures each. */
  identitiesABatch: number;
  picturesABatch: number;
  steps: number;
  /** Highest learning rate, after a warm-up; it falls to 0 along a cosine. */
  learningRate: number;
  /** The class weights' learning rate as a multiple of it. */
  headRate: number;
  /** Radians. */
  margin: number;
  scale: number;
}

/** The people are those of `losses-compared`, who are drawn once for all that trains on them. */
const standard: Recipe = {
  identities: 2000,
  picturesEach: 20,
  size: 32,
  dim: 128,
  widths: [32, 64, 96, 128],
  blocks: 1,
  identitiesABatch: 128,
  picturesABatch: 1,
  steps: 1250,
  learningRate: 0.1,
  headRate: 4,
  margin: 0.3,
  scale: 30,
};

/** The recipe of each preset, of photographs, and of the network that the project ships. */
export const recipes: Record<Preset | 'photographs' | 'shipped', Recipe> = {
  quick: {
    ...standard,
    identities: 200,
    picturesEach: 10,
    widths: [24, 48, 96],
    identitiesABatch: 64,
    steps: 200,
  },
  standard,
  photographs: {
    ...standard,
    size: 48,
    widths: [24, 48, 96, 192],
    identitiesABatch: 32,
    picturesABatch: 2,
    steps: 600,
    scale: 16,
  },
  shipped: {
    ...standard,
    identities: 2400,
    picturesEach: 20,
    size: 64,
    identitiesABatch: 64,
    picturesABatch: 2,
    steps: 3000,
    margin: 0.5,
    scale: 30,
  },
  full: {
    ...standard,
    identities: 5000,
    picturesEach: 40,
    size: 112,
    dim: 512,
    widths: [64, 128, 256, 512],
    blocks: 2,
    identitiesABatch: 64,
    picturesABatch: 2,
    steps: 30000,
    margin: 0.5,
    scale: 48,
  },
};

/**
 * A residual network with class weights for the given number of people. They start at length 1: a step turns a direction by about learning
 * rate · gradient / length², and very short ones are thrown far from 0 before their directions mean anything.
 */
export function recipeModel(recipe: Recipe, people: number, seed: number): FaceModel {
  const { size, dim, widths, blocks } = recipe;
  const weights = classWeights(people, dim, seed);
  tf.tidy(() => weights.assign(tf.div(weights, tf.norm(weights, 2, 1, true))));
  return faceModel(residualBackbone({ size, dim, widths, blocks, seed }), { weights });
}

/** ArcFace with the recipe's margin and scale, and the share of correct and of still active samples beside it. */
export function recipeLoss({ margin, scale }: Recipe): LossFunction {
  return ({ embeddings, labels, head }) => ({
    loss: arcFaceLoss(embeddings, labels, head.weights, { margin, scale }),
    ...marginMetrics(embeddings, labels, head.weights, margin),
  });
}

/** Warm-up over a twentieth of the steps, then half a cosine down to 0. */
export function recipeSchedule({ learningRate, steps }: Recipe): Schedule {
  return warmup(Math.ceil(steps / 20), cosineDecay(learningRate, steps));
}
