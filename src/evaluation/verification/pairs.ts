import { InputError, expect } from '../../base/errors';
import type { Matrix } from '../../base/matrix';
import { eachPair, pairsAmong } from '../../base/pair-rows';
import { seeded, type Random } from '../../base/random';
import { distinctIntegers, lastNotAbove } from '../../base/sampling';
import { checkCount, checkLabels, checkSameColumns } from '../../similarity/checks';
import { byLabel, cosine, directions } from '../../similarity/cosine';

/** Pairs of pictures: position p of each list belongs to pair p. */
export interface Pairs {
  /** [pairs], row number of the first picture. */
  first: Int32Array;
  /** [pairs], row number of the second picture. */
  second: Int32Array;
  /** [pairs], 1 when both are of one person, else 0. */
  same: Uint8Array;
}

/** Pairs dealt to folds, for `tenFoldAccuracy`. */
export interface FoldedPairs extends Pairs {
  /** [pairs], fold number 0 … folds − 1. */
  folds: Int32Array;
}

const mostPairs = 50_000_000;

/**
 * Every pair i < j of the labelled pictures: n (n − 1) / 2 pairs of 9 bytes.
 *
 * @param labels [n]
 * @throws InputError for fewer than two pictures, and above 50 million pairs: `pairStatistics` does those without holding them
 */
export function allPairs(labels: ArrayLike<number>): Pairs {
  checkLabels(labels, labels.length, 'labels');
  const n = labels.length;
  const count = pairsAmong(n);
  expect(n >= 2, `There ${n === 1 ? 'is 1 label' : 'are no labels'}, but a pair needs two pictures: pass more.`);
  expect(
    count <= mostPairs,
    `${n} pictures have ${count} pairs, more than the ${mostPairs} that are held in memory: use pairStatistics.`,
  );
  const pairs = emptyPairs(count);
  eachPair(n, (i, j, p) => {
    pairs.first[p] = i;
    pairs.second[p] = j;
    pairs.same[p] = labels[i] === labels[j] ? 1 : 0;
  });
  return pairs;
}

/**
 * Draws a verification protocol in the manner of LFW's View 2: the people are dealt to folds, so that no person is in two of
 * them, and every fold has as many pairs of one person as of two, drawn without repetition.
 * Use it when there are people enough; with few people see {@link balancedPairs}.
 *
 * @param labels [n]
 * @param options seed; folds (10); pairsPerKind: pairs of one person, and as many of two, in each fold; when it is left out,
 *   300 as in LFW, or as many as the poorest fold has
 * @throws InputError when there are too few people or pictures for so many folds or pairs
 */
export function lfwLikePairs(
  labels: ArrayLike<number>,
  { seed, folds = 10, pairsPerKind }: { seed: number; folds?: number; pairsPerKind?: number },
): FoldedPairs {
  checkLabels(labels, labels.length, 'labels');
  const random = seeded(seed, 'lfw-like pairs');
  const pictures = picturesByLabel(labels);
  const people = random.shuffle([...pictures.values()]);
  const several = people.filter((rows) => rows.length >= 2);
  const most = Math.min(several.length, Math.floor(people.length / 2));
  expect(
    most >= 2,
    `The labels name ${people.length} people, ${several.length} of them with two pictures or more: two folds without a person ` +
      'in common need at least 4 people, 2 of them with two pictures. Add people, or use balancedPairs.',
  );
  checkCount(
    folds,
    2,
    most,
    'folds',
    `each fold needs two people, one of them with two pictures; or use balancedPairs.`,
  );
  // Those with several pictures first, so that every fold gets one of them.
  const dealt: number[][] = Array.from({ length: folds }, () => []);
  [...several, ...people.filter((rows) => rows.length < 2)].forEach((rows, turn) => dealt[turn % folds].push(...rows));

  const pools = dealt.map((rows) => new PairPool(labels, rows));
  const available = Math.min(...pools.map((pool) => pool.available));
  const wanted = pairsPerKind ?? Math.min(300, available);
  checkCount(
    wanted,
    1,
    available,
    'pairsPerKind',
    'the poorest fold has no more; use fewer folds for more pairs in each.',
  );
  return joined(pools.map((pool) => pool.draw(random, wanted)));
}

/**
 * Draws as many pairs of one person as of two from all pictures, without repetition, and deals them to folds at random.
 * A person can be in several folds, so that a threshold is judged on people it was chosen on: more pairs from few people,
 * at the price of a little optimism. {@link lfwLikePairs} keeps the people apart.
 *
 * @param labels [n]
 * @param options seed; folds (10); pairsPerKind: pairs of one person, and as many of two, in each fold; when it is left out,
 *   300 as in LFW, or as many as there are
 * @throws InputError when there are too few pictures for so many pairs
 */
export function balancedPairs(
  labels: ArrayLike<number>,
  { seed, folds = 10, pairsPerKind }: { seed: number; folds?: number; pairsPerKind?: number },
): FoldedPairs {
  checkLabels(labels, labels.length, 'labels');
  const random = seeded(seed, 'balanced pairs');
  const pool = new PairPool(
    labels,
    Array.from(labels, (_, index) => index),
  );
  checkCount(folds, 2, Math.max(2, pool.available), 'folds', 'there are no more pairs of each kind to deal.');
  const available = Math.floor(pool.available / folds);
  const wanted = pairsPerKind ?? Math.min(300, available);
  checkCount(
    wanted,
    1,
    available,
    'pairsPerKind',
    `the labels give ${pool.available} pairs of the rarer kind for ${folds} folds; add pictures or use fewer folds.`,
  );
  // The pool draws in random order, genuine pairs first: each fold takes a slice of either half.
  const drawn = pool.draw(random, wanted * folds);
  const slices = Array.from({ length: folds }, (_, fold) => {
    const slice = (list: Int32Array): Int32Array =>
      Int32Array.from(
        { length: 2 * wanted },
        (_unused, k) => list[k < wanted ? fold * wanted + k : (folds - 1 + fold) * wanted + k],
      );
    return {
      first: slice(drawn.first),
      second: slice(drawn.second),
      same: Uint8Array.from(slice(Int32Array.from(drawn.same))),
    };
  });
  return joined(slices);
}

