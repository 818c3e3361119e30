import { expect } from '../../base/errors';
import { matrixFrom, rowOf, unitRows, type Matrix } from '../../base/matrix';

/** The mean direction of each identity's pictures, [classes, dim], not normalised. A class without a picture has a row of zeros. */
export function prototypesOf(embeddings: Matrix, labels: ArrayLike<number>, classes: number): Matrix {
  const units = unitRows(embeddings);
  const sums = Array.from({ length: classes }, () => new Float64Array(embeddings.columns));
  const counts = new Int32Array(classes);
  for (let row = 0; row < units.rows; row++) {
    const sum = sums[labels[row]];
    rowOf(units, row).forEach((value, d) => (sum[d] += value));
    counts[labels[row]]++;
  }
  return matrixFrom(sums.map((sum, label) => Array.from(sum, (value) => value / Math.max(1, counts[label]))));
}

/** A network's view of labelled pictures: embeddings [count, dim], and the prototypes [classes, dim] that it relates them to. */
export interface View {
  embeddings: Matrix;
  prototypes: Matrix;
}

/** A relation of picture `row` to the prototype of identity `other`, in the eyes of both networks. */
export interface Relation {
  row: number;
  other: number;
  /** R_t = cos(t_i, p_j) and R_s = cos(s_i, p_j), each with the prototype p_j of its view. */
  teacher: number;
  student: number;
}

/**
 * The relations of every picture to the identities listed for its own. While a student is taught its prototypes are the teacher's;
 * in use it has only its own.
 *
 * @param related for each identity the rows of the prototypes that its pictures are related to
 */
export function relationsOf(
  { student, teacher }: { student: View; teacher: View },
  labels: ArrayLike<number>,
  related: number[][],
): Relation[] {
  const units = ({ embeddings, prototypes }: View): Matrix[] => [embeddings, prototypes].map(unitRows);
  const [[s, ps], [t, pt]] = [units(student), units(teacher)];
  return Array.from(labels).flatMap((label, row) =>
    related[label].map((other) => ({
      row,
      other,
      teacher: dot(rowOf(t, row), rowOf(pt, other)),
      student: dot(rowOf(s, row), rowOf(ps, other)),
    })),
  );
}

/** How a student's relations lie over the teacher's. */
export interface RelationFit {
  /** Root of the mean squared difference R_s − R_t. */
  distance: number;
  /** Mean of R_s − R_t: above 0, the student finds people more alike. */
  bias: number;
}

/** Summary of relations; throws when there is none. */
export function relationFit(relations: Pick<Relation, 'teacher' | 'student'>[]): RelationFit {
  expect(relations.length > 0, 'There is no relation to summarise: pass at least one.');
  const differences = relations.map(({ teacher, student }) => student - teacher);
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  return { distance: Math.sqrt(mean(differences.map((difference) => difference ** 2))), bias: mean(differences) };
}

/** Share of the relations that differ by more than the slack q: the others have no gradient. */
export function shareBeyond(relations: Pick<Relation, 'teacher' | 'student'>[], slack: number): number {
  return relations.filter(({ teacher, student }) => Math.abs(student - teacher) > slack).length / relations.length;
}

/** What the relations still have to teach: the mean of max(0, |R_s − R_t| − q), which is MRD's loss. */
export function signalOf(relations: Pick<Relation, 'teacher' | 'student'>[], slack: number): number {
  const excess = relations.map(({ teacher, student }) => Math.max(0, Math.abs(student - teacher) - slack));
  return excess.reduce((sum, value) => sum + value, 0) / relations.length;
}

function dot(x: ArrayLike<number>, y: ArrayLike<number>): number {
  let sum = 0;
  for (let d = 0; d < x.length; d++) sum += x[d] * y[d];
  return sum;
}
