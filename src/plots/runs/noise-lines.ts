import { expect } from '../../base/errors';
import { rounded, type Figure, type Trace } from '../parts/figure';
import { textAbove } from '../parts/heading';
import { panelGrid } from '../parts/panels';
import { axis, identityColour, identitySymbol, legendOnTop, line, page } from '../parts/theme';

/** A method's measure at each share of wrong labels; `half` is half the width of its interval, NaN for a single run. */
export interface NoiseLine {
  name: string;
  points: { share: number; mean: number; half: number }[];
}

/** A measure over the share of wrong labels: one panel per kind of noise, one line per method, bars for the intervals. */
export function noiseLines(
  panelsOfLines: { name: string; lines: NoiseLine[] }[],
  { title, note, measure, format = '.0%' }: { title: string; note?: string; measure: string; format?: string },
): Figure {
  expect(
    panelsOfLines.some(({ lines }) => lines.some(({ points }) => points.length > 0)),
    'There is no line to draw: give at least one kind of noise with one point.',
  );
  const panels = panelGrid(panelsOfLines.length, panelsOfLines.length, { gapX: 0.05 });
  const drawn = panelsOfLines.map(({ lines }) => lines.filter(({ points }) => points.length > 0));
  const methods = [...new Set(drawn.flatMap((lines) => lines.map(({ name }) => name)))];
  const data = drawn.flatMap((lines, index): Trace[] =>
    lines.map(({ name, points }) => {
      const position = methods.indexOf(name);
      const colour = identityColour(position);
      const halves = points.map(({ half }) => (Number.isFinite(half) ? half : 0));
      return line(name, rounded(points.map(({ share }) => share)), rounded(points.map(({ mean }) => mean), 5), colour, {
        mode: 'lines+markers',
        marker: { symbol: identitySymbol(position), size: 8 },
        error_y: { type: 'data', array: rounded(halves, 5), thickness: 1.2, width: 4, color: colour },
        xaxis: panels[index].x,
        yaxis: panels[index].y,
        legendgroup: name,
        showlegend: index === drawn.findIndex((others) => others.some((other) => other.name === name)),
        hovertemplate: `${name} at %{x:.0%}: %{y:.1%}<extra></extra>`,
      }); // prettier-ignore
    }),
  );
  const axes = Object.fromEntries(
    panels.flatMap(({ xaxis, yaxis, x, y, xDomain, yDomain }, index) => [
      [xaxis, axis('share of wrong labels', { domain: xDomain, anchor: y, tickformat: '.0%' })],
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
