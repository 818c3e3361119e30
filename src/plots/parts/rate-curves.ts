import { expect } from '../../base/errors';
import { rounded, type Figure, type Trace } from './figure';
import { axis, identityColour, line, page, translucent, verticalRule } from './theme';

/** One method's curve: for each false-accept rate the true-accept rate, with a confidence band if it was measured. */
export interface RateCurve {
  name: string;
  far: ArrayLike<number>;
  tar: ArrayLike<number>;
  lower?: ArrayLike<number>;
  upper?: ArrayLike<number>;
}

/** A point on one of the curves that is spoken of, such as where a threshold lies. */
export interface RatePoint {
  /** Which curve, from 0. */
  curve: number;
  far: number;
  tar: number;
  /** Written beside it. */
  text: string;
  /** Whether the point was chosen on this curve; if not, it is hollow. */
  isChosen: boolean;
}

interface RateOptions {
  title: string;
  note?: string;
  /** What both rates are called on the axes, and in short where a point is named. */
  far: { title: string; short: string };
  tar: { title: string; short: string };
  /** The false-accept rate at which the methods are compared; a dashed line. */
  rule?: number;
  /** The axis starts there. */
  smallest?: number;
  points?: RatePoint[];
}

/**
 * True over false rates on a logarithmic axis: a phone works at the left edge, where a linear axis shows nothing.
 * Points with a false rate of 0 have no place on the axis and are left out.
 */
export function rateCurves(
  curves: RateCurve[],
  { title, note, far, tar, rule, smallest, points = [] }: RateOptions,
): Figure {
  expect(curves.length > 0, 'There is no curve of rates to draw: give at least one.');
  const lowest =
    smallest ?? Math.min(...curves.map((curve) => Math.min(...Array.from(curve.far).filter((rate) => rate > 0))));
  expect(
    Number.isFinite(lowest),
    `No curve has a point with ${far.short} above 0, so there is nothing to draw on a logarithmic axis.`,
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
        hovertemplate: `${curve.name}: ${tar.short} %{y:.3f} at ${far.short} %{x:.2g}<extra></extra>`,
      }),
    ];
  });
  const marks = points.map(({ curve, text, isChosen, ...rates }): Trace => {
    const colour = identityColour(curve);
    return {
      type: 'scatter',
      mode: 'markers+text',
      name: curves[curve].name,
      showlegend: false,
      x: [Number(rates.far.toPrecision(4))],
      y: rounded([rates.tar]),
      text: [text],
      textposition: isChosen ? 'bottom right' : 'top left',
      textfont: { size: 12, color: colour },
      marker: { size: 11, color: isChosen ? colour : '#ffffff', line: { color: colour, width: 2.5 } },
      hovertemplate: `${curves[curve].name}: ${text}, ${tar.short} %{y:.3f} at ${far.short} %{x:.2g}<extra></extra>`,
    };
  });
  return {
    data: [...data, ...marks],
    layout: page(
      { title, note, height: 480 },
      {
        xaxis: axis(`${far.title} (log)`, {
          type: 'log',
          range: [Math.log10(lowest), 0],
          exponentformat: 'power',
          dtick: 1,
        }),
        yaxis: axis(tar.title, { range: [0, 1.02], tickformat: '.0%' }),
        shapes: rule === undefined ? [] : [verticalRule(rule)],
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
function thinned({ far, tar }: RateCurve, lowest: number): number[] {
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
