import { expect } from '../../base/errors';
import { rounded, type Figure } from '../parts/figure';
import { heading } from '../parts/heading';
import { binsFor, overlaid, shareBars } from '../parts/histogram';
import { panelGrid } from '../parts/panels';
import { axis, colours, legendOnTop, line, note as textNote, page, translucent, verticalRule } from '../parts/theme';

/** A way to choose relations: the teacher's similarities of those it chooses, and its signal at each moment of a training. */
export interface ChosenRelations {
  name: string;
  similarities: number[];
  /** At each of the steps, a number that is the larger the more there is to learn. */
  signal: number[];
}

/** Of the similarities that are counted: borders with two digits. */
const binWidth = 0.04;

/**
 * With and without mining. Left the teacher's similarities of the pairs that each way chooses, with the threshold above which two
 * people are taken for one; right what is left to learn from these pairs as a student trains.
 */
export function relationSignal(
  [mined, drawn]: [mined: ChosenRelations, drawn: ChosenRelations],
  steps: number[],
  { threshold, measure, title, note }: { threshold: number; measure: string; title: string; note?: string },
): Figure {
  expect(
    mined.signal.length === steps.length && drawn.signal.length === steps.length && steps.length > 0,
    `There are ${mined.signal.length} and ${drawn.signal.length} signals at ${steps.length} steps: give one at each step, one step at least.`,
  );
  const panels = panelGrid(2, 2, { gapX: 0.1 });
  const [left, right] = panels;
  const { low, high } = binsFor([mined.similarities, drawn.similarities], 1);
  const [first, end] = [Math.floor(low / binWidth), Math.floor(high / binWidth) + 1];
  const bins = { low: first * binWidth, high: end * binWidth, count: end - first };
  const ways = [
    { ...drawn, colour: colours.rule, opacity: 0.4 },
    { ...mined, colour: colours.different, opacity: 0.55 },
  ];
  const data = ways.flatMap(({ name, similarities, signal, colour, opacity }) => [
    shareBars(similarities, bins, left, {
      name,
      colour: translucent(colour, opacity),
      showlegend: true,
      hovertemplate: `%{y:.1%} of the pairs at %{x:.2f}<extra>${name}</extra>`,
    }),
    line(name, rounded(steps), rounded(signal, 5), colour, {
      mode: 'lines+markers',
      xaxis: right.x,
      yaxis: right.y,
      legendgroup: name,
      showlegend: false,
      hovertemplate: `step %{x}: %{y:.3f}<extra>${name}</extra>`,
    }),
  ]);
  return {
    data,
    layout: page(
      { title, note, width: 860, height: 440 },
      {
        xaxis: axis('teacher’s similarity of a picture and another person', { domain: left.xDomain, anchor: left.y }),
        yaxis: axis('share of the pairs', { domain: left.yDomain, anchor: left.x, tickformat: '.0%' }),
        xaxis2: axis('step', { domain: right.xDomain, anchor: right.y }),
        yaxis2: axis(measure, { domain: right.yDomain, anchor: right.x, rangemode: 'tozero' }),
        ...overlaid,
        shapes: [verticalRule(threshold)],
        annotations: [
          heading(left, 'which pairs are looked at'),
          heading(right, 'what they have to say'),
          textNote('taken for<br>one person →', {
            x: threshold,
            yref: 'y domain',
            y: 0.98,
            xanchor: 'left',
            yanchor: 'top',
            xshift: 4,
            align: 'left',
            font: { size: 11 },
          }),
        ],
        legend: { ...legendOnTop, y: 1.07 },
        margin: { l: 68, r: 24, t: note === undefined ? 108 : 128, b: 56 },
      },
    ),
  };
}
