import { expect } from '../../base/errors';
import { rounded, type Figure, type Trace } from '../parts/figure';
import { textAbove } from '../parts/heading';
import { panelGrid } from '../parts/panels';
import { amountScale, axis, colours, page } from '../parts/theme';

/** For one axis the probability of each value, at several moments of a search. */
export interface PolicyAxis {
  label: string;
  values: readonly number[];
  /** `chances[moment][value]` */
  chances: number[][];
  /** The value that is known to be best, which gets a frame. */
  best?: number;
}

/**
 * What a controller came to believe: one panel per axis, its values from bottom to top, trials from left to right, the probability as
 * brightness, the best value framed where it is known. An axis that stays one colour does not matter, or the search was too short to see that it does.
 */
export function policyOverTrials(
  axes: PolicyAxis[],
  moments: number[],
  { title, note }: { title: string; note?: string },
): Figure {
  expect(axes.length > 0 && moments.length > 0, 'There is no policy to draw: give at least one axis and one moment.');
  for (const { label, values, chances } of axes) {
    expect(
      chances.length === moments.length && chances.every((row) => row.length === values.length),
      `${label} has the probabilities of ${chances.length} moments, expected ${moments.length} rows of ${values.length}.`,
    );
  }
  const columns = Math.min(4, axes.length);
  const rows = Math.ceil(axes.length / columns);
  const panels = panelGrid(axes.length, columns, { gapX: 0.06, gapY: rows > 1 ? 0.24 : 0 });
  const data = axes.map(({ label, values, chances }, index): Trace => ({
    type: 'heatmap',
    x: moments,
    y: values.map((_, position) => position),
    z: values.map((_, value) => rounded(chances.map((row) => row[value]))),
    zmin: 0,
    zmax: 1,
    colorscale: amountScale,
    showscale: index === 0,
    ...(index === 0 && { colorbar: { title: { text: 'probability' }, thickness: 12, tickformat: '.0%' } }),
    xaxis: panels[index].x,
    yaxis: panels[index].y,
    hovertemplate: `${label}, after %{x} trials: %{z:.0%}<extra></extra>`,
  }));
  const layoutAxes = panels.flatMap(({ xaxis, yaxis, x, y, xDomain, yDomain, row }, index) => [
    [xaxis, axis(row === rows - 1 ? 'trials' : '', { domain: xDomain, anchor: y, nticks: 4 })],
    [
      yaxis,
      axis('', {
        domain: yDomain,
        anchor: x,
        tickvals: axes[index].values.map((_, position) => position),
        ticktext: axes[index].values.map(String),
        showgrid: false,
      }),
    ],
  ]);
  const frames = axes.flatMap(({ values, best }, index) => {
    if (best === undefined) return [];
    const row = values.indexOf(best);
    return [
      {
        type: 'rect',
        xref: `${panels[index].x} domain`,
        yref: panels[index].y,
        x0: 0,
        x1: 1,
        y0: row - 0.5,
        y1: row + 0.5,
        line: { color: colours.different, width: 2 },
      },
    ];
  });
  return {
    data,
    layout: page(
      { title, note, width: 960, height: 150 + 190 * rows },
      {
        ...Object.fromEntries(layoutAxes),
        shapes: frames,
        annotations: axes.map(({ label }, index) => textAbove(panels[index], `<b>${label}</b>`)),
        margin: { l: 48, r: 24, t: note === undefined ? 84 : 108, b: 52 },
      },
    ),
  };
}
