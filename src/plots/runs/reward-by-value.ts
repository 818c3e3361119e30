import { expect } from '../../base/errors';
import type { ChosenTrial } from '../parts/chosen-trial';
import { rounded, type Figure, type Trace } from '../parts/figure';
import { textAbove } from '../parts/heading';
import { panelGrid } from '../parts/panels';
import { axis, colours, page, translucent } from '../parts/theme';

/**
 * What each value of each axis is worth, whatever was chosen on the others: a panel per axis, above each of its values the rewards of the
 * trials that chose it, as a box from quartile to quartile with the median as its line, and every trial a dot beside it.
 */
export function rewardByValue(
  trials: ChosenTrial[],
  /** For each axis its name in the figure and the values that it has. */
  axes: { axis: string; label: string; values: readonly number[] }[],
  { title, note, baseline }: { title: string; note?: string; /** A reward to compare with. */ baseline?: number },
): Figure {
  expect(trials.length > 0 && axes.length > 0, 'There is no trial to draw: give at least one trial and one axis.');
  const columns = Math.min(4, axes.length);
  const rows = Math.ceil(axes.length / columns);
  const panels = panelGrid(axes.length, columns, { gapX: 0.03, gapY: rows > 1 ? 0.24 : 0 });
  const data = axes.map(({ axis: name, label }, index): Trace => ({
    type: 'box',
    // As words, so that values stand at equal distances.
    x: trials.map(({ choice }) => String(choice[name])),
    y: rounded(trials.map(({ reward }) => reward)),
    boxpoints: 'all',
    jitter: 0.5,
    pointpos: 0,
    marker: { size: 3, color: translucent(colours.rule, 0.45) },
    line: { color: colours.same, width: 1.5 },
    fillcolor: translucent(colours.same, 0.25),
    xaxis: panels[index].x,
    yaxis: panels[index].y,
    hovertemplate: `${label} = %{x}: %{y:.3f}<extra></extra>`,
    showlegend: false,
    name: label,
  }));
  const layoutAxes = panels.flatMap(({ xaxis, yaxis, x, y, xDomain, yDomain, column }, index) => [
    [
      xaxis,
      axis('', {
        domain: xDomain,
        anchor: y,
        type: 'category',
        categoryorder: 'array',
        categoryarray: axes[index].values.map(String),
        range: [-0.5, axes[index].values.length - 0.5],
        showgrid: false,
      }),
    ],
    [
      yaxis,
      axis(column === 0 ? 'reward' : '', {
        domain: yDomain,
        anchor: x,
        rangemode: 'tozero',
        matches: index === 0 ? undefined : panels[0].y,
        showticklabels: column === 0,
      }),
    ],
  ]);
  return {
    data,
    layout: page(
      { title, note, width: 1000, height: 150 + 210 * rows },
      {
        ...Object.fromEntries(layoutAxes),
        annotations: axes.map(({ label }, index) => textAbove(panels[index], `<b>${label}</b>`)),
        shapes: panels.flatMap(({ x, y }) =>
          baseline === undefined
            ? []
            : [
                {
                  type: 'line',
                  xref: `${x} domain`,
                  yref: y,
                  x0: 0,
                  x1: 1,
                  y0: baseline,
                  y1: baseline,
                  line: { color: colours.rule, width: 1.5, dash: 'dash' },
                },
              ],
        ),
        margin: { l: 60, r: 24, t: note === undefined ? 84 : 108, b: 44 },
      },
    ),
  };
}
