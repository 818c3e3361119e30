import { expect } from '../base/errors';
import { seeded } from '../base/random';
import type { Faces } from './faces';

/** Faces of which some people are filed under two names. */
export interface SplitFaces {
  faces: Faces;
  /** [names], whose class each is: the position of the person among the names before. */
  personOf: Int32Array;
}

/**
 * Files ⌊share · people⌉ people, chosen at random, under two names each, as collections from the web do: every second of their pictures
 * gets the second name, which is the first with " (2)".
 *
 * @throws InputError for a share outside [0, 1], or a chosen person with one picture
 */
export function splitIdentities(faces: Faces, { share, seed }: { share: number; seed: number }): SplitFaces {
  expect(share >= 0 && share <= 1, `The share of people under two names must be from 0 to 1, but it is ${share}.`);
  const people = faces.names.length;
  const chosen = seeded(seed, 'split').shuffle(Array.from({ length: people }, (_, person) => person));
  const twice = chosen.slice(0, Math.round(share * people)).sort((a, b) => a - b);
  const second = new Map(twice.map((person, index) => [person, people + index]));
  const seen = new Map<number, number>();
  const labels = Int32Array.from(faces.labels, (person) => {
    const number = seen.get(person) ?? 0;
    seen.set(person, number + 1);
    return number % 2 === 1 ? (second.get(person) ?? person) : person;
  });
  for (const person of twice) {
    expect(
      (seen.get(person) ?? 0) >= 2,
      `${faces.names[person]} has fewer than two pictures, so two names cannot share them: load more of each.`,
    );
  }
  return {
    faces: { ...faces, labels, names: [...faces.names, ...twice.map((person) => `${faces.names[person]} (2)`)] },
    personOf: Int32Array.from([...Array(people).keys(), ...twice]),
  };
}
