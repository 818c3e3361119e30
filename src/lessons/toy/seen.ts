import type { Faces } from '../../data/faces';
import { unitRows, type Matrix } from '../../base/matrix';
import { angularStatistics } from '../../evaluation/angles';
import { shareNamedRightly } from '../../evaluation/classifier';
import type { ToySnapshot, ToyTraining } from './training';

/** The last snapshot of a run: the trained network. */
export function lastOf({ snapshots }: Pick<ToyTraining, 'snapshots'>): ToySnapshot {
  return snapshots[snapshots.length - 1];
}

/** A run with class weights as the figures of the plane take it. */
export function runOf(
  name: string,
  run: Pick<ToyTraining, 'snapshots'>,
  { labels }: Pick<Faces, 'labels'>,
): { name: string; features: Matrix; weights: Matrix; labels: Int32Array } {
  const { features, weights } = lastOf(run);
  return { name, features, weights: weights!, labels };
}

/** The same with the features of the pictures that were kept back, for runs that were given them as `fresh`. */
export function freshRunOf(
  name: string,
  run: Pick<ToyTraining, 'snapshots'>,
  fresh: Pick<Faces, 'labels'>,
): ReturnType<typeof runOf> {
  return { ...runOf(name, run, fresh), features: lastOf(run).fresh! };
}

/** The snapshots of a run as figures over training take them, each named by its step. */
export function momentsOf({
  snapshots,
}: Pick<ToyTraining, 'snapshots'>): { name: string; features: Matrix; weights?: Matrix; centers?: Matrix }[] {
  return snapshots.map(({ step, features, weights, centers }) => ({
    name: `step ${step}`,
    features,
    weights,
    centers,
  }));
}

/** The length of each class weight. */
export function lengthsOf({ values, rows }: Matrix): number[] {
  return Array.from({ length: rows }, (_, row) => Math.hypot(values[2 * row], values[2 * row + 1]));
}

/**
 * How a run does on pictures that were kept back: the smallest empty angle between two classes in radians, negative where classes
 * overlap, and the share of the pictures whose nearest class weight is their own. For runs with class weights that were given
 * `fresh` pictures.
 */
export function onFreshPictures(
  run: Pick<ToyTraining, 'snapshots'>,
  { labels }: Pick<Faces, 'labels'>,
): { gap: number; right: number } {
  const { fresh, weights } = lastOf(run);
  return {
    gap: angularStatistics(fresh!, labels).gap,
    right: shareNamedRightly(fresh!, labels, unitRows(weights!)),
  };
}

/** The same in a few words: `kept back: gap 21°, 99.5 % right`. */
export function freshInWords(run: Pick<ToyTraining, 'snapshots'>, fresh: Pick<Faces, 'labels'>): string {
  const { gap, right } = onFreshPictures(run, fresh);
  return `kept back: gap ${((gap * 180) / Math.PI).toFixed(0)}°, ${(100 * right).toFixed(1)} % right`;
}
