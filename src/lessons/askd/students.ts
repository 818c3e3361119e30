import * as tf from '@tensorflow/tfjs';
import { rowOf, type Matrix } from '../../base/matrix';
import { pictureBatches } from '../../data/batches';
import { selectFaces, type Faces } from '../../data/faces';
import { shuffledSampler } from '../../data/sampler';
import {
  attentionDistillationLoss,
  attentionMap,
  attentionTransferLoss,
  logitDistillationLoss,
  type AttentionMaps,
} from '../../distillation/attention';
import { featureConsistencyLoss } from '../../distillation/coupleface';
import { embedOutputs } from '../../evaluation/embed-outputs';
import { cosineLogits } from '../../losses/margin';
import { arcFaceMethod } from '../../methods/arcface';
import { withUnitStart } from '../../methods/unit-start';
import { type FaceModel, faceModel } from '../../models/face-model';
import type { FitOptions, FitResult, LossInputs } from '../../training/fit';
import { trained } from '../../training/trained';
import { attentionNetwork } from './network';

/** How a student is taught besides ArcFace; `lambda` is the weight of what the teacher says. */
export type Teaching =
  | { by: 'nobody' }
  /** A-SKD: the teacher's channel and spatial maps, before their sigmoid as in the authors' code, or after it. */
  | { by: 'attention'; lambda: number; sigmoid: 'before' | 'after' }
  /** Attention Transfer: the places of the teacher's squared features. */
  | { by: 'transfer'; lambda: number }
  /** The teacher's logits of all classes. */
  | { by: 'logits'; lambda: number; temperature: number }
  /** The teacher's embedding. */
  | { by: 'embedding'; lambda: number };

/** What teacher and students share. */
export interface AskdTraining {
  network: { size: number; dim: number; widths: number[] };
  batch: number;
  steps: number;
  learningRate: number;
  margin: number;
  scale: number;
  headRate: number;
}

/** What a teacher thinks of every picture, a row each, and its class weights. */
export interface TeachersView {
  outputs: Record<string, Matrix>;
  shapes: Record<string, number[]>;
  weights: Matrix;
}

type Watch = Pick<FitOptions, 'signal' | 'onStep'>;

/** The names of the network's outputs that a way of teaching looks at, for stages 0, 1, … */
export function taughtOutputs(teaching: Teaching, stages: number): string[] {
  const ofStages = (...kinds: string[]): string[] =>
    Array.from({ length: stages }, (_, stage) => kinds.map((kind) => `${kind}${stage}`)).flat();
  switch (teaching.by) {
    case 'nobody':
      return [];
    case 'attention':
      return teaching.sigmoid === 'before'
        ? ofStages('channelBefore', 'spatialBefore')
        : ofStages('channel', 'spatial');
    case 'transfer':
      return ofStages('features');
    case 'logits':
    case 'embedding':
      return ['embeddings'];
  }
}

/** Pictures whose features are held at once while their maps are made. */
const atOnce = 512;

/**
 * Everything that a way of teaching needs of the teacher, computed once for all pictures: they do not change from epoch to epoch, so
 * neither does what the teacher says of them. Takes 4 bytes per number and picture; of features only the map Q is kept, which is
 * all that attention transfer compares.
 *
 * @param faces the pictures in full resolution, in the order of those that the student sees
 */
export async function teachersView(
  teacher: FaceModel,
  faces: Faces,
  teaching: Teaching,
  { signal }: { signal?: AbortSignal } = {},
): Promise<TeachersView> {
  const { backbone, head } = teacher;
  const stages = backbone.outputNames.filter((name) => /^spatial\d/.test(name)).length;
  const names = taughtOutputs(teaching, stages);
  const shapeOf = (name: string): number[] =>
    backbone.outputs[backbone.outputNames.indexOf(name)].shape.slice(1) as number[];
  const outputs =
    teaching.by === 'transfer'
      ? await attentionMaps(backbone, faces, { signal })
      : names.length > 0
        ? await embedOutputs(backbone, faces, names, { signal })
        : {};
  const shapes = Object.fromEntries(
    names.map((name) => [name, teaching.by === 'transfer' ? [outputs[name].columns] : shapeOf(name)]),
  );
  const [rows, columns] = head.weights.shape as [number, number];
  return { outputs, shapes, weights: { values: await head.weights.data<'float32'>(), rows, columns } };
}

/**
 * Where each stage looks by its features: the maps Q of every picture, [count, height · width], by the name of the features (see
 * {@link attentionMap}).
 */
export async function attentionMaps(
  backbone: tf.LayersModel,
  faces: Faces,
  { signal }: { signal?: AbortSignal } = {},
): Promise<Record<string, Matrix>> {
  const names = backbone.outputNames.filter((name) => name.startsWith('features'));
  const maps: Record<string, Matrix> = {};
  for (let start = 0; start < faces.count; start += atOnce) {
    const rows = Math.min(atOnce, faces.count - start);
    const some = selectFaces(
      faces,
      Array.from({ length: rows }, (_, row) => start + row),
    );
    const features = await embedOutputs(backbone, some, names, { signal });
    for (const name of names) {
      const [, ...shape] = backbone.outputs[backbone.outputNames.indexOf(name)].shape as number[];
      const map = tf.tidy(() =>
        attentionMap(tf.tensor(features[name].values, [rows, ...shape] as [number, number, number, number])),
      );
      const columns = map.shape[1];
      maps[name] ??= { values: new Float32Array(faces.count * columns), rows: faces.count, columns };
      (maps[name].values as Float32Array).set(await map.data<'float32'>(), start * columns);
      map.dispose();
    }
  }
  return maps;
}

