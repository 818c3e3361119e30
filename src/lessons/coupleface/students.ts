import * as tf from '@tensorflow/tfjs';
import { constant } from '../../base/gradients';
import { tensorOf } from '../../base/host';
import { takeRows, type Matrix } from '../../base/matrix';
import { seeded } from '../../base/random';
import { pictureBatches } from '../../data/batches';
import type { Faces } from '../../data/faces';
import { shuffledSampler } from '../../data/sampler';
import { probabilisticTransferLoss } from '../../distillation/batch-relations';
import { featureConsistencyLoss, mutualRelationLoss } from '../../distillation/coupleface';
import { updatedBank } from '../../distillation/feature-bank';
import { embed } from '../../evaluation/embed';
import { arcFaceMethod } from '../../methods/arcface';
import { withUnitStart } from '../../methods/unit-start';
import { informativeIdentities } from '../../mining/relations';
import { mobileNetV2Backbone, type MobileStage } from '../../models/backbones/mobilenet-v2';
import { residualBackbone } from '../../models/backbones/residual';
import { type FaceModel, faceModel } from '../../models/face-model';
import type { FitOptions, FitResult } from '../../training/fit';
import { trained } from '../../training/trained';
import { prototypesOf, type View } from './relations';

/**
 * What a student learns from, each term with its weight:
 *
 *     L = consistency · FCD + alpha · MRD + lambda · PKT + beta · ArcFace
 */
export interface Teaching {
  /** Weight of feature consistency, FCD: the student's embedding should be the teacher's. 0 or left out: not used. */
  consistency?: number;
  /** Mutual relations, MRD, with k other identities each; with a slack q they are the relation-aware RAD. */
  relations?: {
    alpha: number;
    k: number;
    /** q: relations that differ by less are left alone. */
    slack: number;
    /** The k most similar identities in the teacher's eyes; otherwise k identities drawn by chance. */
    mined: boolean;
  };
  /** Relations between all pictures of the batch, PKT. */
  batch?: { lambda: number };
  /** ArcFace on the labels, from a share of the training on: 0 is the whole of it. */
  arcFace?: { beta: number; from: number };
  /**
   * The learning rate as a multiple of the settings'. Default 1. Distances of unit vectors have far smaller gradients than
   * ArcFace, whose logits are multiplied by its scale.
   */
  rate?: number;
}

/** What teacher and students share. */
export interface CoupleTraining {
  size: number;
  /** Length of the embeddings of teacher and student: they are compared with each other. */
  dim: number;
  teacher: { widths: number[]; steps: number; learningRate: number };
  student: { firstWidth: number; stages: readonly MobileStage[]; steps: number; learningRate: number };
  batch: number;
  margin: number;
  scale: number;
  headRate: number;
}

type Watch = { seed: number } & Pick<FitOptions, 'signal' | 'onStep'>;

/** A look at the network every so many steps and at the end; it must not train it. */
export interface Look {
  every: number;
  at: (model: FaceModel, stepsDone: number) => Promise<void>;
}

type Trained = FitResult & { model: FaceModel };

/** The student's network before training. */
export function studentBackbone({ size, dim, student }: CoupleTraining, seed: number): tf.LayersModel {
  const { firstWidth, stages } = student;
  return mobileNetV2Backbone({ size, dim, firstWidth, stages, seed });
}

/** Trains the residual teacher with ArcFace. The caller disposes the model. */
export function trainTeacher(faces: Faces, settings: CoupleTraining, { seed, ...watch }: Watch): Promise<Trained> {
  const { size, dim, teacher, batch, margin, scale, headRate } = settings;
  const method = withUnitStart(arcFaceMethod({ margin, scale }));
  const backbone = residualBackbone({ size, dim, widths: teacher.widths, seed });
  const model = faceModel(backbone, method.head(faces.names.length, dim, seed));
  return trained(model, pictureBatches(faces, shuffledSampler(faces.count, { batch, seed })), {
    loss: method.loss,
    headRate,
    steps: teacher.steps,
    learningRate: teacher.learningRate,
    ...watch,
  });
}

/**
 * What a network thinks of every picture, with the mean direction of each identity as its prototype. Asked of the teacher once: pictures
 * do not change from epoch to epoch, so neither does what it says of them. Takes 4 bytes per number and picture.
 */
