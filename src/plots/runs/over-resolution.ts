import { expect } from '../../base/errors';
import { rounded, type Figure, type Trace } from '../parts/figure';
import { axis, identityColour, identitySymbol, legendOnTop, line, page } from '../parts/theme';

/** A network, or several of one kind, measured on pictures of some resolutions; an end that is not known is NaN. */
export interface ResolutionLine {
  name: string;
  points: { pixels: number; value: number; low: number; high: number }[];
}

/** A measure over the pixels along a side of the pictures: a line for each network, or a single mark, with bars for the intervals. */
export function overResolution(
  lines: ResolutionLine[],
  { title, note, measure }: { title: string; note?: string; measure: string },
): Figure {
  const drawn = lines.filter(({ points }) => points.length > 0);
  expect(drawn.length > 0, 'There is no line to draw: give at least one network with one point.');
  const pixels = [...new Set(drawn.flatMap(({ points }) => points.map((point) => point.pixels)))].sort((a, b) => a - b);
  // Networks measured at the same resolution stand side by side, or their bars would hide each other; one alone stands on its mark.
  const aside = (index: number, at: number): number => {
    const there = drawn.flatMap(({ points }, one) => (points.some((point) => point.pixels === at) ? [one] : []));
    return 2 ** ((there.indexOf(index) - (there.length - 1) / 2) * 0.025);
  };
  const data = drawn.map(({ name, points }, index): Trace => {
    const colour = identityColour(index);
    const reach = (end: (point: (typeof points)[0]) => number): number[] =>
      rounded(
        points.map((point) => (Number.isFinite(end(point)) ? Math.abs(end(point) - point.value) : 0)),
        5,
      );
    const xs = rounded(points.map((point) => point.pixels * aside(index, point.pixels)));
    const ys = rounded(
      points.map(({ value }) => value),
      5,
    );
    return line(name, xs, ys, colour, {
      // A single mark has no line, and Plotly complains about the look of one.
      ...(points.length > 1 ? { mode: 'lines+markers' } : { mode: 'markers', line: undefined }),
      marker: { symbol: identitySymbol(index), size: points.length > 1 ? 8 : 11, color: colour },
      error_y: {
        type: 'data',
        symmetric: false,
        array: reach(({ high }) => high),
        arrayminus: reach(({ low }) => low),
        thickness: 1.4,
        width: 4,
        color: colour,
      },
      text: points.map((point) => `${point.pixels} pixels`),
      hovertemplate: `%{text}: %{y:.1%}<extra>${name}</extra>`,
    });
  });
  return {
    data,
    layout: page(
      { title, note, width: 760, height: 460 },
      {
        xaxis: axis('pixels along a side of the picture', {
          type: 'log',
          tickvals: pixels,
          ticktext: pixels.map(String),
        }),
        yaxis: axis(measure, { tickformat: '.0%' }),
        showlegend: true,
        legend: legendOnTop,
        margin: { l: 68, r: 24, t: note === undefined ? 100 : 124, b: 56 },
      },
    ),
  };
}
