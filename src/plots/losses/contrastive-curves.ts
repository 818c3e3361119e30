import { expect } from '../../base/errors';
import type { Figure } from '../parts/figure';
import { axis, colours, legendOnTop, line, note, page, tinted } from '../parts/theme';

/** What a pair adds to the contrastive loss: d²/2 for one person, max(0, m − d)²/2 for two. */
export function contrastiveTerm(distance: number, same: boolean, margin: number): number {
  return (same ? distance : Math.max(0, margin - distance)) ** 2 / 2;
}

/** What a pair of unit vectors costs against its distance by {@link contrastiveTerm} or another one, with a curve for each margin m. */
export function contrastiveCurves(
  margins: number[],
  {
    title = 'What a pair costs',
    note: text = 'One person: the farther the dearer. Two people: the closer the dearer, and nothing from the margin on',
    term = contrastiveTerm,
  }: { title?: string; note?: string; term?: typeof contrastiveTerm } = {},
): Figure {
  expect(margins.length > 0, 'There is no margin to draw: give at least one.');
  const distances = Array.from({ length: 101 }, (_, index) => index / 50);
  return {
    data: [
      line(
        'same person',
        distances,
        distances.map((d) => term(d, true, margins[0])),
        colours.same,
        { line: { color: colours.same, width: 3 }, hovertemplate: 'd = %{x:.2f}: %{y:.2f}<extra>same person</extra>' },
      ),
      ...margins.map((m, index) =>
        line(
          `different people, m = ${m}`,
          distances,
          distances.map((d) => term(d, false, m)),
          colours.different,
          {
            line: {
              color: tinted(colours.different, 0.4 + (0.6 * (index + 1)) / margins.length),
              width: 3,
              dash: ['dot', 'dash', 'solid', 'dashdot'][index % 4],
            },
            hovertemplate: `d = %{x:.2f}: %{y:.2f}<extra>different people, m = ${m}</extra>`,
          },
        ),
      ),
    ],
    layout: page(
      { title, note: text },
      {
        xaxis: axis('distance d of two unit vectors', { range: [0, 2.02] }),
        yaxis: axis('cost', { rangemode: 'tozero' }),
        annotations: [
          note('two random directions', { x: Math.SQRT2, y: 2, yanchor: 'top', xanchor: 'right', xshift: -4 }),
        ],
        shapes: [
          {
            type: 'line',
            x0: Math.SQRT2,
            x1: Math.SQRT2,
            yref: 'paper',
            y0: 0,
            y1: 1,
            line: { color: colours.rule, width: 1, dash: 'dot' },
          },
        ],
        showlegend: true,
        legend: legendOnTop,
        margin: { l: 68, r: 24, t: 108, b: 56 },
      },
    ),
  };
}