/** Trains a network with ArcFace alone: the teacher, or a student whom nobody teaches. The caller disposes the model. */
export function trainAlone(
  faces: Faces,
  settings: AskdTraining,
  watch: { seed: number } & Watch,
): Promise<FitResult & { model: FaceModel }> {
  return trainStudent(faces, { by: 'nobody' }, undefined, settings, watch);
}

/**
 * Trains a student on pictures of few pixels:
 *
 *     L = ArcFace + lambda · L_teaching(student, teacher)
 *
 * Students of one seed start from the same weights and see the same batches, whoever teaches them. The caller disposes the model.
 *
 * @param faces what the student sees, in the order of the pictures that the teacher saw
 * @param view see {@link teachersView}; may be left out where nobody teaches
 */
export async function trainStudent(
  faces: Faces,
  teaching: Teaching,
  view: TeachersView | undefined,
  { network, batch, steps, learningRate, margin, scale, headRate }: AskdTraining,
  { seed, ...watch }: { seed: number } & Watch,
): Promise<FitResult & { model: FaceModel }> {
  const method = withUnitStart(arcFaceMethod({ margin, scale }));
  const backbone = attentionNetwork({ ...network, seed });
  const model = faceModel(backbone, method.head(faces.names.length, network.dim, seed));
  const sampler = shuffledSampler(faces.count, { batch, seed });
  return trained(model, pictureBatches(faces, sampler), {
    loss: (given) => {
      const arcFace = method.loss(given) as tf.Scalar;
      if (teaching.by === 'nobody') return arcFace;
      const taught = taughtLoss(teaching, given, network.widths.length, scale);
      return { loss: tf.add(arcFace, tf.mul(taught, teaching.lambda)) as tf.Scalar, arcFace, taught };
    },
    inputs: (step) => (view === undefined ? {} : said(view, sampler(step), teaching)),
    headRate,
    steps,
    learningRate,
    ...watch,
  });
}

/** What the teacher says of the pictures of a step, as tensors named `teacher/…`. */
function said(
  { outputs, shapes, weights }: TeachersView,
  rows: Int32Array,
  { by }: Teaching,
): Record<string, tf.Tensor> {
  const tensors: Record<string, tf.Tensor> = {};
  for (const [name, matrix] of Object.entries(outputs)) {
    const values = new Float32Array(rows.length * matrix.columns);
    rows.forEach((row, position) => values.set(rowOf(matrix, row), position * matrix.columns));
    tensors[`teacher/${name}`] = tf.tensor(values, [rows.length, ...shapes[name]]);
  }
  if (by === 'logits') {
    tensors['teacher/weights'] = tf.tensor2d(Float32Array.from(weights.values), [weights.rows, weights.columns]);
  }
  return tensors;
}

function taughtLoss(
  teaching: Exclude<Teaching, { by: 'nobody' }>,
  { embeddings, outputs, inputs, head }: LossInputs,
  stages: number,
  scale: number,
): tf.Scalar {
  const every = Array.from({ length: stages }, (_, stage) => stage);
  const teacher = (name: string): tf.Tensor => inputs[`teacher/${name}`];
  switch (teaching.by) {
    case 'attention': {
      const maps = (of: (name: string) => tf.Tensor): AttentionMaps[] => {
        const [channel, spatial] =
          teaching.sigmoid === 'before' ? ['channelBefore', 'spatialBefore'] : ['channel', 'spatial'];
        return every.map((stage) => ({ channel: of(`${channel}${stage}`), spatial: of(`${spatial}${stage}`) }));
      };
      return attentionDistillationLoss(
        maps((name) => outputs[name]),
        maps(teacher),
      );
    }
    case 'transfer': {
      const ofStages = every.map((stage) => {
        const own = outputs[`features${stage}`] as tf.Tensor4D;
        return attentionTransferLoss(own, teacher(`features${stage}`) as tf.Tensor2D);
      });
      return tf.div(tf.addN(ofStages), stages) as tf.Scalar;
    }
    case 'logits': {
      const own = tf.mul(cosineLogits(embeddings, head.weights), scale) as tf.Tensor2D;
      const weights = teacher('weights') as tf.Tensor2D;
      const others = tf.mul(cosineLogits(teacher('embeddings') as tf.Tensor2D, weights), scale) as tf.Tensor2D;
      return logitDistillationLoss(own, others, { temperature: teaching.temperature });
    }
    case 'embedding':
      return featureConsistencyLoss(embeddings, teacher('embeddings') as tf.Tensor2D);
  }
}
