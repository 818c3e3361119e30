import { Matrix, takeRows } from '../base/matrix';
import { cmc } from '../evaluation/identification/ranks';
import { openSetRates } from '../evaluation/identification/open-set';
import { lfwLikePairs, pairSimilarities } from '../evaluation/verification/pairs';
import { pairStatistics, rocOfHistogram } from '../evaluation/verification/pair-statistics';
import { tenFoldAccuracy } from '../evaluation/verification/folds';

/** How well people who were never trained on are told apart. */
export interface VerificationResult {
  /** LFW's protocol: 10 folds, people kept apart. */
  accuracy: number;
  /** Over all pairs, as what follows. */
  equalErrorRate: number;
  dPrime: number;
  /** True accept rate at each of {@link rocRates}. */
  roc: number[];
  /** Share of probes whose nearest gallery picture, one per person, is of their own person. */
  rank1: number;
  /** Share of probes whose person is among the first k = 1 … 20 of the gallery, which has one picture per person. */
  cmc: number[];
  /** Half of the people enrolled: share named rightly at each of {@link openRates}. */
  tpir: number[];
}

/** The false accept rates of `VerificationResult.roc`: 10^−4 to 1, ten per decade. */
export const rocRates = Array.from({ length: 41 }, (_, index) => 10 ** (-4 + index / 10));

/** The false-positive identification rates of `VerificationResult.tpir`. */
export const openRates = [0.01, 0.03, 0.1, 0.3];

/** Every figure of {@link VerificationResult} from embeddings [count, dim] of 20 people or more with equally many pictures. */
export async function verify(embeddings: Matrix, labels: Int32Array): Promise<VerificationResult> {
  const pairs = lfwLikePairs(labels, { seed: 1 });
  const { tarAtFar, histogram, dPrime } = await pairStatistics(embeddings, labels, { fars: rocRates });
  const { enrolled, probes, known, strangers } = rolesOf(labels);
  const rowsAndLabels = (rows: number[]): [Matrix, Int32Array] => [
    takeRows(embeddings, rows),
    Int32Array.from(rows, (row) => labels[row]),
  ];
  const closed = await cmc(...rowsAndLabels(probes), ...rowsAndLabels(enrolled));
  const gallery = rowsAndLabels(enrolled.filter((row) => known.has(labels[row])));
  const mated = rowsAndLabels(probes.filter((row) => known.has(labels[row])));
  const open = await openSetRates(...mated, takeRows(embeddings, strangers), ...gallery, openRates);
  return {
    accuracy: tenFoldAccuracy(pairSimilarities(embeddings, pairs), pairs.same, pairs.folds).mean,
    equalErrorRate: rocOfHistogram(histogram).eer,
    dPrime,
    roc: tarAtFar.map(({ tar }) => tar),
    rank1: closed.rank1,
    cmc: Array.from(closed.cmc.subarray(0, 20)),
    tpir: open.rows.map(({ tpir }) => tpir),
  };
}

/** The part that each picture plays in identification, as row numbers; see {@link rolesOf}. */
export interface Roles {
  /** The first picture of each person: the gallery. */
  enrolled: number[];
  /** All other pictures. */
  probes: number[];
  /** The people who are enrolled in an open set: the first half. */
  known: Set<number>;
  /** All pictures of the other half, who are in no gallery. */
  strangers: number[];
}

/** Deals the pictures of labelled people to gallery and probes, and the people to known and strangers. */
export function rolesOf(labels: ArrayLike<number>): Roles {
  const list = Array.from(labels);
  const people = [...new Set(list)];
  const known = new Set(people.slice(0, people.length / 2));
  const rows = list.map((_, row) => row);
  const isFirst = list.map((label, row) => list.indexOf(label) === row);
  return {
    enrolled: rows.filter((row) => isFirst[row]),
    probes: rows.filter((row) => isFirst[row] === false),
    known,
    strangers: rows.filter((row) => known.has(list[row]) === false),
  };
}
