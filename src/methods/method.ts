import * as tf from '@tensorflow/tfjs';
import { classWeights } from '../models/face-model';
import { LossFunction } from '../training/fit';

/** A way to train an embedding: the variables beside the backbone, and the loss that uses them. */
export interface Method {
  /** Its name in figures. */
  label: string;
  head(classes: number, dim: number, seed: number): Record<string, tf.Variable>;
  loss: LossFunction;
  /** Tensors that change from step to step. */
  inputs?(step: number): Record<string, tf.Tensor>;
}

export const weightsOnly = (classes: number, dim: number, seed: number): Record<string, tf.Variable> => ({
  weights: classWeights(classes, dim, seed),
});
