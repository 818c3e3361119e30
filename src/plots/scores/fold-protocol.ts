import { expect } from '../../base/errors';
import type { Figure, Trace } from '../parts/figure';
import { rounded } from '../parts/figure';
import { panelGrid } from '../parts/panels';
import { axis, colours, legendOnTop, page, tinted, translucent } from '../parts/theme';

/** What `tenFoldAccuracy` of `evaluation/verification/folds` says; one round per fold. */
export interface FoldRounds {
  thresholds: ArrayLike<number>;
  accuracies: ArrayLike<number>;
  mean: number;
}

/**
 * The protocol of LFW as a picture, one row per round. Left: on which folds the threshold is chosen, and which one is tested, with its
 * accuracy. Right: the threshold that the nine others chose; a protocol that works chooses nearly the same one ten times.
 */
export function foldProtocol(
  { thresholds, accuracies, mean }: FoldRounds,
  {
    title = 'Ten folds: chosen on nine, tested on the tenth',
    note: text = `Mean of the ten: ${(100 * mean).toFixed(1)} %`,
    score = 'threshold on the cosine similarity',
  }: { title?: string; note?: string; score?: string } = {},
): Figure {
  const rounds = accuracies.length;
  expect(
    rounds >= 2 && thresholds.length === rounds,
    `There are ${thresholds.length} thresholds for ${rounds} folds: pass what tenFoldAccuracy returns.`,
  );
  const [left, right] = panelGrid(2, 2, { gapX: 0.09 });
  const names = Array.from({ length: rounds }, (_, fold) => String(fold + 1));
  const cells = names.flatMap((_, round) => names.map((__, fold) => ({ round, fold })));
  const squares = (name: string, kept: typeof cells, colour: string, more: Record<string, unknown>): Trace => ({
    type: 'scatter',
    name,
    x: kept.map(({ fold }) => names[fold]),
    y: kept.map(({ round }) => names[round]),
    xaxis: left.x,
    yaxis: left.y,
    marker: { symbol: 'square', size: 26, color: colour },
    ...more,
  });
  return {
    data: [
      squares(
        'the threshold is chosen here',
        cells.filter(({ round, fold }) => round !== fold),
        tinted(colours.same, 0.25),
        { mode: 'markers', hoverinfo: 'skip' },
      ),
      squares(
        'tested here: accuracy in %',
        cells.filter(({ round, fold }) => round === fold),
        colours.different,
        {
          mode: 'markers+text',
          text: Array.from(accuracies, (accuracy) => (100 * accuracy).toFixed(accuracy === 1 ? 0 : 1)),
          textfont: { size: 9, color: '#ffffff' },
          hovertemplate: 'fold %{x}: %{text} %<extra></extra>',
        },
      ),
      {
        type: 'scatter',
        mode: 'markers',
        name: 'threshold',
        showlegend: false,
        x: rounded(Array.from(thresholds)),
        y: names,
        xaxis: right.x,
        yaxis: right.y,
        marker: { size: 11, color: colours.rule, line: { color: translucent('#ffffff', 1), width: 1 } },
        hovertemplate: 'round %{y}: %{x:.3f}<extra></extra>',
      },
    ],
    layout: page(
      { title, note: text, height: 170 + 32 * rounds },
      {
        [left.xaxis]: axis('fold', {
          domain: [0, 0.54],
          type: 'category',
          categoryarray: names,
          anchor: left.y,
          showgrid: false,
        }),
        [left.yaxis]: axis('round', {
          type: 'category',
          categoryarray: names,
          autorange: 'reversed',
          anchor: left.x,
          showgrid: false,
        }),
        [right.xaxis]: axis(score, { domain: [0.64, 1], anchor: right.y, range: around(thresholds) }),
        [right.yaxis]: axis('', {
          type: 'category',
          categoryarray: names,
          autorange: 'reversed',
          anchor: right.x,
          showticklabels: false,
        }),
        showlegend: true,
        legend: legendOnTop,
        margin: { l: 60, r: 24, t: 108, b: 56 },
      },
    ),
  };
}

/** The thresholds' range with room for at least ±0.1: tiny differences must not look like a scatter. */
function around(values: ArrayLike<number>): [number, number] {
  const list = Array.from(values);
  const middle = (Math.min(...list) + Math.max(...list)) / 2;
  const half = Math.max(0.1, (Math.max(...list) - Math.min(...list)) * 0.6);
  return [middle - half, middle + half];
}
