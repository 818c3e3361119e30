import { expect } from '../../base/errors';
import type { Figure, Trace } from '../parts/figure';
import { rounded } from '../parts/figure';
import { axis, identityColour, legendOnTop, line, page, translucent, verticalRule } from '../parts/theme';

/** One method's curve: for each false-accept rate the true-accept rate, with a confidence band if it was measured. */
export interface RocCurve {
  name: string;
  far: ArrayLike<number>;
  tar: ArrayLike<number>;
  lower?: ArrayLike<number>;
  upper?: ArrayLike<number>;
}

interface RocOptions {
  title?: string;
  note?: string;
  /** The rate at which the methods are compared; a dashed line. */
  far?: number;
  /** The smallest rate the impostor pairs can support, about 1 / their number; the axis starts there. */
  smallestFar?: number;
}

/**
 * True-accept rate over false-accept rate on a logarithmic axis: a phone works at the left edge, where a linear axis
 * shows nothing. Points with FAR = 0 have no place on the axis and are left out.
 */
export function rocCurves(
  curves: RocCurve[],
  { title = 'Accepted owners against accepted strangers', note: text, far, smallestFar }: RocOptions = {},
): Figure {
  expect(curves.length > 0, 'There is no ROC curve to draw: give at least one.');
  const lowest =
    smallestFar ?? Math.min(...curves.map((curve) => Math.min(...Array.from(curve.far).filter((rate) => rate > 0))));
  expect(
    Number.isFinite(lowest),
    'No ROC curve has a point with FAR above 0, so there is nothing to draw on a logarithmic axis.',
  );
  const data = curves.flatMap((curve, index): Trace[] => {
    const colour = identityColour(index);
    const kept = thinned(curve, lowest);
    const x = kept.map((point) => Number(curve.far[point].toPrecision(4)));
    const pick = (values: ArrayLike<number>): number[] => rounded(kept.map((point) => values[point]));
    const band: Trace[] =
      curve.lower === undefined || curve.upper === undefined
        ? []
        : [
            {
              type: 'scatter',
              mode: 'lines',
              x: [...x, ...[...x].reverse()],
              y: [...pick(curve.upper), ...pick(curve.lower).reverse()],
              fill: 'toself',
              fillcolor: translucent(colour, 0.16),
              line: { width: 0 },
              legendgroup: curve.name,
              showlegend: false,
              hoverinfo: 'skip',
            },
          ];
    return [
      ...band,
      line(curve.name, x, pick(curve.tar), colour, {
        legendgroup: curve.name,
        hovertemplate: `${curve.name}: TAR %{y:.3f} at FAR %{x:.2g}<extra></extra>`,
      }),
    ];
  });
  return {
    data,
    layout: page(
      { title, note: text, height: 480 },
      {
        xaxis: axis('false-accept rate (log)', {
          type: 'log',
          range: [Math.log10(lowest), 0],
          exponentformat: 'power',
          dtick: 1,
        }),
        yaxis: axis('true-accept rate', { range: [0, 1.02], tickformat: '.0%' }),
        shapes: far === undefined ? [] : [verticalRule(far)],
        showlegend: true,
        legend: { x: 0.99, xanchor: 'right', y: 0.02, yanchor: 'bottom', bgcolor: 'rgba(255, 255, 255, 0.8)' },
      },
    ),
  };
}

/**
 * Points of a curve that the eye can tell apart: from FAR `lowest` on, those at least a hundredth of a decade or 0.002 of TAR
 * beyond the last one, and the last. A curve of all pairs has hundreds of thousands.
 */
function thinned({ far, tar }: RocCurve, lowest: number): number[] {
  const kept: number[] = [];
  for (let point = 0; point < far.length; point++) {
    if (far[point] < lowest) continue;
    const before = kept[kept.length - 1];
    const isNew =
      before === undefined ||
      far[point] > 1.023 * far[before] ||
      tar[point] - tar[before] > 0.002 ||
      point === far.length - 1;
    if (isNew) kept.push(point);
  }
  return kept;
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
