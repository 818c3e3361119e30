import { expect } from '../../base/errors';
import { Figure, rounded } from '../parts/figure';
import { axis, colours, legendOnTop, page } from '../parts/theme';

/** How much the groups say about each attribute, in bits, beside what chance alone would give. */
export function groupInformationBars(
  rows: { attribute: string; bits: number; chance: number; highestChance: number }[],
  { title = 'What do the groups know?', note }: { title?: string; note?: string } = {},
): Figure {
  expect(rows.length > 0, 'There is no attribute to show: give at least one.');
  const names = rows.map(({ attribute }) => attribute);
  return {
    data: [
      {
        type: 'bar',
        orientation: 'h',
        name: 'group and attribute',
        y: names,
        x: rounded(rows.map(({ bits }) => bits)),
        marker: { color: colours.same },
        hovertemplate: '%{y}: %{x:.3f} bits<extra></extra>',
      },
      {
        type: 'scatter',
        mode: 'markers',
        name: 'groups of other people (tick: highest of the deals)',
        y: names,
        x: rounded(rows.map(({ chance }) => chance)),
        error_x: {
          type: 'data',
          symmetric: false,
          array: rounded(rows.map(({ chance, highestChance }) => highestChance - chance)),
          arrayminus: rows.map(() => 0),
          color: colours.different,
          thickness: 1.5,
          width: 5,
        },
        marker: { color: colours.different, size: 9, symbol: 'diamond' },
        hovertemplate: '%{y}, other people’s groups: %{x:.3f} bits<extra></extra>',
      },
    ],
    layout: page(
      { title, note, height: 150 + 26 * rows.length },
      {
        xaxis: axis('mutual information, bits', { rangemode: 'tozero' }),
        yaxis: axis('', { autorange: 'reversed', automargin: true, type: 'category', categoryarray: names }),
        showlegend: true,
        legend: legendOnTop,
        margin: { l: 110, r: 24, t: note === undefined ? 84 : 108, b: 56 },
      },
    ),
  };
}
