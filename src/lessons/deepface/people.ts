import type { Watched } from '../../base/watched';
import { firstUnseen, renderedOnce } from '../../data/celebrities/rendered-once';
import { selectFaces, type Faces } from '../../data/faces';

/** How many people are drawn, and how many pictures of each; strangers and helpers have ten. */
export interface Crowd {
  people: number;
  each: number;
  others: number;
  size: number;
  seed: number;
}

/** Three groups of people without a person in common. */
export interface Crowds {
  /** Pictures of the people whose names are learnt, and two more of each that are kept back: does a classifier know people, or pictures? */
  training: Faces;
  newPictures: Faces;
  /** People to be told apart in the end. */
  strangers: Faces;
  /** People on whom a distance may be learnt. */
  helpers: Faces;
}

/** Draws the people of the lesson, or reads them back where they have been drawn before. */
export async function threeCrowds(
  { people, each, others, size, seed }: Crowd,
  { signal, onProgress }: Watched = {},
): Promise<Crowds> {
  const all = people * each + 20 * others;
  const drawn = (identities: number, picturesEach: number, firstIdentity: number, before: number): Promise<Faces> =>
    renderedOnce({
      ...{ identities, picturesEach, firstIdentity, size, seed, signal },
      onProgress: (done) => onProgress?.(before + done, all),
    });
  const known = await drawn(people, each, 0, 0);
  const strangers = await drawn(others, 10, firstUnseen, people * each);
  const helpers = await drawn(others, 10, 2 * firstUnseen, people * each + 10 * others);
  const rows = Array.from(known.labels.keys());
  return {
    training: selectFaces(
      known,
      rows.filter((row) => row % each >= 2),
    ),
    newPictures: selectFaces(
      known,
      rows.filter((row) => row % each < 2),
    ),
    strangers,
    helpers,
  };
}
