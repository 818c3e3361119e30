import { expect } from '../../base/errors';
import { selectFaces, type Faces } from '../../data/faces';

/** What a face may be called, whoever it is: by beard or hair, and whether it wears glasses. */
export const kindNames = [
  'beard',
  'long hair',
  'short hair',
  'beard and glasses',
  'long hair and glasses',
  'short hair and glasses',
];

/** What is known of a drawn picture, as far as its kind depends on it: see `attributesOf`. */
export type KindAttributes = Record<'beard' | 'hairLength' | 'glasses' | 'occluded', number>;

/**
 * The kind of a picture, an index into {@link kindNames}. A beard counts before hair, a moustache is one. Undefined for a picture
 * that is between two kinds (stubble, hair to the ears) or has something in front of the face, sunglasses included.
 */
export function kindOf({ beard, hairLength, glasses, occluded }: KindAttributes): number | undefined {
  const isBetween = (beard >= 0.15 && beard < 0.35) || (beard < 0.15 && hairLength >= 0.3 && hairLength < 0.45);
  if (occluded !== 0 || isBetween) return undefined;
  const look = beard >= 0.35 ? 0 : hairLength >= 0.45 ? 1 : 2;
  return glasses !== 0 ? look + 3 : look;
}

/**
 * The pictures of drawn people by kind instead of by person: labels and names are kinds, pictures of no kind are left out. The order
 * stays.
 *
 * @throws InputError for a kind without a picture
 */
export function facesByKind(faces: Faces): Faces {
  const { beard, hairLength, glasses, occluded } = faces.attributes;
  expect(
    [beard, hairLength, glasses, occluded].every((values) => values !== undefined),
    'The kinds of these faces are not known: give drawn people, whose attributes tell of beard, hair and glasses.',
  );
  const kinds = Array.from({ length: faces.count }, (_, row) =>
    kindOf({ beard: beard[row], hairLength: hairLength[row], glasses: glasses[row], occluded: occluded[row] }),
  );
  const missing = kindNames.filter((_, kind) => !kinds.includes(kind));
  expect(missing.length === 0, `There is no picture with ${missing[0]}: draw more people.`);
  const kept = Array.from(kinds.keys()).filter((row) => kinds[row] !== undefined);
  return { ...selectFaces(faces, kept), labels: Int32Array.from(kept, (row) => kinds[row]!), names: kindNames };
}

/** As {@link facesByKind}, with as many pictures of every kind as the rarest has, spread over all of its kind. */
export function balancedKinds(faces: Faces): Faces {
  const all = facesByKind(faces);
  const rows = kindNames.map((_, kind) => Array.from(all.labels.keys()).filter((row) => all.labels[row] === kind));
  const rarest = Math.min(...rows.map(({ length }) => length));
  const kept = rows
    .flatMap((own) => Array.from({ length: rarest }, (_, place) => own[Math.floor((place * own.length) / rarest)]))
    .sort((a, b) => a - b);
  return selectFaces(all, kept);
}
