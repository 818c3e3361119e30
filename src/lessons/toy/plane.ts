import type { Faces } from '../../data/faces';
import { rowOf, type Matrix } from '../../base/matrix';
import type { EuclideanSpread } from '../../evaluation/spread';
import type { TrainedPlane } from './centers';

/** A trained plane as the figures of the plane take it, with its spread in words below the name. */
export function planeRun(
  name: string,
  { features, weights, centers, spread }: Pick<TrainedPlane, 'features' | 'weights' | 'centers' | 'spread'>,
  { labels }: Pick<Faces, 'labels'>,
): { name: string; features: Matrix; labels: Int32Array; weights?: Matrix; centers?: Matrix; numbers: string } {
  return { name, features, labels, weights, centers, numbers: spreadInWords(spread) };
}

/** A spread in one line: `spread 3.10 · closest classes 12.00 apart · ratio 3.9`, in the features' own unit. */
export function spreadInWords({ intraClass, interClass, ratio }: EuclideanSpread): string {
  return `spread ${intraClass.toFixed(2)} · closest classes ${interClass.toFixed(2)} apart · ratio ${ratio.toFixed(1)}`;
}

/** A spread as a row of a table, with the share of pictures that the classifier names; NaN where there is none. */
export function spreadRow(
  loss: string,
  { spread, accuracy = NaN }: Pick<TrainedPlane, 'spread' | 'accuracy'>,
): { loss: string; spread: number; 'closest classes': number; ratio: number; accuracy: number } {
  return { loss, spread: spread.intraClass, 'closest classes': spread.interClass, ratio: spread.ratio, accuracy };
}

/**
 * The largest Euclidean distance between two features of one class, and the smallest between two of different classes: where the
 * first is larger, no threshold gets all pairs right. Looks at every pair, O(count²): for a few thousand features. Without a pair of one
 * class `widest` is 0, without a second class `nearestOther` is Infinity.
 *
 * @param features [count, dim]
 * @param labels [count]
 */
export function extremeDistances(
  features: Matrix,
  labels: ArrayLike<number>,
): { widest: number; nearestOther: number } {
  let [widest, nearestOther] = [0, Infinity];
  for (let i = 0; i < features.rows; i++) {
    for (let j = 0; j < i; j++) {
      const distance = distanceOf(rowOf(features, i), rowOf(features, j));
      if (labels[i] === labels[j]) widest = Math.max(widest, distance);
      else nearestOther = Math.min(nearestOther, distance);
    }
  }
  return { widest, nearestOther };
}

function distanceOf(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let squares = 0;
  for (let d = 0; d < a.length; d++) squares += (a[d] - b[d]) ** 2;
  return Math.sqrt(squares);
}
