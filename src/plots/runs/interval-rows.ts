import { expect } from '../../base/errors';
import { rounded, type Figure, type Trace } from '../parts/figure';
import { heading } from '../parts/heading';
import { panelGrid } from '../parts/panels';
import { axis, colours, page } from '../parts/theme';

/** One method: for each measure a mean and half its interval, NaN where there is none. */
export interface IntervalRow {
  name: string;
  values: { mean: number; half: number }[];
}

/**
 * Methods as rows, measures as panels: a dot for the mean, a line for its interval, the mean in words beside. Each panel has its own
 * scale; the best of each is dark.
 */
export function intervalRows(
  rows: IntervalRow[],
  measures: string[],
  { title, note }: { title: string; note?: string },
): Figure {
  expect(rows.length > 0 && measures.length > 0, 'There is nothing to draw: give at least one row and one measure.');
  for (const { name, values } of rows) {
    expect(
      values.length === measures.length,
      `${name} has ${values.length} values for ${measures.length} measures: give one of each.`,
    );
  }
  const panels = panelGrid(measures.length, measures.length, { gapX: 0.03 });
  const names = rows.map(({ name }) => name);
  const data = measures.map((_, measure): Trace => {
    const values = rows.map((row) => row.values[measure]);
    const best = Math.max(...values.map(({ mean }) => mean));
    const shades = values.map(({ mean }) => (mean === best ? colours.same : '#7fb2d1'));
    return {
      type: 'scatter',
      mode: 'markers+text',
      x: rounded(
        values.map(({ mean }) => mean),
        5,
      ),
      y: names,
      text: values.map(({ mean }) => `${(100 * mean).toFixed(1)} %`),
      textposition: 'top center',
      textfont: { size: 11 },
      cliponaxis: false,
      error_x: {
        type: 'data',
        array: rounded(
          values.map(({ half }) => (Number.isFinite(half) ? half : 0)),
          5,
        ),
        thickness: 2,
        width: 5,
        color: '#7d8590',
      },
      marker: { size: 10, color: shades },
      xaxis: panels[measure].x,
      yaxis: panels[measure].y,
      hovertemplate: '%{y}: %{x:.2%}<extra></extra>',
    };
  });
  const axes = panels.flatMap(({ xaxis, yaxis, x, y, xDomain, yDomain }, measure) => [
    [xaxis, axis('', { domain: xDomain, anchor: y, tickformat: '.0%', nticks: 5 })],
    [
      yaxis,
      axis('', {
        domain: yDomain,
        anchor: x,
        type: 'category',
        categoryarray: names,
        range: [names.length - 0.5, -0.8],
        automargin: measure === 0,
        showticklabels: measure === 0,
      }),
    ],
  ]);
  return {
    data,
    layout: page(
      { title, note, width: 250 * measures.length + 190, height: 170 + 34 * rows.length },
      {
        ...Object.fromEntries(axes),
        annotations: measures.map((name, measure) => heading(panels[measure], name)),
        showlegend: false,
        margin: { l: 200, r: 24, t: note === undefined ? 84 : 108, b: 44 },
      },
    ),
  };
}
