import type { Matrix } from '../base/matrix';
import type { Faces } from '../data/faces';
import { verify } from '../experiments/verify';
import { pairDistances } from '../lessons/deepid2/pair-distances';
import type { ScorePanel } from '../plots/scores/score-panels';
import { percent } from './numbers';

/** Columns of a table on how well strangers are told apart. */
export interface ToldApart {
  'verification accuracy': number;
  'equal error rate': number;
  'rank 1': number;
}

/**
 * How well strangers are told apart, as columns of a table; see `verify`, which says how each is measured.
 *
 * @param embeddings [count, dim], of any length
 * @param strangers 20 people or more with equally many pictures
 */
export async function toldApart(embeddings: Matrix, { labels }: Pick<Faces, 'labels'>): Promise<ToldApart> {
  const { accuracy, equalErrorRate, rank1 } = await verify(embeddings, labels);
  return { 'verification accuracy': accuracy, 'equal error rate': equalErrorRate, 'rank 1': rank1 };
}

/**
 * Distances of strangers after a training: a panel of `scorePanels`, and a row of a table that starts with the training's name.
 * Arguments as in {@link toldApart}.
 */
export async function strangersApart(
  training: string,
  embeddings: Matrix,
  strangers: Pick<Faces, 'labels'>,
): Promise<{ panel: ScorePanel; row: Record<string, string | number> }> {
  const { same, different, separation } = pairDistances(embeddings, strangers.labels);
  const columns = await toldApart(embeddings, strangers);
  const [one, two] = [separation.sameMean, separation.differentMean];
  const numbers =
    `pictures of one person ${one.toFixed(2)} apart, of two ${two.toFixed(2)}; ` +
    `equal error rate ${percent(columns['equal error rate'])}`;
  return {
    panel: { name: training, score: 'distance d', same, different, numbers },
    row: {
      training,
      'd, same person': one,
      'd, different people': two,
      'd′': separation.dPrime,
      ...columns,
    },
  };
}
