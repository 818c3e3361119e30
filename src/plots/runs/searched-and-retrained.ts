import { expect } from '../../base/errors';
import { rounded, type Figure, type Trace } from '../parts/figure';
import { axis, colours, legendOnTop, page } from '../parts/theme';

/** A choice: the reward of the one trial that found it, and of several trainings of it later. */
export interface Retrained {
  name: string;
  /** None for what was not searched. */
  searched?: number;
  retrained: ArrayLike<number>;
}

/**
 * The winner's curse: a row per choice, hollow the reward that made it the best of many, full the mean of several trainings of the same
 * choice, small dots each of them. The best of many trials was lucky as well as good.
 */
export function searchedAndRetrained(rows: Retrained[], { title, note }: { title: string; note?: string }): Figure {
  expect(
    rows.length > 0 && rows.every(({ retrained }) => retrained.length > 0),
    'There is nothing to draw: give at least one choice that was trained again.',
  );
  const names = rows.map(({ name }) => name);
  const means = rows.map(
    ({ retrained }) => Array.from(retrained).reduce((sum, one) => sum + one, 0) / retrained.length,
  );
  const found = rows.filter(({ searched }) => searched !== undefined);
  const falls = rows.flatMap(({ name, searched }, row): Trace[] =>
    searched === undefined
      ? []
      : [
          {
            type: 'scatter',
            mode: 'lines',
            x: rounded([searched, means[row]]),
            y: [name, name],
            line: { color: colours.faint, width: 3 },
            showlegend: false,
            hoverinfo: 'skip',
          },
        ],
  );
  return {
    data: [
      ...falls,
      {
        type: 'scatter',
        mode: 'markers',
        name: 'each training',
        x: rounded(rows.flatMap(({ retrained }) => Array.from(retrained))),
        y: rows.flatMap(({ name, retrained }) => Array.from(retrained, () => name)),
        marker: { size: 6, color: colours.faint, line: { color: '#7d8590', width: 1 } },
        hovertemplate: '%{y}: %{x:.3f}<extra></extra>',
      },
      {
        type: 'scatter',
        mode: 'markers',
        name: 'in the search',
        x: rounded(found.map(({ searched }) => searched!)),
        y: found.map(({ name }) => name),
        marker: { size: 11, symbol: 'circle-open', color: colours.different, line: { width: 2.5 } },
        hovertemplate: '%{y}, in the search: %{x:.3f}<extra></extra>',
      },
      {
        type: 'scatter',
        mode: 'markers',
        name: 'mean of trainings',
        x: rounded(means),
        y: names,
        marker: { size: 11, symbol: 'diamond', color: colours.same },
        hovertemplate: '%{y}, mean: %{x:.3f}<extra></extra>',
      },
    ],
    layout: page(
      { title, note, height: 180 + 40 * rows.length },
      {
        xaxis: axis('reward'),
        yaxis: axis('', { autorange: 'reversed', automargin: true, type: 'category', categoryarray: names }),
        showlegend: true,
        legend: legendOnTop,
        margin: { l: 140, r: 24, t: note === undefined ? 84 : 108, b: 56 },
      },
    ),
  };
}