/**
 * The cosine of each pair, in float64: cos(x_first, x_second). A row of zeros has cosine 0 to everything.
 *
 * @param embeddings [n, dim], of any length
 * @throws InputError when an embedding is not finite or a pair names a row that is not there
 */
export function pairSimilarities(embeddings: Matrix, pairs: Pick<Pairs, 'first' | 'second'>): Float64Array {
  return crossSimilarities(embeddings, embeddings, pairs);
}

/** As {@link pairSimilarities}, with the first picture of each pair from one set and the second from another. */
export function crossSimilarities(
  firstSet: Matrix,
  secondSet: Matrix,
  pairs: Pick<Pairs, 'first' | 'second'>,
): Float64Array {
  const firsts = directions(firstSet, 'embeddings');
  const seconds = secondSet === firstSet ? firsts : directions(secondSet, 'the second embeddings');
  checkSameColumns(firstSet, 'embeddings', secondSet, 'the second embeddings');
  checkPairRows(pairs, firstSet.rows, secondSet.rows);
  return Float64Array.from(pairs.first, (row, p) => cosine(firsts, row, seconds, pairs.second[p]));
}

/** Throws unless both lists are of one length and name rows that exist. */
export function checkPairRows(
  { first, second }: Pick<Pairs, 'first' | 'second'>,
  firstRows: number,
  secondRows: number,
): void {
  expect(
    first.length === second.length,
    `The pairs have ${first.length} first and ${second.length} second pictures: pass as many of each.`,
  );
  for (let p = 0; p < first.length; p++) {
    if (!(first[p] >= 0 && first[p] < firstRows && second[p] >= 0 && second[p] < secondRows)) {
      throw new InputError(
        `Pair ${p} is (${first[p]}, ${second[p]}), but the embeddings have ${firstRows} and ${secondRows} rows: ` +
          'embed the pictures that the pairs were drawn from.',
      );
    }
  }
}

/**
 * All pairs within some pictures, numbered without being listed. With the pictures sorted by person, the partners of the
 * picture at position i for a pair of one person are the rest of its run, i + 1 … end(i) − 1, and for a pair of two people
 * everything after it, end(i) … n − 1: counts add up, and a number is found again by bisection.
 */
class PairPool {
  private readonly rows: number[];
  private readonly ends: number[];
  private readonly samesBefore: number[] = [0];
  private readonly differentsBefore: number[] = [0];

  constructor(labels: ArrayLike<number>, rows: number[]) {
    this.rows = Array.from(byLabel(rows.map((row) => labels[row])), (position) => rows[position]);
    const n = rows.length;
    this.ends = new Array<number>(n);
    for (let i = n - 1; i >= 0; i--) {
      this.ends[i] = i + 1 < n && labels[this.rows[i]] === labels[this.rows[i + 1]] ? this.ends[i + 1] : i + 1;
    }
    for (let i = 0; i < n; i++) {
      this.samesBefore.push(this.samesBefore[i] + this.ends[i] - i - 1);
      this.differentsBefore.push(this.differentsBefore[i] + n - this.ends[i]);
    }
  }

  /** How many pairs of each kind can be drawn. */
  get available(): number {
    return Math.min(this.samesBefore[this.rows.length], this.differentsBefore[this.rows.length]);
  }

  /** `count` pairs of one person, then as many of two, each in random order and without repetition. */
  draw(random: Random, count: number): Pairs {
    const pairs = emptyPairs(2 * count);
    const distinct = (total: number): number[] => random.shuffle(distinctIntegers(count, total, random));
    const put = (at: number, before: number[], number: number, start: (i: number) => number, same: number): void => {
      const i = lastNotAbove(before, number);
      pairs.first[at] = this.rows[i];
      pairs.second[at] = this.rows[start(i) + number - before[i]];
      pairs.same[at] = same;
    };
    distinct(this.samesBefore[this.rows.length]).forEach((number, at) =>
      put(at, this.samesBefore, number, (i) => i + 1, 1),
    );
    distinct(this.differentsBefore[this.rows.length]).forEach((number, at) =>
      put(count + at, this.differentsBefore, number, (i) => this.ends[i], 0),
    );
    return pairs;
  }
}

function picturesByLabel(labels: ArrayLike<number>): Map<number, number[]> {
  const pictures = new Map<number, number[]>();
  for (const row of byLabel(labels)) {
    const rows = pictures.get(labels[row]);
    if (rows === undefined) pictures.set(labels[row], [row]);
    else rows.push(row);
  }
  return pictures;
}

function emptyPairs(count: number): Pairs {
  return { first: new Int32Array(count), second: new Int32Array(count), same: new Uint8Array(count) };
}

/** One list of pairs from those of the folds, numbered in order. */
function joined(perFold: Pairs[]): FoldedPairs {
  const count = perFold.reduce((total, { first }) => total + first.length, 0);
  const all = { ...emptyPairs(count), folds: new Int32Array(count) };
  let at = 0;
  perFold.forEach(({ first, second, same }, fold) => {
    all.first.set(first, at);
    all.second.set(second, at);
    all.same.set(same, at);
    all.folds.fill(fold, at, at + first.length);
    at += first.length;
  });
  return all;
}
