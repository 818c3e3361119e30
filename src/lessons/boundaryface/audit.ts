import * as tf from '@tensorflow/tfjs';
import { matrixOf, tensorOf } from '../../base/host';
import { rowOf, type Matrix } from '../../base/matrix';
import type { Faces } from '../../data/faces';
import type { NoisyFaces } from '../../data/label-noise';
import { embed } from '../../evaluation/embed';
import { correctLabels } from '../../losses/boundaryface';
import type { FaceModel } from '../../models/face-model';
import { labelKind, type LabelKind } from './noise';
import { classCosines } from './watched-repair';

/** A picture beside its label, and what the rule makes of it. */
export interface AuditedLabel {
  index: number;
  kind: LabelKind;
  /** The label that the picture came with. */
  given: number;
  /** Its true one; −1 for an outsider. */
  truth: number;
  /** The label after the rule. */
  corrected: number;
  /** Angle to the class of its label, and to the nearest other class, radians. */
  ownAngle: number;
  otherAngle: number;
}

/** A network at one moment of its training. */
export interface Snapshot {
  /** Of every picture, [count, dim], not normalised. */
  embeddings: Matrix;
  /** Class weights [classes, dim]. */
  weights: Matrix;
  /** cos theta between every picture and every class, [count, classes]. */
  cosines: Matrix;
}

/** What a network makes of all pictures as it stands, in inference mode. The head has one weight per class. */
export async function snapshotOf({ backbone, head }: FaceModel, faces: Faces): Promise<Snapshot> {
  const embeddings = await embed(backbone, faces);
  const cosines = tf.tidy(() => classCosines(tensorOf(embeddings), head.weights));
  const snapshot = { embeddings, weights: await matrixOf(head.weights), cosines: await matrixOf(cosines) };
  cosines.dispose();
  return snapshot;
}

/** What the rule makes of every label, with the network as it stands. */
export async function audit(
  { cosines }: Pick<Snapshot, 'cosines'>,
  noisy: NoisyFaces,
  { margin }: { margin: number },
): Promise<AuditedLabel[]> {
  const { labels } = noisy.faces;
  const found = tf.tidy(() => correctLabels(tensorOf(cosines), labels, { margin }));
  const corrected = await found.data();
  found.dispose();
  return Array.from(labels, (given, index) => {
    const row = Array.from(rowOf(cosines, index));
    const nearestOther = row.reduce((best, cosine, j) => (j === given ? best : Math.max(best, cosine)), -1);
    return {
      index,
      kind: labelKind(noisy, index),
      given,
      truth: noisy.truth[index],
      corrected: corrected[index],
      ownAngle: angleOf(row[given]),
      otherAngle: angleOf(nearestOther),
    };
  });
}

/** What a repair amounts to, over all labels of an audit. */
export interface RepairScore {
  /** Share of the relabelled pictures that got their true label; NaN when none was relabelled. */
  precision: number;
  /** Share of the flipped pictures that got it; NaN when none was flipped. */
  recall: number;
  /** Wrong labels before, outsiders included, and after. */
  wrongBefore: number;
  wrongAfter: number;
}

/** Precision and recall of corrected labels, and how many labels are wrong before and after. */
export function repairScore(labels: Pick<AuditedLabel, 'kind' | 'given' | 'truth' | 'corrected'>[]): RepairScore {
  const flipped = labels.filter(({ kind }) => kind === 'flipped').length;
  const relabelled = labels.filter(({ given, corrected }) => given !== corrected);
  const repaired = relabelled.filter(({ truth, corrected }) => truth === corrected).length;
  return {
    precision: repaired / relabelled.length,
    recall: repaired / flipped,
    wrongBefore: labels.filter(({ given, truth }) => given !== truth).length,
    wrongAfter: labels.filter(({ corrected, truth }) => corrected !== truth).length,
  };
}

function angleOf(cosine: number): number {
  return Math.acos(Math.min(1, Math.max(-1, cosine)));
}
