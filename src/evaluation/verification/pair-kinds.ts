import { InputError, expect } from '../../base/errors';

/*
 * Verification, 1:1: are these two pictures of one person? Everything here takes one similarity (or distance) per pair and
 * whether the pair is of one person; where the pairs come from is the business of `pairs`.
 * A pair is accepted when similarity >= threshold, or distance <= threshold.
 * Not handled: pairs that the detector failed on (leave them out and say how many), and weights.
 */

/** Whether each pair is of one person. */
export type Same = ArrayLike<boolean | number>;

/** The similarities of the pairs of one person and of the pairs of two. Throws when there are none of a kind. */
export function split(similarities: ArrayLike<number>, same: Same): { genuine: Float64Array; impostor: Float64Array } {
  const count = checkBothKinds(same);
  const genuine = new Float64Array(count);
  const impostor = new Float64Array(same.length - count);
  let g = 0;
  let f = 0;
  for (let i = 0; i < same.length; i++) {
    if (same[i]) genuine[g++] = similarities[i];
    else impostor[f++] = similarities[i];
  }
  return { genuine, impostor };
}

/** Counts the pairs of one person. Throws when there are none, or nothing else. */
export function checkBothKinds(same: Same): number {
  let count = 0;
  for (let i = 0; i < same.length; i++) if (same[i]) count++;
  expect(
    count > 0,
    'No pair is of one person: without genuine pairs there is no true-accept rate. Add pairs of one person.',
  );
  expect(
    count < same.length,
    'Every pair is of one person: without impostor pairs there is no false-accept rate. Add pairs of two people.',
  );
  return count;
}

export function checkPairs(values: ArrayLike<number>, same: Same, name: string): void {
  expect(values.length > 0, `There are no pairs: pass ${name} and same with one entry per pair.`);
  expect(
    same.length === values.length,
    `There are ${values.length} ${name} but ${same.length} entries in same: pass one of each per pair.`,
  );
  for (let i = 0; i < values.length; i++) {
    // x − x is 0 for finite numbers alone, and quicker than Number.isFinite on 100 million.
    if (values[i] - values[i] !== 0) {
      throw new InputError(
        `Pair ${i} has ${values[i]} in ${name}, but it must be a finite number: look at its embeddings.`,
      );
    }
  }
}

export function negated(distances: ArrayLike<number>): Float64Array {
  return Float64Array.from(distances, minus);
}

/** −x without the negative zero. */
export function minus(value: number): number {
  return 0 - value;
}
