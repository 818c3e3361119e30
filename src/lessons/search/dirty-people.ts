import { renderedOnce } from '../../data/celebrities/rendered-once';
import type { RenderOptions } from '../../data/celebrities/render';
import type { Faces } from '../../data/faces';
import { addOutliers, flipLabels } from '../../data/label-noise';
import { splitIdentities } from '../../data/split-identities';

/** A training set as the web gives it. */
export interface DirtySettings {
  people: RenderOptions;
  /** Strangers whose pictures are filed under the people's names. */
  outsiders: RenderOptions;
  /** The share of people under two names. */
  split: number;
  /** The share of pictures under the name of somebody else who is there. */
  flipped: number;
  /** The share of pictures of strangers. */
  strange: number;
  seed: number;
}

/** Faces with dirty labels, and what is right. */
export interface DirtyFaces {
  faces: Faces;
  /** [count], who is in the picture; −1 for a stranger. */
  persons: Int32Array;
  /** [names], whose class each is. */
  personOf: Int32Array;
}

/** People under two names, flipped labels and strangers, in this order. Throws as the functions for each of them do. */
export async function dirtyPeople(
  { people, outsiders, split, flipped, strange, seed }: DirtySettings,
  { signal }: { signal?: AbortSignal } = {},
): Promise<DirtyFaces> {
  const clean = await renderedOnce({ ...people, signal });
  const strangers = await renderedOnce({ ...outsiders, signal });
  const { faces, personOf } = splitIdentities(clean, { share: split, seed });
  const noisy = flipLabels(faces, { ratio: flipped / (1 - strange), seed });
  const { faces: dirty, truth } = addOutliers(noisy.faces, strangers, { ratio: strange, seed, truth: noisy.truth });
  return { faces: dirty, persons: truth.map((label) => (label < 0 ? -1 : personOf[label])), personOf };
}
