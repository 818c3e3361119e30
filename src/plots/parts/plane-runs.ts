import { expect } from '../../base/errors';
import type { Matrix } from '../../base/matrix';
import { angularStatistics } from '../../evaluation/angles';
import { classSectors, spreadNote } from './angles';
import { rounded, type Figure, type Layout, type Trace } from './figure';
import { heading } from './heading';
import { membersOf } from './members';
import { panelGrid, type Panel } from './panels';
import { centerMarks, classClouds, extentOf, placed, squarePage } from './plane';
import { colours, identityColour, translucent } from './theme';

/** Two-number embeddings of one training run. */
export interface ToyRun {
  /** Written above the panel: the loss that made these features. */
  name: string;
  /** [count, 2] */
  features: Matrix;
  labels: ArrayLike<number>;
  /** Class weights [classes, 2]; drawn as directions from the origin. */
  weights?: Matrix;
  /** Class centers [classes, 2]; drawn as they are, not on the circle. */
  centers?: Matrix;
  /** Written below the name in place of the angles. */
  numbers?: string;
  /** Draw this run's directions only, whatever the figure's option says. */
  onCircle?: boolean;
}

/** How runs are drawn in the plane. */
interface PlaneRunOptions {
  title: string;
  note: string;
  columns: number;
  /** Draw directions only: features and weights scaled to length 1. */
  onCircle?: boolean;
  /** Shade the sector within which 95 % of each class lie. */
  sectors?: boolean;
  names?: string[];
}

/** The features of each run in a square panel of its own, with class weights and centers, and angles below the name. */
export function planeRuns(
  runs: ToyRun[],
  { title, note, columns, onCircle = false, sectors = false, names }: PlaneRunOptions,
): Figure {
  expect(runs.length > 0, 'There are no features to draw: give at least one run.');
  runs.forEach(expectPlane);
  const rows = Math.ceil(runs.length / columns);
  const panels = panelGrid(runs.length, columns, { gapX: 0.08, gapY: rows > 1 ? 0.16 : 0 });
  const side = runs.length === 1 ? 520 : 380;
  const drawn = runs.map((run, index) => {
    const circle = run.onCircle ?? onCircle;
    return { run, panel: panels[index], circle, extent: circle ? 1.18 : extentOf(run.features) };
  });
  return {
    data: drawn.flatMap(({ run, panel, circle, extent }, index) => [
      ...(sectors ? sectorTraces(run, panel, circle ? 1 : extent * 0.95) : []),
      ...weightTraces(run, panel, circle, extent),
      ...pointTraces(run, panel, circle, names, index === 0),
      ...(run.centers === undefined || circle ? [] : [{ ...centerMarks(run.centers), xaxis: panel.x, yaxis: panel.y }]),
    ]),
    layout: squarePage(
      { title, note, width: columns * side + 110, height: rows * side + 130 },
      drawn.map(({ run, panel, extent }) => ({
        panel,
        extent,
        heading: heading(panel, run.name, run.numbers ?? anglesOf(run)),
      })),
      {
        shapes: drawn.filter(({ circle }) => circle).map(({ panel }) => unitCircle(panel)),
        showlegend: names !== undefined,
        margin: { l: 56, r: 20, t: 124, b: 40 },
      },
    ),
  };
}

function expectPlane({ name, features, labels }: ToyRun): void {
  expect(
    features.columns === 2,
    `The features of ${name} have ${features.columns} numbers each: this figure draws two.`,
  );
  expect(features.rows === labels.length, `${name} has ${features.rows} features but ${labels.length} labels.`);
}

function sectorTraces({ features, labels }: ToyRun, panel: Panel, radius: number): Trace[] {
  const classes = Math.max(...Array.from(labels)) + 1;
  return classSectors(features, labels, classes).map(({ middle, halfWidth }, identity) => {
    const rim = Array.from({ length: 25 }, (_, step) => middle + halfWidth * (step / 12 - 1));
    return {
      type: 'scatter',
      mode: 'lines',
      x: rounded([0, ...rim.map((angle) => radius * Math.cos(angle)), 0], 3),
      y: rounded([0, ...rim.map((angle) => radius * Math.sin(angle)), 0], 3),
      xaxis: panel.x,
      yaxis: panel.y,
      fill: 'toself',
      fillcolor: translucent(identityColour(identity), 0.22),
      line: { width: 0 },
      showlegend: false,
      hoverinfo: 'skip',
    };
  });
}

function weightTraces({ weights }: ToyRun, panel: Panel, onCircle: boolean, extent: number): Trace[] {
  if (weights === undefined) return [];
  const ends = placed(weights, true);
  const length = onCircle ? 1 : extent * 0.95;
  return ends.map(([u, v], index) => ({
    type: 'scatter',
    mode: 'lines+markers',
    x: rounded([0, u * length]),
    y: rounded([0, v * length]),
    xaxis: panel.x,
    yaxis: panel.y,
    line: { color: identityColour(index), width: 1.5, dash: onCircle ? 'solid' : 'dot' },
    marker: { size: [0, 9], color: identityColour(index), symbol: 'circle-open', line: { width: 2 } },
    showlegend: false,
    hovertemplate: `weight of class ${index}<extra></extra>`,
  }));
}

function pointTraces(
  run: ToyRun,
  panel: Panel,
  onCircle: boolean,
  names: string[] | undefined,
  legend: boolean,
): Trace[] {
  const classes = Math.max(...Array.from(run.labels)) + 1;
  const members = membersOf(run.labels, classes);
  const clouds = classClouds(placed(run.features, onCircle), members, { size: 5, opacity: 0.65 });
  return clouds.map((cloud, identity) => {
    const name = names?.[identity] ?? `class ${identity}`;
    return {
      ...cloud,
      name,
      xaxis: panel.x,
      yaxis: panel.y,
      legendgroup: `class ${identity}`,
      showlegend: legend,
      hovertemplate: `${name} (%{x:.2f}, %{y:.2f})<extra></extra>`,
    };
  });
}

function unitCircle(panel: Panel): Layout {
  return {
    type: 'circle',
    xref: panel.x,
    yref: panel.y,
    x0: -1,
    y0: -1,
    x1: 1,
    y1: 1,
    line: { color: colours.faint, width: 1 },
    layer: 'below',
  };
}

function anglesOf({ features, labels }: ToyRun): string {
  return spreadNote(angularStatistics(features, labels));
}
