import { expect } from '../../base/errors';
import type { Figure, Trace } from '../parts/figure';
import { rounded } from '../parts/figure';
import { axis, colours, identityColour, identitySymbol, legendOnTop, line, page, translucent } from '../parts/theme';

interface SeedOptions {
  title?: string;
  note?: string;
  /** What is measured. */
  measure: string;
  /** d3 format of the measure, such as `.1%` or `.2f`. */
  format?: string;
}

/** Mean and sample standard deviation (n − 1); the latter is 0 for a single value. */
export function meanAndDeviation(values: ArrayLike<number>): { mean: number; deviation: number } {
  const list = Array.from(values);
  expect(list.length > 0, 'A mean needs at least one value.');
  const mean = list.reduce((sum, value) => sum + value, 0) / list.length;
  const squares = list.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: list.length === 1 ? 0 : Math.sqrt(squares / (list.length - 1)) };
}

/** One row per method: its mean over seeds with one standard deviation either way, and every seed as a small dot. */
export function seedBars(
  methods: { name: string; values: ArrayLike<number> }[],
  { title = 'Over several seeds', note, measure, format = '.3f' }: SeedOptions,
): Figure {
  expect(methods.length > 0, 'There is no method to compare: give at least one.');
  const statistics = methods.map(({ values }) => meanAndDeviation(values));
  const all = methods.flatMap(({ values }) => Array.from(values));
  const names = methods.map(({ name }) => name);
  return {
    data: [
      {
        type: 'scatter',
        mode: 'markers',
        name: 'one seed',
        x: rounded(all, 5),
        y: methods.flatMap(({ name, values }) => Array.from(values, () => name)),
        marker: { size: 6, color: colours.faint, line: { color: '#7d8590', width: 1 } },
        hovertemplate: `%{y}: %{x:${format}}<extra></extra>`,
      },
      {
        type: 'scatter',
        mode: 'markers',
        name: 'mean ± standard deviation',
        x: rounded(
          statistics.map(({ mean }) => mean),
          5,
        ),
        y: names,
        error_x: {
          type: 'data',
          array: rounded(
            statistics.map(({ deviation }) => deviation),
            5,
          ),
          thickness: 2,
          width: 6,
          color: colours.same,
        },
        marker: { size: 11, symbol: 'diamond', color: colours.same },
        hovertemplate: `%{y}: mean %{x:${format}}<extra></extra>`,
      },
    ],
    layout: page(
      { title, note, height: 170 + 38 * methods.length },
      {
        xaxis: axis(measure, { tickformat: format }),
        yaxis: axis('', { autorange: 'reversed', automargin: true, type: 'category', categoryarray: names }),
        showlegend: true,
        legend: legendOnTop,
        margin: { l: 120, r: 24, t: note === undefined ? 84 : 108, b: 56 },
      },
    ),
  };
}

/** A measure over something that varies (noise, resolution, gallery size): mean lines with a band of one standard deviation, as far as there are values. */
export function seedLines(
  x: { title: string; values: number[]; log?: boolean },
  /** `values[position]` holds the results of all seeds at `x.values[position]`. */
  series: { name: string; values: ArrayLike<number>[] }[],
  { title = 'Over several seeds', note, measure, format = '.2f' }: SeedOptions,
): Figure {
  expect(series.length > 0, 'There is no line to draw: give at least one series.');
  series.forEach(({ name, values }) =>
    expect(
      values.length === x.values.length,
      `${name} has results at ${values.length} places, but there are ${x.values.length}.`,
    ),
  );
  const data = series.flatMap(({ name, values }, index): Trace[] => {
    const statistics = values.map(meanAndDeviation);
    const colour = identityColour(index);
    // No further than any run went: a share does not pass 100 %.
    const upper = statistics.map(({ mean, deviation }, place) => Math.min(mean + deviation, Math.max(...Array.from(values[place])))); // prettier-ignore
    const lower = statistics.map(({ mean, deviation }, place) => Math.max(mean - deviation, Math.min(...Array.from(values[place])))); // prettier-ignore
    return [
      {
        type: 'scatter',
        mode: 'lines',
        x: [...x.values, ...[...x.values].reverse()],
        y: rounded([...upper, ...lower.reverse()], 5),
        fill: 'toself',
        fillcolor: translucent(colour, 0.16),
        line: { width: 0 },
        legendgroup: name,
        showlegend: false,
        hoverinfo: 'skip',
      },
      line(
        name,
        x.values,
        rounded(
          statistics.map(({ mean }) => mean),
          5,
        ),
        colour,
        {
          mode: 'lines+markers',
          marker: { symbol: identitySymbol(index), size: 8 },
          legendgroup: name,
          hovertemplate: `${name} at %{x}: %{y:${format}}<extra></extra>`,
        },
      ),
    ];
  });
  return {
    data,
    layout: page(
      { title, note, height: 440 },
      {
        xaxis: axis(x.title, x.log === true ? { type: 'log', tickvals: x.values, ticktext: x.values.map(String) } : {}),
        yaxis: axis(measure, { tickformat: format }),
        showlegend: true,
        legend: legendOnTop,
        margin: { l: 68, r: 24, t: note === undefined ? 84 : 108, b: 56 },
      },
    ),
  };
}
