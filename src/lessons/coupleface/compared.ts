import * as tf from '@tensorflow/tfjs';
import { tensorOf } from '../../base/host';
import { rocOverPeople, type RocOverPeople } from '../../evaluation/verification/people-bootstrap';
import { relationFit, relationsOf, type Relation, type View } from './relations';

/** A network by name, with its view of the pictures that are asked about. */
export interface NamedView {
  name: string;
  view: View;
}

/**
 * Each student's relations over its teacher's, as panels of the figure `relationScatter`: below the name how far they lie apart. Every network
 * relates its pictures to its own prototypes, as for people whom nobody was taught.
 *
 * @param related for each identity the others that its pictures are related to
 */
export function relationPanels(
  students: NamedView[],
  teacher: View,
  labels: ArrayLike<number>,
  related: number[][],
): { name: string; numbers: string; relations: Relation[] }[] {
  return students.map(({ name, view }) => {
    const relations = relationsOf({ student: view, teacher }, labels, related);
    const { distance, bias } = relationFit(relations);
    const signed = `${bias < 0 ? '−' : '+'}${Math.abs(bias).toFixed(3)}`;
    return { name, numbers: `root mean square off ${distance.toFixed(3)}, mean ${signed}`, relations };
  });
}

/** True-accept rates of each network on the same pictures, with the range that other people would have given; see `rocOverPeople`. */
export async function withRoc<Network extends NamedView>(
  networks: Network[],
  labels: ArrayLike<number>,
  options: Parameters<typeof rocOverPeople>[2],
): Promise<(Network & { roc: RocOverPeople })[]> {
  const measured: (Network & { roc: RocOverPeople })[] = [];
  for (const network of networks)
    measured.push({ ...network, roc: await rocOverPeople(network.view.embeddings, labels, options) });
  return measured;
}

/** The same at one of the rates, by its place, as rows of the figure `accuracyBesideCost`. */
export function atRate<Network extends { roc: RocOverPeople }>(
  networks: Network[],
  rate: number,
): (Network & { accuracy: number; low: number; high: number })[] {
  return networks.map((network) => {
    const { tar, lower, upper } = network.roc;
    return { ...network, accuracy: tar[rate], low: lower[rate], high: upper[rate] };
  });
}

/** How relations are chosen and what they cost a student: the two functions of the chapter, or somebody's own. */
export interface RelationFunctions {
  /** For each identity the k others that its pictures are related to. */
  related: (k: number) => number[][] | Promise<number[][]>;
  /** See `mutualRelationLoss`. */
  loss: (student: tf.Tensor2D, teacher: tf.Tensor2D, prototypes: tf.Tensor2D, relations: number[][]) => tf.Scalar;
}

/**
 * The loss of students on the same pictures over k, to how many people each picture is related, computed by several pairs of functions: the
 * lines of the figure `seedLines`, named `student, functions`. Tensors that the functions leave behind are not disposed.
 *
 * @param students each student's view of the pictures; its prototypes are not looked at
 * @param teacher the teacher's view of the pictures
 * @param labels [count], rows of the teacher's prototypes
 */
export async function lossesOverK(
  students: Record<string, Pick<View, 'embeddings'>>,
  teacher: View,
  labels: ArrayLike<number>,
  counts: number[],
  functions: Record<string, RelationFunctions>,
): Promise<{ name: string; values: number[][] }[]> {
  const [t, p] = [tensorOf(teacher.embeddings), tensorOf(teacher.prototypes)];
  const lines: { name: string; values: number[][] }[] = [];
  try {
    for (const [student, { embeddings }] of Object.entries(students)) {
      const s = tensorOf(embeddings);
      try {
        for (const [whose, { related, loss }] of Object.entries(functions)) {
          const values: number[][] = [];
          for (const k of counts) {
            const lists = await related(k);
            const value = loss(
              s,
              t,
              p,
              Array.from(labels, (label) => lists[label]),
            );
            values.push([(await value.data())[0]]);
            value.dispose();
          }
          lines.push({ name: `${student}, ${whose}`, values });
        }
      } finally {
        s.dispose();
      }
    }
  } finally {
    tf.dispose([t, p]);
  }
  return lines;
}
