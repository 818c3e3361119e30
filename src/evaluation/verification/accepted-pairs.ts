import type { Matrix } from '../../base/matrix';
import { checkLabels, checkThreshold } from '../../similarity/checks';
import { cosine, directions } from '../../similarity/cosine';

/**
 * How many pairs of pictures of each person are accepted at a threshold:
 *
 *     accepted_p = #{ i < j, y_i = y_j = p : cos(x_i, x_j) >= threshold }
 *
 * The sum over people, divided by all pairs of one person, is the true-accept rate; the single numbers say how much it hangs on
 * a few people. Cosines are float64, O(pictures · pictures per person · dim).
 *
 * @param embeddings x [n, dim], of any length
 * @param labels y [n]
 * @param threshold in cosine, −1 … 1; Infinity accepts nothing
 * @returns [people], in the order in which they first appear; 0 for a person with one picture
 * @throws InputError for empty or not finite embeddings and for labels of another length
 */
export function acceptedPairsByPerson(embeddings: Matrix, labels: ArrayLike<number>, threshold: number): number[] {
  const rows = directions(embeddings, 'embeddings');
  checkLabels(labels, embeddings.rows, 'labels');
  checkThreshold(threshold, 'threshold');
  const picturesOf = new Map<number, number[]>();
  for (let i = 0; i < labels.length; i++) picturesOf.set(labels[i], [...(picturesOf.get(labels[i]) ?? []), i]);
  return [...picturesOf.values()].map((own) => {
    let accepted = 0;
    own.forEach((i, position) => {
      for (const j of own.slice(position + 1)) if (cosine(rows, i, rows, j) >= threshold) accepted++;
    });
    return accepted;
  });
}
