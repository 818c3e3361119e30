import { expect } from '../../base/errors';
import type { Matrix } from '../../base/matrix';
import type { Point } from '../../data/align';
import { landmarksOf } from '../../data/celebrities/landmarks';
import { personOf, variationOf } from '../../data/celebrities/people';
import type { RenderOptions } from '../../data/celebrities/render';
import type { Faces } from '../../data/faces';

/** Which drawn people these are: what they were drawn with. */
type DrawnWith = Pick<RenderOptions, 'seed' | 'picturesEach' | 'size' | 'firstIdentity' | 'hardness'>;

/**
 * Where eyes, nose and corners of the mouth are in drawn pictures, in pixels: five points [x, y] each, with [0, 0] the middle of the
 * first pixel. Known from the drawing, also where a scarf or glasses cover them.
 *
 * @param world as the pictures were drawn
 * @param pictures their places in the faces that were drawn
 */
export function landmarksOfDrawn(
  { seed, picturesEach, size, firstIdentity = 0, hardness }: DrawnWith,
  pictures: ArrayLike<number>,
): Point[][] {
  return Array.from(pictures, (index) => {
    const number = firstIdentity + Math.floor(index / picturesEach);
    return landmarksOf(personOf(seed, number), variationOf(seed, number, index % picturesEach, hardness), size);
  });
}

/** Up to `most` faces with nothing in front of them (no scarf, hand or sunglasses), spread over all: their places in the faces. */
export function uncovered({ count, attributes }: Pick<Faces, 'count' | 'attributes'>, most: number): number[] {
  const bare = Array.from({ length: count }, (_, row) => row).filter((row) => attributes.occluded[row] === 0);
  const every = Math.max(1, Math.ceil(bare.length / most));
  return bare.filter((_, position) => position % every === 0);
}

/** The size of the picture, and how far around a landmark its feature reaches, both in pixels. */
export interface OnFeatures {
  size: number;
  radius: number;
}

/**
 * How well a map finds eyes, nose and mouth: how often a place on one of them has more attention than a place elsewhere, over all
 * pairs of the two; a tie counts half. 0.5 is chance, 1 perfect. It depends on the order of the values alone, so maps of
 * different strength can be compared.
 *
 * @param map [side · side], row after row, over the whole picture
 * @param landmarks [x, y] in pixels, as {@link landmarksOfDrawn} gives them
 * @throws InputError where no place of the map, or every place, lies within `radius` of a landmark
 */
export function attentionOnFeatures(map: ArrayLike<number>, landmarks: readonly Point[], around: OnFeatures): number {
  const isOn = placesOnFeatures(Math.sqrt(map.length), landmarks, around);
  const values = Array.from(map);
  const [on, off] = [true, false].map((wanted) => values.filter((_, place) => isOn[place] === wanted));
  expect(
    on.length > 0 && off.length > 0,
    `${on.length} of ${map.length} places lie within ${around.radius} pixels of a landmark: take a radius with places on both sides.`,
  );
  const wins = on.reduce((sum, a) => sum + off.reduce((won, b) => won + (a > b ? 1 : a === b ? 0.5 : 0), 0), 0);
  return wins / (on.length * off.length);
}

/** Which places of a map of side · side lie on a feature: their middle is at most `radius` from a landmark. */
export function placesOnFeatures(side: number, landmarks: readonly Point[], { size, radius }: OnFeatures): boolean[] {
  const step = size / side;
  const middle = (cell: number): number => (cell + 0.5) * step - 0.5;
  return Array.from({ length: side * side }, (_, place) => {
    const [x, y] = [middle(place % side), middle(Math.floor(place / side))];
    return landmarks.some(([u, v]) => Math.hypot(x - u, y - v) <= radius);
  });
}

/**
 * Pearson's correlation of two maps of one picture: 1 where they differ only in strength and offset, 0 for nothing in common. 0 for a
 * map that is the same everywhere.
 *
 * The cosine that A-SKD trains is near 1 for any two maps of positive numbers; without their means the maps must have the same form.
 */
export function mapCorrelation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(
    a.length === b.length && a.length > 0,
    `The maps have ${a.length} and ${b.length} places: pass as many of both.`,
  );
  const [x, y] = [centred(a), centred(b)];
  const dot = (u: number[], v: number[]): number => u.reduce((sum, value, place) => sum + value * v[place], 0);
  const lengths = Math.sqrt(dot(x, x) * dot(y, y));
  return lengths < 1e-12 ? 0 : dot(x, y) / lengths;
}

/**
 * What is special about each picture's map: every row less the mean of all rows. Faces are aligned, so most of a map is the same for all of
 * them, and two networks may agree on that without agreeing on any single face.
 */
export function withoutMeanMap({ values, rows, columns }: Matrix): Matrix {
  const mean = new Float64Array(columns);
  values.forEach((value, i) => (mean[i % columns] += value / rows));
  return { values: Float64Array.from(values, (value, i) => value - mean[i % columns]), rows, columns };
}

/** A mean and half the width of its 95 % interval. */
export interface MeanOfPeople {
  mean: number;
  half: number;
}

/**
 * The mean over people of their pictures' mean, ± 1.96 s / √people: pictures of one person are not independent, people are. For some tens of
 * people or more; `half` is NaN for a single one.
 */
export function overPeople(values: ArrayLike<number>, labels: ArrayLike<number>): MeanOfPeople {
  const ofPeople = new Map<number, number[]>();
  Array.from(values).forEach((value, row) => {
    ofPeople.set(labels[row], [...(ofPeople.get(labels[row]) ?? []), value]);
  });
  const average = (list: number[]): number => list.reduce((sum, value) => sum + value, 0) / list.length;
  const means = [...ofPeople.values()].map(average);
  const mean = average(means);
  const variance = means.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (means.length - 1);
  return { mean, half: 1.96 * Math.sqrt(variance / means.length) };
}

function centred(map: ArrayLike<number>): number[] {
  const values = Array.from(map);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}
