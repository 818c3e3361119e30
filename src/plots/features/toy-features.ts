import type { Figure } from '../parts/figure';
import { planeRuns, type ToyRun } from '../parts/plane-runs';

interface ToyFeatureOptions {
  title?: string;
  note?: string;
  /** Draw directions only: features and weights scaled to length 1. */
  onCircle?: boolean;
  /** Shade the sector within which 95 % of each class lie. */
  sectors?: boolean;
  names?: string[];
  columns?: number;
}

/**
 * Features as they are, one panel per run, coloured by class, with the direction of each class weight. Below each name:
 * the mean angle of a feature to its class direction, and the smallest empty angle between two classes.
 */
export function toyFeatures(runs: ToyRun | ToyRun[], options: ToyFeatureOptions = {}): Figure {
  const list = Array.isArray(runs) ? runs : [runs];
  return planeRuns(list, {
    title:
      options.onCircle === true ? 'The same features on the unit circle' : 'Features with two numbers, as they are',
    note: 'Lines from the origin are the directions of the class weights',
    columns: Math.min(list.length, 2),
    ...options,
  });
}
