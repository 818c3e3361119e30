import { expect } from '../../base/errors';
import { rounded, type Figure, type Trace } from './figure';
import { textAbove } from './heading';
import { panelGrid } from './panels';
import { axis, identityColour, identitySymbol, legendOnTop, line, page } from './theme';

/** A method's measure at each place; `half` is half the width of its interval, NaN for a single run. */
export interface IntervalLine {
  name: string;
  points: { x: number; mean: number; half: number }[];
}

export interface PanelLinesOptions {
  title: string;
  note?: string;
  /** What varies, the d3 format of its values, and whether its axis is logarithmic. */
  x: { title: string; format: string; log?: boolean };
  measure: string;
  /** d3 format of the measure. Default `.0%`. */
  format?: string;
}

/** A measure over something that varies: one panel for each of several worlds, one line per method, bars for the intervals. One scale for all. */
export function panelLines(
  panelsOfLines: { name: string; lines: IntervalLine[] }[],
  { title, note, x: varied, measure, format = '.0%' }: PanelLinesOptions,
): Figure {
  expect(
    panelsOfLines.some(({ lines }) => lines.some(({ points }) => points.length > 0)),
    'There is no line to draw: give at least one line with one point.',
  );
  const panels = panelGrid(panelsOfLines.length, panelsOfLines.length, { gapX: 0.05 });
  const drawn = panelsOfLines.map(({ lines }) => lines.filter(({ points }) => points.length > 0));
  const methods = [...new Set(drawn.flatMap((lines) => lines.map(({ name }) => name)))];
  const data = drawn.flatMap((lines, index): Trace[] =>
    lines.map(({ name, points }) => {
      const position = methods.indexOf(name);
      const colour = identityColour(position);
      const halves = points.map(({ half }) => (Number.isFinite(half) ? half : 0));
      return line(name, rounded(points.map(({ x }) => x)), rounded(points.map(({ mean }) => mean), 5), colour, {
        mode: 'lines+markers',
        marker: { symbol: identitySymbol(position), size: 8 },
        error_y: { type: 'data', array: rounded(halves, 5), thickness: 1.2, width: 4, color: colour },
        xaxis: panels[index].x,
        yaxis: panels[index].y,
        legendgroup: name,
        showlegend: index === drawn.findIndex((others) => others.some((other) => other.name === name)),
        hovertemplate: `${name} at %{x:${varied.format}}: %{y:.1%}<extra></extra>`,
      }); // prettier-ignore
    }),
  );
  const axes = Object.fromEntries(
    panels.flatMap(({ xaxis, yaxis, x, y, xDomain, yDomain }, index) => [
      [xaxis, axis(varied.title, { domain: xDomain, anchor: y, ...ticksOf(varied, drawn[index]) })],
      [
        yaxis,
        axis(index === 0 ? measure : '', {
          domain: yDomain,
          anchor: x,
          ...(index === 0 ? { tickformat: format } : { matches: 'y', showticklabels: false }),
        }),
      ],
    ]),
  );
  return {
    data,
    layout: page(
      { title, note, width: 300 * panels.length + 100, height: 460 },
      {
        ...axes,
        annotations: panelsOfLines.map(({ name }, index) => textAbove(panels[index], `<b>${name}</b>`)),
        showlegend: true,
        legend: { ...legendOnTop, y: 1.09 },
        margin: { l: 68, r: 24, t: note === undefined ? 116 : 136, b: 56 },
      },
    ),
  };
}

/** A logarithmic axis has a mark at each place that was measured. */
function ticksOf({ format, log }: PanelLinesOptions['x'], lines: IntervalLine[]): Record<string, unknown> {
  if (log !== true) return { tickformat: format };
  const places = [...new Set(lines.flatMap(({ points }) => points.map(({ x }) => x)))].sort((a, b) => a - b);
  return { type: 'log', tickvals: places, ticktext: places.map((place) => place.toLocaleString('en')) };
}
