import { rowOf, type Matrix } from '../../base/matrix';
import { rounded, type Layout, type Trace } from './figure';
import type { Panel } from './panels';
import { axis, identityColour, identitySymbol, page } from './theme';

/** Axes of one panel on which a circle is a circle. */
export function squareAxes(panel: Panel, extent: number): Layout {
  const range = [-extent, extent];
  return {
    [panel.xaxis]: axis('', { domain: panel.xDomain, anchor: panel.y, range, constrain: 'domain', nticks: 5 }),
    [panel.yaxis]: axis('', {
      domain: panel.yDomain,
      anchor: panel.x,
      range,
      scaleanchor: panel.x,
      constrain: 'domain',
      nticks: 5,
    }),
  };
}

/** Somewhat more than the farthest feature, so that all are inside the panel. */
export function extentOf(features: Matrix): number {
  let most = 1e-9;
  for (let i = 0; i < features.values.length; i++) most = Math.max(most, Math.abs(features.values[i]));
  return most * 1.12;
}

/** The place of each feature, scaled to length 1 where the circle is asked for. */
export function placed(features: Matrix, onCircle: boolean): [number, number][] {
  return Array.from({ length: features.rows }, (_, index) => {
    const [x, y] = rowOf(features, index);
    const length = onCircle ? Math.hypot(x, y) || 1 : 1;
    return [x / length, y / length];
  });
}

/** One line from the origin along each class weight, as far as the panel goes. */
export function weightLines(weights: Matrix, length: number): { x: (number | null)[]; y: (number | null)[] } {
  const x: (number | null)[] = [];
  const y: (number | null)[] = [];
  for (const [u, v] of placed(weights, true)) {
    x.push(0, Number((u * length).toPrecision(4)), null);
    y.push(0, Number((v * length).toPrecision(4)), null);
  }
  return { x, y };
}

/** One mark per class center, dark with a white rim so that it shows on its own cloud. */
export function centerMarks(centers: Matrix): Trace {
  return {
    type: 'scatter',
    mode: 'markers',
    name: 'centers',
    ...coordinates(rowsOf(centers)),
    marker: { symbol: 'cross', size: 11, color: '#000000', line: { color: '#ffffff', width: 1.5 } },
    showlegend: false,
    hovertemplate: 'center (%{x:.2f}, %{y:.2f})<extra></extra>',
  };
}

/** The points of each class, in its colour and with its symbol: one trace per class, `members` are the rows of each. */
export function classClouds(
  points: ArrayLike<ArrayLike<number>>,
  members: number[][],
  { digits = 3, ...marker }: { digits?: number; size: number; opacity?: number; line?: Layout },
): Trace[] {
  return members.map((indices, identity) => ({
    type: 'scatter',
    mode: 'markers',
    ...coordinates(
      indices.map((index) => points[index]),
      digits,
    ),
    marker: { color: identityColour(identity), symbol: identitySymbol(identity), ...marker },
  }));
}

/** The rows of a matrix as a list. */
export function rowsOf(matrix: Matrix): ArrayLike<number>[] {
  return Array.from({ length: matrix.rows }, (_, index) => rowOf(matrix, index));
}

/** Points [x, y] as Plotly takes them. */
export function coordinates(points: ArrayLike<number>[], digits?: number): { x: number[]; y: number[] } {
  return {
    x: rounded(
      points.map((point) => point[0]),
      digits,
    ),
    y: rounded(
      points.map((point) => point[1]),
      digits,
    ),
  };
}

/** The page of a figure whose panels are squares of the plane, a heading above each. */
export function squarePage(
  frame: Parameters<typeof page>[0],
  panels: { panel: Panel; extent: number; heading: Layout }[],
  rest: Layout,
): Layout {
  return page(frame, {
    ...Object.assign({}, ...panels.map(({ panel, extent }) => squareAxes(panel, extent))),
    annotations: panels.map(({ heading }) => heading),
    showlegend: false,
    ...rest,
  });
}
