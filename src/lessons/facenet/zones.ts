import type { Faces } from '../../data/faces';
import type { Triplet } from '../../mining/triplets';

/** An anchor, its positive, and the pictures of other people around it, as the figure of triplet zones takes them. */
export interface AnchorZone {
  name: string;
  /** d² of the anchor to its positive and to each negative. */
  toPositive: number;
  toNegatives: number[];
  /** Which of the negatives was mined for this pair; undefined where none was. */
  chosen?: number;
}

/**
 * What lies around some anchors of a batch: for each the first other picture of its person as the positive, and all negatives.
 *
 * @param d2 [batch, batch], squared distances of unit vectors
 * @param anchors rows of the batch whose person has a second picture there
 * @param mined the triplets that a miner chose in the batch
 */
export function anchorZones(
  d2: number[][],
  { labels, names }: Pick<Faces, 'labels' | 'names'>,
  anchors: number[],
  mined: readonly Triplet[],
): AnchorZone[] {
  const rows = Array.from(labels.keys());
  return anchors.map((anchor) => {
    const positive = rows.find((row) => row !== anchor && labels[row] === labels[anchor])!;
    const negatives = rows.filter((row) => labels[row] !== labels[anchor]);
    const taken = mined.find(([a, p]) => a === anchor && p === positive);
    return {
      name: names[labels[anchor]],
      toPositive: d2[anchor][positive],
      toNegatives: negatives.map((row) => d2[anchor][row]),
      ...(taken === undefined ? {} : { chosen: negatives.indexOf(taken[2]) }),
    };
  });
}