export async function viewOf(
  { backbone }: Pick<FaceModel, 'backbone'>,
  faces: Faces,
  { signal }: { signal?: AbortSignal } = {},
): Promise<View> {
  const embeddings = await embed(backbone, faces, { signal });
  return { embeddings, prototypes: prototypesOf(embeddings, faces.labels, faces.names.length) };
}

/** For each identity the k others that it is related to: mined from the teacher's prototypes, or drawn by chance. */
export async function relatedIdentities(
  prototypes: Matrix,
  { k, mined }: { k: number; mined: boolean },
  seed: number,
): Promise<number[][]> {
  const classes = Array.from({ length: prototypes.rows }, (_, label) => label);
  if (mined) {
    const points = tensorOf(prototypes);
    try {
      return await informativeIdentities(points, classes, k);
    } finally {
      points.dispose();
    }
  }
  return classes.map((label) =>
    seeded(seed, 'related', label)
      .shuffle(classes.filter((other) => other !== label))
      .slice(0, k),
  );
}

/**
 * Trains a mobile student. Students of one seed start from the same weights and see the same batches, whoever teaches them.
 * What relations are taken to is a bank in the head: one embedding of each identity, the teacher's of the picture seen last;
 * it starts with the prototypes. The caller disposes the model.
 *
 * @param faces what the student sees, in the order of the view
 * @param view the teacher's, see {@link viewOf}; may be left out where nobody teaches
 */
export async function trainStudent(
  faces: Faces,
  teaching: Teaching,
  view: View | undefined,
  settings: CoupleTraining,
  { seed, look, ...watch }: Watch & { look?: Look },
): Promise<Trained> {
  const { dim, student, batch, margin, scale, headRate } = settings;
  const { consistency = 0, relations, batch: ofBatch, arcFace, rate = 1 } = teaching;
  const method = withUnitStart(arcFaceMethod({ margin, scale }));
  const related =
    relations === undefined || view === undefined
      ? undefined
      : await relatedIdentities(view.prototypes, relations, seed);
  const head: Record<string, tf.Variable> = arcFace === undefined ? {} : method.head(faces.names.length, dim, seed);
  if (related !== undefined) head.bank = tf.tidy(() => tf.variable(tensorOf(view!.prototypes), false));
  const model = faceModel(studentBackbone(settings, seed), head);
  const sampler = shuffledSampler(faces.count, { batch, seed });
  const begin = Math.round((arcFace?.from ?? 0) * student.steps);
  return trained(model, pictureBatches(faces, sampler), {
    loss: (given) => {
      const { embeddings, labels, inputs } = given;
      const teacher = inputs.teacher as tf.Tensor2D;
      const terms: Record<string, tf.Scalar> = {};
      const weighted: tf.Tensor[] = [];
      const add = (name: string, term: tf.Scalar, weight: number | tf.Tensor): void => {
        terms[name] = term;
        weighted.push(tf.mul(term, weight));
      };
      if (consistency > 0) add('consistency', featureConsistencyLoss(embeddings, teacher), consistency);
      if (relations !== undefined) {
        const bank = given.head.bank as tf.Tensor as tf.Variable<tf.Rank.R2>;
        const before = constant(() => tf.clone(bank)) as tf.Tensor2D;
        const { alpha, slack } = relations;
        const rows = inputs.related as tf.Tensor2D;
        add('relations', mutualRelationLoss(embeddings, teacher, before, rows, { slack }), alpha);
        bank.assign(updatedBank(before, teacher, labels));
      }
      if (ofBatch !== undefined) add('batch', probabilisticTransferLoss(embeddings, teacher), ofBatch.lambda);
      if (arcFace !== undefined) add('arcFace', method.loss(given) as tf.Scalar, inputs.beta);
      return { ...terms, loss: tf.addN(weighted) as tf.Scalar };
    },
    inputs: (step) => {
      const rows = sampler(step);
      const tensors: Record<string, tf.Tensor> = {};
      if (view !== undefined) tensors.teacher = tensorOf(takeRows(view.embeddings, rows));
      if (related !== undefined) {
        const lists = Array.from(rows, (row) => related[faces.labels[row]]);
        tensors.related = tf.tensor2d(lists, undefined, 'int32');
      }
      if (arcFace !== undefined) tensors.beta = tf.scalar(step < begin ? 0 : arcFace.beta);
      return tensors;
    },
    headRate,
    steps: student.steps,
    learningRate: rate * student.learningRate,
    ...(look && { snapshots: { every: look.every, take: (stepsDone) => look.at(model, stepsDone) } }),
    ...watch,
  });
}
