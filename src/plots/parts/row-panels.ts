import { expect } from '../../base/errors';
import { rounded, type Figure, type Trace } from './figure';
import { heading } from './heading';
import { panelGrid } from './panels';
import { axis, colours, note, page } from './theme';

/** A row of dots: for each panel a mean and half its interval, NaN where there is none, or nothing. */
export interface IntervalRow {
  name: string;
  values: ({ mean: number; half: number } | undefined)[];
}

export interface RowPanelsOptions {
  title: string;
  note?: string;
  /** How a value is written beside its dot. */
  inWords: (mean: number) => string;
  /** d3 format of the axes. */
  format: string;
  /** The colour of a dot, given all of its panel. */
  colour: (value: { mean: number; half: number }, all: { mean: number; half: number }[]) => string;
  /** Of one kind: one scale for all panels, with a line at 0, where they change their sign. */
  differences?: boolean;
}

/** Rows against panels, each panel on its own scale or all on one: a dot for the mean, a line for its interval, the mean in words above. */
export function rowPanels(
  rows: IntervalRow[],
  names: string[],
  { title, note: text, inWords, format, colour, differences }: RowPanelsOptions,
): Figure {
  expect(rows.length > 0 && names.length > 0, 'There is nothing to draw: give at least one row and one measure.');
  for (const { name, values } of rows) {
    expect(
      values.length === names.length,
      `${name} has ${values.length} values for ${names.length} measures: give one of each.`,
    );
  }
  const panels = panelGrid(names.length, names.length, { gapX: 0.03 });
  const categories = rows.map(({ name }) => name);
  const data = panels.map(({ x, y }, panel): Trace => {
    const drawn = rows.flatMap(({ name, values }) => (values[panel] ? [{ name, ...values[panel] }] : []));
    const halves = drawn.map(({ half }) => (Number.isFinite(half) ? half : 0));
    return {
      type: 'scatter',
      mode: 'markers',
      x: rounded(drawn.map(({ mean }) => mean), 5),
      y: drawn.map(({ name }) => name),
      text: drawn.map(({ mean }) => inWords(mean)),
      cliponaxis: false,
      error_x: { type: 'data', array: rounded(halves, 5), thickness: 2, width: 5, color: '#7d8590' },
      marker: { size: 10, color: drawn.map((value) => colour(value, drawn)) },
      xaxis: x,
      yaxis: y,
      hovertemplate: `%{y}: %{text}<extra></extra>`,
    }; // prettier-ignore
  });
  // With a ground of their own, so that neither grid nor zero line strikes them out.
  const words = panels.flatMap(({ x, y }, panel) =>
    rows.flatMap(({ name, values }) => {
      const mean = values[panel]?.mean;
      if (mean === undefined) return [];
      return [
        note(inWords(mean), {
          x: mean,
          y: name,
          xref: x,
          yref: y,
          yshift: 13,
          font: { size: 11 },
          bgcolor: '#ffffff',
          borderpad: 1,
        }),
      ];
    }),
  );
  const axes = panels.flatMap(({ xaxis, yaxis, x, y, xDomain, yDomain }, panel) => [
    [
      xaxis,
      axis('', { domain: xDomain, anchor: y, tickformat: format, nticks: 5, ...(differences && { rangemode: 'tozero', zeroline: true, zerolinecolor: colours.rule, zerolinewidth: 1.5, matches: panel === 0 ? undefined : panels[0].x }) }),
    ],
    [
      yaxis,
      axis('', {
        domain: yDomain,
        anchor: x,
        type: 'category',
        categoryarray: categories,
        range: [categories.length - 0.5, -0.8],
        automargin: panel === 0,
        showticklabels: panel === 0,
      }),
    ],
  ]); // prettier-ignore
  return {
    data,
    layout: page(
      { title, note: text, width: 250 * names.length + 190, height: 170 + 34 * rows.length },
      {
        ...Object.fromEntries(axes),
        annotations: [...names.map((name, panel) => heading(panels[panel], name)), ...words],
        showlegend: false,
        margin: { l: 200, r: 24, t: text === undefined ? 84 : 108, b: 44 },
      },
    ),
  };
}
