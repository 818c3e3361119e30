import { breathe, type Watched } from '../../base/watched';
import { cosine, type Directions } from '../../similarity/cosine';
import { cellSize, groupSize, member, type Maxima, type Screen } from './screen';
import { enter, lastOf, type Neighbours } from './top-k';

/*
 * Which groups of gallery rows may still change the answer. What the engine says of a group promises that one of its rows is at least
 * so similar; as many promises as neighbours are asked for exclude every group that cannot keep up. Only at the end, when most are
 * excluded, are the rows of what is left compared in float64.
 */

/** A group of gallery rows that may hold a neighbour of a probe. */
export interface Candidate {
  probe: number;
  /** The rows are row, row + step, …, as many as a group has. */
  row: number;
  step: number;
  /** No row of the group has a larger cosine. */
  most: number;
}

/** A tile of probes while the gallery passes by. */
export interface Contest {
  nearest: Neighbours;
  /** The probes first … first + width − 1. */
  first: number;
  width: number;
  /** [width, topK], descending: so many different rows have at least these cosines. */
  promises: Float64Array;
  candidates: Candidate[];
}

/** So many decisions take a few milliseconds. */
const pause = 4_096;

/** A contest in which nothing is known yet. */
export function contestOf(nearest: Neighbours, first: number, width: number): Contest {
  return { nearest, first, width, promises: new Float64Array(width * nearest.topK).fill(-Infinity), candidates: [] };
}

/** The cosine that the last of the topK has at least, by what is promised or by what was decided. */
function certain({ nearest, first, promises }: Contest, p: number): number {
  return Math.max(promises[(p + 1) * nearest.topK - 1], lastOf(nearest, first + p));
}

/**
 * The groups of a tile of the gallery that may change the topK, and their promises added to the contest.
 *
 * @param start the tile's first row in the gallery
 */
export function closeGroups(
  contest: Contest,
  { groups, step, best, cells, cellStep, bestOfCells }: Maxima,
  { least, most, needed }: Screen,
  start: number,
): Candidate[] {
  const { nearest, first, width, promises } = contest;
  const { topK } = nearest;
  const bounds = Float64Array.from({ length: width }, (_, p) => needed(certain(contest, p)));
  const found: Candidate[] = [];
  const look = (group: number, p: number): void => {
    const maximum = best(group * width + p);
    if (maximum < bounds[p]) return;
    found.push({ probe: first + p, row: start + member(group, 0, step, groupSize), step, most: most(maximum) });
    bounds[p] = Math.max(bounds[p], needed(promise(promises, p * topK, topK, least(maximum))));
  };
  for (let cell = 0; cell < cells; cell++) {
    for (let p = 0, place = cell * width; p < width; p++, place++) {
      if (bestOfCells[place] < bounds[p]) continue;
      for (let which = 0; which < cellSize; which++) look(member(cell, which, cellStep, cellSize), p);
    }
  }
  if (cells === 0) for (let group = 0; group < groups; group++) for (let p = 0; p < width; p++) look(group, p);
  return stillOpen(contest, found);
}

/** The candidates that the promises have not excluded. */
export function stillOpen(contest: Contest, candidates: Candidate[]): Candidate[] {
  return candidates.filter(({ probe, most }) => most >= certain(contest, probe - contest.first));
}

/** Puts a value among the `count` largest, descending from `first` on; returns the last of them. */
function promise(largest: Float64Array, first: number, count: number, value: number): number {
  let slot = first + count - 1;
  if (value <= largest[slot]) return largest[slot];
  for (; slot > first && value > largest[slot - 1]; slot--) largest[slot] = largest[slot - 1];
  largest[slot] = value;
  return largest[first + count - 1];
}

/** Compares the rows of all candidates in float64 and leaves none. */
export async function decide(contest: Contest, from: Directions, to: Directions, { signal }: Watched): Promise<void> {
  const { nearest } = contest;
  // The most similar first: what they turn out to be excludes most of the others.
  const open = stillOpen(contest, contest.candidates).sort((a, b) => b.most - a.most);
  contest.candidates = [];
  for (const [index, { probe, row, step, most }] of open.entries()) {
    if (index % pause === pause - 1) {
      signal?.throwIfAborted();
      await breathe();
    }
    if (most < lastOf(nearest, probe)) continue;
    for (let which = 0; which < groupSize; which++) {
      enter(nearest, probe, row + which * step, cosine(from, probe, to, row + which * step));
    }
  }
}
