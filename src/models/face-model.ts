import * as tf from '@tensorflow/tfjs';
import { expect } from '../base/errors';

/** A network under training: the backbone that stays, and the head that is thrown away once training is done. */
export interface FaceModel {
  /** Pictures [batch, size, size, 3] in [−1, 1] → embeddings [batch, dim], or several named outputs of which one is `embeddings`. */
  backbone: tf.LayersModel;
  /**
   * What the loss needs beside the embeddings: class weights, centers, running averages (those with `trainable = false`).
   * By convention `weights` and `centers` have a row per class: `fit` checks labels against them.
   */
  head: Record<string, tf.Variable>;
}

/** How many classes the head tells apart, and by which of its variables; undefined for a head that knows no classes. */
export function classesOf({ head }: FaceModel): { classes: number; variable: string } | undefined {
  const sizes = ['weights', 'centers'].flatMap((variable) =>
    head[variable] ? [{ classes: head[variable].shape[0] ?? 0, variable }] : [],
  );
  return sizes.sort((a, b) => a.classes - b.classes)[0];
}

/** Joins a backbone and the variables of its loss. */
export function faceModel(backbone: tf.LayersModel, head: Record<string, tf.Variable> = {}): FaceModel {
  return { backbone, head };
}

/**
 * Class weights W [classes, dim] for softmax and margin heads, one row per class: independent normal numbers of standard
 * deviation 0.01, as in the published code of the margin losses (the length does not matter where rows are normalised).
 */
export function classWeights(classes: number, dim: number, seed: number): tf.Variable<tf.Rank.R2> {
  expect(classes > 0 && dim > 0, `Class weights of ${classes} × ${dim} were asked for: both numbers must be positive.`);
  return tf.tidy(() => tf.variable(tf.randomNormal<tf.Rank.R2>([classes, dim], 0, 0.01, 'float32', seed)));
}

/** The backbone's outputs by name. A backbone with one output calls it `embeddings`. In training mode batch statistics are used. */
export function forward(backbone: tf.LayersModel, images: tf.Tensor4D, training: boolean): Record<string, tf.Tensor> {
  const outputs = backbone.apply(images, { training }) as tf.Tensor | tf.Tensor[];
  if (!Array.isArray(outputs)) return { embeddings: outputs };
  return Object.fromEntries(outputs.map((output, position) => [backbone.outputNames[position], output]));
}

/** Every variable of the model under a name that is the same in each process: `backbone/3/gamma`, `head/weights`. */
export function namedVariables(model: FaceModel): Map<string, tf.Variable> {
  const named = new Map<string, tf.Variable>();
  model.backbone.layers.forEach((layer, position) => {
    for (const weight of layer.weights) {
      const lastPart = weight.originalName.slice(weight.originalName.lastIndexOf('/') + 1);
      named.set(`backbone/${position}/${lastPart}`, weight.read() as tf.Variable);
    }
  });
  for (const [name, variable] of Object.entries(model.head)) named.set(`head/${name}`, variable);
  return named;
}

/** Frees the tensors of backbone and head. */
export function disposeModel(model: FaceModel): void {
  model.backbone.dispose();
  for (const variable of Object.values(model.head)) variable.dispose();
}
