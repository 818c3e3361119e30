import { tensorOf } from '../../base/host';
import { takeRows, type Matrix } from '../../base/matrix';
import { tripletFractions } from '../../mining/triplets';

/**
 * Share of the triplets among some pictures that violate the margin: those that a triplet loss can still learn from.
 *
 * @param embeddings x [count, dim], normalised here
 * @param labels [count]
 * @param options rows: the pictures, of at least two people with two each for there to be a triplet; margin: a squared distance of
 *   unit vectors, 0 … 4
 * @returns from 0 to 1; 0 when there is no triplet
 */
export async function tripletsLeft(
  embeddings: Matrix,
  labels: ArrayLike<number>,
  { rows, margin }: { rows: ArrayLike<number>; margin: number },
): Promise<number> {
  const chosen = Array.from(rows);
  const x = tensorOf(takeRows(embeddings, chosen));
  try {
    const { hard, semiHard } = await tripletFractions(
      x,
      chosen.map((row) => labels[row]),
      { margin },
    );
    return hard + semiHard;
  } finally {
    x.dispose();
  }
}
