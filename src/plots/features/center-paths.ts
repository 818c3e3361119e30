import { expect } from '../../base/errors';
import { rowOf, type Matrix } from '../../base/matrix';
import { thinned, type Figure, type Trace } from '../parts/figure';
import { heading } from '../parts/heading';
import { membersOf } from '../parts/members';
import { panelGrid, type Panel } from '../parts/panels';
import { classClouds, coordinates, extentOf, rowsOf, squarePage } from '../parts/plane';
import { identityColour } from '../parts/theme';

/** Where the centers of some classes went. */
export interface CenterRun {
  /** Written above the panel. */
  name: string;
  /** [count, 2] */
  features: Matrix;
  labels: ArrayLike<number>;
  /** [classes, 2] after each update, the start first. */
  centers: Matrix[];
  /** A smaller line below the name. */
  numbers?: string;
}

/** The path of each center among the features of its class, one panel per run: hollow where it starts, a cross where it ends. */
export function centerPaths(
  runs: CenterRun[],
  {
    title = 'The centers follow their classes',
    note: text,
    columns = runs.length,
  }: { title?: string; note?: string; columns?: number } = {},
): Figure {
  expect(runs.length > 0, 'There are no center paths to draw: give at least one run.');
  runs.forEach(({ name, features, centers }) => {
    const isPlane = features.columns === 2 && centers.every((each) => each.columns === 2);
    expect(
      isPlane && centers.length > 0,
      `The run ${name} needs features and centers of two numbers each, and at least one set of centers.`,
    );
  });
  const panels = panelGrid(runs.length, columns, { gapX: 0.08, gapY: 0.2 });
  const rows = Math.ceil(runs.length / columns);
  const extent = Math.max(...runs.flatMap(({ features, centers }) => [features, ...centers].map(extentOf)));
  const side = runs.length === 1 ? 520 : 360;
  return {
    data: runs.flatMap((run, index) => tracesOf(run, panels[index])),
    layout: squarePage(
      { title, note: text, width: columns * side + 100, height: rows * side + 130 },
      runs.map(({ name, numbers }, index) => ({
        panel: panels[index],
        extent,
        heading: heading(panels[index], name, numbers),
      })),
      { margin: { l: 56, r: 20, t: 124, b: 40 } },
    ),
  };
}

function tracesOf({ features, labels, centers }: CenterRun, { x: xaxis, y: yaxis }: Panel): Trace[] {
  const classes = centers[0].rows;
  const clouds = classClouds(rowsOf(features), membersOf(labels, classes), { digits: 4, size: 5, opacity: 0.3 });
  const shown = thinned(centers.length, 200);
  const paths = Array.from({ length: classes }, (_, identity): Trace => {
    const sizes = shown.map((_, position) => (position === 0 || position === shown.length - 1 ? 12 : 4));
    const symbols = shown.map((_, position) =>
      position === 0 ? 'circle-open' : position === shown.length - 1 ? 'cross' : 'circle',
    );
    return {
      type: 'scatter',
      mode: 'lines+markers',
      ...coordinates(shown.map((update) => rowOf(centers[update], identity))),
      xaxis,
      yaxis,
      text: shown.map((update) => `class ${identity}, update ${update}`),
      line: { color: identityColour(identity), width: 1.5 },
      marker: { color: '#000000', size: sizes, symbol: symbols, line: { color: '#ffffff', width: 0.5 } },
      hovertemplate: '%{text}: (%{x:.2f}, %{y:.2f})<extra></extra>',
    };
  });
  return [...clouds.map((cloud) => ({ ...cloud, xaxis, yaxis, hoverinfo: 'skip' })), ...paths];
}
