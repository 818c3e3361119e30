import { expect } from '../../base/errors';
import { rounded, type Figure } from '../parts/figure';
import { rateCurves, type RateCurve, type RatePoint } from '../parts/rate-curves';
import { axis, identityColour, legendOnTop, line, page } from '../parts/theme';

interface RocOptions {
  title?: string;
  note?: string;
  /** The rate at which the methods are compared; a dashed line. */
  far?: number;
  /** The smallest rate the impostor pairs can support, about 1 / their number; the axis starts there. */
  smallestFar?: number;
  /** Points of the curves that are spoken of, such as thresholds. */
  points?: RatePoint[];
}

/**
 * True-accept rate over false-accept rate on a logarithmic axis: a phone works at the left edge, where a linear axis
 * shows nothing. Points with FAR = 0 have no place on the axis and are left out.
 */
export function rocCurves(
  curves: RateCurve[],
  { title = 'Accepted owners against accepted strangers', note, far, smallestFar, points }: RocOptions = {},
): Figure {
  return rateCurves(curves, {
    title,
    note,
    far: { title: 'false-accept rate', short: 'FAR' },
    tar: { title: 'true-accept rate', short: 'TAR' },
    rule: far,
    smallest: smallestFar,
    points,
  });
}

/** Share of probes whose person is among the first k of the gallery, for k = 1, 2, …; `rates[k − 1]` belongs to k. */
export function cmcCurves(
  curves: { name: string; rates: ArrayLike<number> }[],
  { title = 'Is the right person among the first k?', note: text }: { title?: string; note?: string } = {},
): Figure {
  expect(curves.length > 0, 'There is no CMC curve to draw: give at least one.');
  const longest = Math.max(...curves.map((curve) => curve.rates.length));
  const lowest = Math.min(...curves.map((curve) => curve.rates[0]));
  return {
    data: curves.map((curve, index) =>
      line(
        curve.name,
        Array.from(curve.rates, (_, k) => k + 1),
        rounded(curve.rates),
        identityColour(index),
        {
          mode: longest <= 30 ? 'lines+markers' : 'lines',
          hovertemplate: `${curve.name}: %{y:.1%} within rank %{x}<extra></extra>`,
        },
      ),
    ),
    layout: page(
      { title, note: text, height: 420 },
      {
        xaxis: axis('rank k', { range: [0.7, longest + 0.3] }),
        yaxis: axis('identified within rank k', { range: [Math.max(0, lowest - 0.1), 1.02], tickformat: '.0%' }),
        showlegend: true,
        legend: { ...legendOnTop, x: 0.99, xanchor: 'right', y: 0.04 },
      },
    ),
  };
}
