import { expect } from '../../base/errors';
import type { Figure, Trace } from '../parts/figure';
import { rounded } from '../parts/figure';
import { binCenters, binsFor, shares } from '../parts/histogram';
import { axis, colours, legendOnTop, note, page, percent, translucent, verticalRule } from '../parts/theme';

interface ScoreDistributionOptions {
  threshold?: number;
  /** `larger` for similarities (accept at or above the threshold), `smaller` for distances. */
  closer?: 'larger' | 'smaller';
  score?: string;
  title?: string;
}

/**
 * Scores of pairs of the same person and of different people. Where they overlap no threshold is right; the line
 * below the title says what this threshold costs on either side.
 */
export function scoreDistributions(
  same: ArrayLike<number>,
  different: ArrayLike<number>,
  {
    threshold,
    closer = 'larger',
    score = closer === 'larger' ? 'cosine similarity' : 'cosine distance',
    title = 'Same person or not?',
  }: ScoreDistributionOptions = {},
): Figure {
  expect(same.length > 0 && different.length > 0, 'Score distributions need at least one same and one different pair.');
  const bins = binsFor([same, different], 70);
  const centers = rounded(binCenters(bins));
  const area = (name: string, values: ArrayLike<number>, colour: string): Trace => ({
    type: 'scatter',
    mode: 'lines',
    name: `${name} (${values.length.toLocaleString('en')} pairs)`,
    x: centers,
    y: rounded(shares(values, bins), 5),
    line: { color: colour, width: 2, shape: 'hvh' },
    fill: 'tozeroy',
    fillcolor: translucent(colour, 0.3),
    hovertemplate: `%{y:.1%} of the pairs near %{x:.2f}<extra>${name}</extra>`,
  });
  const accepts = (values: ArrayLike<number>): number =>
    Array.from(values).filter((value) => (closer === 'larger' ? value >= threshold! : value <= threshold!)).length /
    values.length;
  return {
    data: [area('different people', different, colours.different), area('same person', same, colours.same)],
    layout: page(
      {
        title,
        note:
          threshold === undefined
            ? undefined
            : `The threshold lets in ${percent(accepts(same))} of the same and ${percent(accepts(different))} of the different pairs`,
      },
      {
        xaxis: axis(score),
        yaxis: axis('share of pairs', { tickformat: '.0%', rangemode: 'tozero' }),
        shapes: threshold === undefined ? [] : [verticalRule(threshold)],
        annotations:
          threshold === undefined
            ? []
            : [
                note(`threshold ${threshold.toFixed(2)}`, {
                  x: threshold,
                  y: 1,
                  yref: 'paper',
                  xanchor: closer === 'larger' ? 'left' : 'right',
                  yanchor: 'top',
                  xshift: closer === 'larger' ? 4 : -4,
                }),
              ],
        showlegend: true,
        legend: legendOnTop,
        margin: { l: 64, r: 24, t: 104, b: 56 },
      },
    ),
  };
}
