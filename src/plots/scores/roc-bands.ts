import { expect } from '../../base/errors';
import { rounded, type Figure, type Trace } from '../parts/figure';
import {
  axis,
  colours,
  identityColour,
  legendOnTop,
  line,
  note as textNote,
  page,
  percent,
  translucent,
  verticalRule,
} from '../parts/theme';

/** What a true-accept rate would be if something else had been drawn, an interval at each false-accept rate. */
export interface RateBand {
  name: string;
  /** [rates], lower and upper end. */
  lower: ArrayLike<number>;
  upper: ArrayLike<number>;
}

interface BandOptions {
  title?: string;
  note?: string;
  /** The rate at which the intervals are written out; one of `far`. */
  at: number;
}

/**
 * One curve of true over false accept rates (logarithmic) with several intervals of it: a wide one lies behind a narrow one, so give
 * the wider first. At one rate the intervals stand beside each other as bars with their ends in words.
 */
export function rocBands(
  { far, tar }: { far: ArrayLike<number>; tar: ArrayLike<number> },
  bands: RateBand[],
  { title = 'How sure is the curve?', note, at }: BandOptions,
): Figure {
  const place = Array.from(far).findIndex((rate) => Math.abs(rate / at - 1) < 1e-6);
  expect(bands.length > 0, 'There is no interval to draw: give at least one band.');
  expect(
    place >= 0,
    `The intervals are to be written at FAR ${at}, but the curve has no such rate: take one of its own.`,
  );
  const x = Array.from(far, (rate) => Number(rate.toPrecision(4)));
  const colourOf = (band: number): string => identityColour(band + 2);
  const data = bands.flatMap(({ name, lower, upper }, band): Trace[] => [
    {
      type: 'scatter',
      mode: 'lines',
      name,
      x: [...x, ...[...x].reverse()],
      y: [...rounded(upper), ...rounded(lower).reverse()],
      fill: 'toself',
      fillcolor: translucent(colourOf(band), band === 0 ? 0.25 : 0.6),
      line: { width: 0 },
      hoverinfo: 'skip',
    },
    {
      type: 'scatter',
      mode: 'markers',
      name,
      showlegend: false,
      x: [at * 10 ** (0.05 * (band + 1))],
      y: rounded([tar[place]]),
      error_y: {
        type: 'data',
        symmetric: false,
        array: rounded([upper[place] - tar[place]]),
        arrayminus: rounded([tar[place] - lower[place]]),
        color: colourOf(band),
        thickness: 3,
        width: 6,
      },
      marker: { size: 7, color: colourOf(band) },
      hovertemplate: `${name}: ${percent(lower[place])} to ${percent(upper[place])}<extra></extra>`,
    },
  ]);
  const words = bands.map(
    ({ name, lower, upper }, band) =>
      `<span style="color:${colourOf(band)}"><b>${name}: ${percent(lower[place])} to ${percent(upper[place])}</b></span>`,
  );
  return {
    data: [...data, line('measured', x, rounded(tar), colours.text, { line: { color: colours.text, width: 1.5 } })],
    layout: page(
      { title, note, height: 500 },
      {
        xaxis: axis('false-accept rate (log)', {
          type: 'log',
          range: [Math.log10(Math.min(...x)), 0],
          exponentformat: 'power',
          dtick: 1,
        }),
        yaxis: axis('true-accept rate', { range: [0, 1.02], tickformat: '.0%' }),
        shapes: [verticalRule(at)],
        annotations: [
          textNote([`at FAR ${at}, with`, ...words].join('<br>'), {
            x: Math.log10(at) + 0.12,
            y: Math.max(0.06, lowestAt(bands, place) - 0.08),
            xanchor: 'left',
            yanchor: 'top',
            align: 'left',
          }),
        ],
        showlegend: true,
        legend: legendOnTop,
        margin: { l: 64, r: 20, t: note === undefined ? 96 : 116, b: 56 },
      },
    ),
  };
}

function lowestAt(bands: RateBand[], place: number): number {
  return Math.min(...bands.map(({ lower }) => lower[place]));
}
