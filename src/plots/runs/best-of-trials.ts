import { expect } from '../../base/errors';
import { rounded, type Figure, type Trace } from '../parts/figure';
import { axis, colours, horizontalRule, identityColour, identitySymbol, legendOnTop, line, page } from '../parts/theme';

/** A search: `expected[k − 1]` is what the best of k of its trials may be expected to reach, see `expectedBest`. */
export interface BestOfTrials {
  name: string;
  expected: ArrayLike<number>;
}

/**
 * What a search may be expected to have found after so many trials: a line for each, its end marked, dashed what a hand would pick. The
 * axis of the trials is logarithmic: twice as many trials are one step to the right wherever one stands.
 */
export function bestOfTrials(
  searches: BestOfTrials[],
  { baseline, title, note }: { baseline: number; title: string; note?: string },
): Figure {
  expect(
    searches.length > 0 && searches.every(({ expected }) => expected.length > 0),
    'There is no search to draw: give at least one with one trial.',
  );
  const data = searches.flatMap(({ name, expected }, index): Trace[] => {
    const trials = Array.from(expected, (_, k) => k + 1);
    const last = trials.length;
    const colour = identityColour(index);
    return [
      line(name, trials, rounded(expected), colour, {
        legendgroup: name,
        showlegend: false,
        line: { color: colour, width: 2.5 },
        hovertemplate: `${name}, best of %{x}: %{y:.3f}<extra></extra>`,
      }),
      {
        type: 'scatter',
        mode: 'markers',
        name,
        legendgroup: name,
        x: [last],
        y: rounded([expected[last - 1]]),
        marker: { symbol: identitySymbol(index), size: 10, color: colour },
        hovertemplate: `${name}, best of all ${last}: %{y:.3f}<extra></extra>`,
      },
    ];
  });
  const longest = Math.max(...searches.map(({ expected }) => expected.length));
  const ticks = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].filter((tick) => tick <= longest);
  return {
    data,
    layout: page(
      { title, note, width: 760, height: 440 },
      {
        xaxis: axis('trials', {
          type: 'log',
          tickvals: ticks,
          ticktext: ticks.map(String),
          range: [-0.04, Math.log10(longest) + 0.06],
        }),
        yaxis: axis('reward of the best of them'),
        shapes: [horizontalRule(baseline, { colour: colours.rule })],
        showlegend: true,
        legend: legendOnTop,
        margin: { l: 68, r: 24, t: note === undefined ? 100 : 124, b: 56 },
      },
    ),
  };
}
