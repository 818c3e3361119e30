import * as tf from '@tensorflow/tfjs';
import { seeded } from '../../../src/base/random';
import { Golden, Nested } from '../golden';

export interface Shape {
  batch: number;
  dim: number;
  classes: number;
}

/** Tensors by name, of whatever rank each function takes. */
export type Tensors = Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any

/** A function of tensors with a scalar result at any size: gradients, edges, memory and graphs are tested on it. */
export interface Variant {
  name: string;
  /** The shapes of the tensors that gradients flow to. */
  tensors(shape: Shape): Record<string, number[]>;
  /** The shapes of constants: teachers, probes. */
  constants?(shape: Shape): Record<string, number[]>;
  /** Whether its tensors are nowhere negative. */
  positive?: boolean;
  /** Whether it is a classifier over `classes`. */
  head?: boolean;
  /** Whether it is refused with one class. */
  needsTwoClasses?: boolean;
  loss(x: Tensors, labels: number[], shape: Shape): tf.Scalar;
}

/** What is compared with one golden file: every output of the file must be named. */
export interface GoldenCase {
  loss?: (x: Tensors, inputs: Golden['inputs']) => tf.Scalar;
  /** Outputs that are compared within the tolerance. */
  numbers?: Record<string, (x: Tensors, inputs: Golden['inputs']) => tf.Tensor>;
  /** Outputs that must be equal. */
  decisions?: Record<string, (x: Tensors, inputs: Golden['inputs']) => tf.Tensor | Nested>;
  /** The same, from miners, which read the device. */
  mined?: Record<string, (x: Tensors, inputs: Golden['inputs']) => Promise<Nested>>;
  /** Relations that the loss is given, where they are mined. */
  relations?: (x: Tensors, inputs: Golden['inputs']) => Promise<number[][]>;
  /** Inputs that are row numbers here and vectors elsewhere. */
  rowNumbers?: string[];
  gradientTolerance?: number;
}

/** What a compiled step trains, one size for all losses; typed so that it fits wherever a tensor is wanted. */
export type Trained = Record<
  | 'x' // [6, 4]
  | 'other' // [6, 4]
  | 'weights' // [3, 4]
  | 'bias' // [3]
  | 'subCenters' // [3, 2, 4]
  | 'groups' // [6, 2, 4]
  | 'groupLogits' // [6, 2]
  | 'features' // [6, 2, 2, 3]
  | 'difference' // [4]
  | 'offset', // []
  never
>;

/** What changes from step to step of a compiled step beside the variables. */
export interface StepInputs extends Record<string, tf.Tensor> {
  labels: tf.Tensor1D;
  same: tf.Tensor1D;
  pairs: tf.Tensor2D;
  triplets: tf.Tensor2D;
  lambda: tf.Scalar;
  t: tf.Scalar;
  expectation: tf.Tensor1D;
  teacher: tf.Tensor2D;
  teacherMap: tf.Tensor4D;
  relations: tf.Tensor2D;
}

/** All that is tested of one function. A loss has every part; what only stands beside the losses has some. */
export interface LossCase {
  /** The function that is exported. */
  of: string;
  /** Drawn at random shapes, with the settings that matter. */
  variants?: Variant[];
  /** One step whose compiled form must do what the eager one does. */
  compiled?: (v: Trained, inputs: StepInputs) => tf.Scalar;
  /** By the names of files in test/golden/losses. */
  golden?: Record<string, GoldenCase>;
  /** Wrong calls, each with the sentence that it earns, or how that begins. */
  wrong?: [sentence: string, call: () => unknown][];
}

// ---------------------------------------------------------------- for variants

export const embeddings = ({ batch, dim }: Shape): Record<string, number[]> => ({ embeddings: [batch, dim] });
export const withWeights = ({ batch, dim, classes }: Shape): Record<string, number[]> => ({
  embeddings: [batch, dim],
  weights: [classes, dim],
});
export const K = 3;

type Options = { margin: number; scale: number };

/** A variant of a loss with class weights alone. */
export function head(
  name: string,
  loss: (x: tf.Tensor2D, y: number[], w: tf.Tensor2D, options: Options) => tf.Scalar,
  more: Partial<Variant> = {},
): Variant {
  // Small scale: the differences of a sharper loss would need more digits than float32 has.
  const options = { margin: 0.3, scale: 4 };
  return { name, tensors: withWeights, head: true, loss: (x, y) => loss(x.embeddings, y, x.weights, options), ...more };
}

/** Makes a loss of any result: its product with a probe, summed. */
export function probed(probe: tf.Tensor, result: tf.Tensor): tf.Scalar {
  return tf.sum(tf.mul(probe, result));
}

/** Tensors for a variant, filled by a function of tensor name and position. */
export function tensorsFor(
  variant: Variant,
  shape: Shape,
  fill: (name: string, position: number) => number,
): { variables: Record<string, tf.Tensor>; constants: Record<string, tf.Tensor> } {
  const filled = (shapes: Record<string, number[]>): Record<string, tf.Tensor> =>
    Object.fromEntries(
      Object.entries(shapes).map(([name, sizes]) => [
        name,
        tf.tensor(
          Float32Array.from({ length: sizes.reduce((a, b) => a * b, 1) }, (_, position) => fill(name, position)),
          sizes,
        ),
      ]),
    );
  return { variables: filled(variant.tensors(shape)), constants: filled(variant.constants?.(shape) ?? {}) };
}

/** Labels by chance, and normally distributed numbers (away from 0 where they must be positive). */
export function randomFor(
  variant: Variant,
  shape: Shape,
  seed: number,
): { labels: number[]; variables: Record<string, tf.Tensor>; constants: Record<string, tf.Tensor> } {
  const random = seeded(seed, variant.name);
  const labels = Array.from({ length: shape.batch }, () => random.integer(shape.classes));
  const number = variant.positive ? () => random.uniform(0.2, 2) : () => random.normal();
  return { labels, ...tensorsFor(variant, shape, number) };
}

// ---------------------------------------------------------------- for compiled steps and wrong calls

/** The margin and scale of compiled steps. */
export const stepMargin = { margin: 0.4, scale: 8 };

/** Two samples of three dimensions and four classes, and things that do not fit them. */
export const x = (): tf.Tensor2D => tf.ones([2, 3]);
export const w = (): tf.Tensor2D => tf.ones([4, 3]);
export const flatOnes = (): tf.Tensor2D => tf.ones([6]) as unknown as tf.Tensor2D;
export const narrow = (): tf.Tensor2D => tf.ones([4, 2]);
export const empty = (): tf.Tensor2D => tf.zeros([0, 3]);
export const vector = (size: number): tf.Tensor1D => tf.ones([size]);
export const y = [0, 3];
export const arc = { margin: 0.5, scale: 30 };
