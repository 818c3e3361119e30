import { Matrix, rowOf } from '../base/matrix';
import { classesOf } from './classes';

/** How tight classes are on the sphere and how far apart, in radians; see {@link angularStatistics}. */
export interface AngularStatistics {
  /** Mean angle between a picture's embedding and the mean direction of its class. */
  intraClass: number;
  /** Smallest angle between the mean directions of two classes. */
  interClass: number;
  /**
   * Smallest empty angle between two classes: the angle between their mean directions less the angles within which 95 % of
   * each class lie. Negative where classes overlap.
   */
  gap: number;
}

/**
 * Angles of embeddings on the unit sphere:
 *
 *     theta_i = arccos(z_i · mu_y),   z = x / |x|,   mu_y = (sum of z over class y) / |…|
 *
 * Margins are meant to change this picture: a small `intraClass`, a large `gap`. Embeddings [count, dim], labels
 * [count]; O(count · dim + classes² · dim). A zero vector counts as a right angle. Throws with fewer than two classes.
 */
export function angularStatistics(embeddings: Matrix, labels: ArrayLike<number>): AngularStatistics {
  const classes = classesOf(embeddings, labels, 'Angles');
  const means = classes.map((label) => {
    const sum = new Float64Array(embeddings.columns);
    for (let i = 0; i < embeddings.rows; i++) {
      if (labels[i] === label) unit(rowOf(embeddings, i)).forEach((value, d) => (sum[d] += value));
    }
    return unit(sum);
  });
  const angles = classes.map((label, position) => {
    const own: number[] = [];
    for (let i = 0; i < embeddings.rows; i++) {
      if (labels[i] === label) own.push(angle(unit(rowOf(embeddings, i)), means[position]));
    }
    return own.sort((a, b) => a - b);
  });
  const halfWidths = angles.map((own) => own[Math.ceil(0.95 * own.length) - 1]);
  let [interClass, gap] = [Infinity, Infinity];
  for (let a = 0; a < classes.length; a++) {
    for (let b = a + 1; b < classes.length; b++) {
      const between = angle(means[a], means[b]);
      interClass = Math.min(interClass, between);
      gap = Math.min(gap, between - halfWidths[a] - halfWidths[b]);
    }
  }
  const all = angles.flat();
  return { intraClass: all.reduce((sum, value) => sum + value, 0) / all.length, interClass, gap };
}

function unit(vector: ArrayLike<number>): Float64Array {
  const copy = Float64Array.from(vector);
  const length = Math.hypot(...copy);
  return length === 0 ? copy : copy.map((value) => value / length);
}

function angle(a: Float64Array, b: Float64Array): number {
  const cosine = a.reduce((sum, value, d) => sum + value * b[d], 0);
  return Math.acos(Math.min(1, Math.max(-1, cosine)));
}
