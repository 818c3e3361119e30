import * as tf from '@tensorflow/tfjs';
import { matrixOf, tensorOf } from '../src/base/host';
import { rowOf, takeRows, type Matrix } from '../src/base/matrix';
import { descriptorBatches } from '../src/data/descriptor-batches';
import type { Faces } from '../src/data/faces';
import { flipLabels } from '../src/data/label-noise';
import { shuffledSampler } from '../src/data/sampler';
import { angularStatistics, type AngularStatistics } from '../src/evaluation/angles';
import { spreadDirections } from '../src/lessons/toy/directions';
import type { Method } from '../src/methods/method';
import { disposeModel, faceModel, forward } from '../src/models/face-model';
import { fit } from '../src/training/fit';
import { classesOf, type Knobs } from './knobs';
import { methodOfKnobs } from './methods';
import { playgroundNetwork } from './network';

/** Pictures as they are trained on: a row of numbers each, those of a person one after the other. */
export interface Descriptors {
  values: Matrix;
  picturesEach: number;
}

/** What a run shows after a step. */
export interface Snapshot extends AngularStatistics {
  step: number;
  loss: number;
  /** [count, 2], or 3 on a sphere. */
  embeddings: Matrix;
  /** Class weights [classes, 2 or 3]; without them the mean directions of the classes. */
  weights: Matrix;
  /** Whether the loss has class weights, or only their stand-in. */
  hasWeights: boolean;
  bias?: Float32Array;
  /** Of sub-centers, each one's direction. */
  centers?: number[][];
  /** The first sentence about what looks wrong, such as a collapse. */
  warning?: string;
  /** Tensors that are alive. */
  tensors: number;
}

/** Of whom the pictures really are, and what they are said to show. */
export interface Labelled {
  labels: Int32Array;
  truth: Int32Array;
}

/** The pictures of a run: rows of the descriptors of those who take part, with labels, some of them wrong on purpose. */
export function picturesOf({ values, picturesEach }: Descriptors, knobs: Knobs): Labelled & { rows: Matrix } {
  const classes = classesOf(knobs);
  const last = values.rows / picturesEach - 1;
  const person = (label: number): number => (label < knobs.people ? label : last);
  const truth = Int32Array.from({ length: classes * picturesEach }, (_, row) => Math.floor(row / picturesEach));
  const rows = Array.from(truth, (label, row) => person(label) * picturesEach + (row % picturesEach));
  const names = Array.from({ length: classes }, (_, label) => String(label));
  const faces = { labels: truth, names, count: truth.length } as Faces;
  const { labels } = flipLabels(faces, { ratio: knobs.noise, seed: knobs.seed }).faces;
  return { rows: takeRows(values, rows), labels, truth };
}

/** A run that goes on until it is stopped. */
export interface Run extends Labelled {
  /** Changes margins, scale, learning rate and batch from the next step on. */
  change(knobs: Knobs): void;
  /** The state before the first step and, after each step, of that moment. */
  snapshot(): Promise<Snapshot>;
  stop(): void;
  /** Resolved when everything is freed. */
  ended: Promise<void>;
}

/**
 * Starts a run with the library's own `fit`. Before each step it waits for `mayStep`; after each step it waits for `onStep`.
 * Class weights start evenly over the circle or sphere, as in the lessons.
 */
export async function startRun(
  descriptors: Descriptors,
  knobs: Knobs,
  { mayStep, onStep }: { mayStep: () => Promise<void>; onStep: () => Promise<void> },
): Promise<Run> {
  let now = knobs;
  let method: Method = methodOfKnobs(now);
  const { rows, labels, truth } = picturesOf(descriptors, knobs);
  const classes = classesOf(knobs);
  const groups = knobs.loss === 'groupface' ? 2 : undefined;
  const dim = knobs.sphere ? 3 : 2;
  const backbone = playgroundNetwork(rows.columns, { seed: knobs.seed, dim, groups });
  const model = faceModel(backbone, method.head(classes, dim, knobs.seed));
  const { weights, bias } = model.head;
  if (weights?.rank === 2) tf.tidy(() => weights.assign(tensorOf(spreadDirections(classes, dim, knobs.seed))));
  const pictures = tensorOf(rows);
  // Angles are those of the pictures whose label is right: the others are where their label drags them.
  const right = Array.from(truth.keys()).filter((row) => labels[row] === truth[row]);
  const stopped = new AbortController();
  let latest: { step: number; loss: number; warning?: string } = { step: 0, loss: NaN };

  const samplerOf = (batch: number) =>
    shuffledSampler(rows.rows, { batch: Math.min(batch, rows.rows), seed: knobs.seed });
  let [size, batches] = [now.batch, descriptorBatches(rows, labels, samplerOf(now.batch))];
  const ended = fit(
    model,
    async (step) => {
      if (!stopped.signal.aborted) await mayStep();
      if (now.batch !== size) [size, batches] = [now.batch, descriptorBatches(rows, labels, samplerOf(now.batch))];
      return batches(step);
    },
    {
      steps: 1e9,
      loss: (given) => method.loss(given),
      inputs: (step) => method.inputs?.(step) ?? {},
      learningRate: () => now.rate,
      headRate: 0.3,
      onCollapse: 'warn',
      signal: stopped.signal,
      onStep: async ({ step, history }) => {
        latest = { step, loss: history.loss[step - 1], warning: history.warnings[0] };
        await onStep();
      },
    },
  )
    .then(() => {})
    .finally(() => {
      disposeModel(model);
      pictures.dispose();
    });

  return {
    labels,
    truth,
    ended,
    change: (next) => {
      now = next;
      method = methodOfKnobs(next);
    },
    stop: () => stopped.abort(),
    snapshot: async () => {
      const out = tf.tidy(() => forward(backbone, pictures as tf.Tensor as tf.Tensor4D, false).embeddings);
      const embeddings = await matrixOf(out);
      out.dispose();
      const given = weights?.rank === 2 ? await matrixOf(weights) : undefined;
      const several = weights?.rank === 3 ? await matrixOf(weights) : undefined;
      return {
        ...latest,
        ...angularStatistics(
          takeRows(embeddings, right),
          right.map((row) => truth[row]),
        ),
        embeddings,
        weights: given ?? meanDirections(embeddings, labels, classes),
        hasWeights: given !== undefined,
        ...(several && {
          centers: Array.from({ length: several.rows }, (_, row) => [...rowOf(several, row)]),
        }),
        ...(bias && { bias: Float32Array.from(await bias.data()) }),
        tensors: tf.memory().numTensors,
      };
    },
  };
}

/** The mean direction of each class, [classes, 2 or 3]. */
function meanDirections(embeddings: Matrix, labels: Int32Array, classes: number): Matrix {
  const { columns } = embeddings;
  const values = new Float32Array(classes * columns);
  labels.forEach((label, row) => {
    const embedding = rowOf(embeddings, row);
    const length = Math.hypot(...embedding) || 1;
    embedding.forEach((value, d) => (values[columns * label + d] += value / length));
  });
  return { values, rows: classes, columns };
}
