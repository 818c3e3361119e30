import { expect } from '../../base/errors';
import { rowOf, type Matrix } from '../../base/matrix';
import { angularStatistics } from '../../evaluation/angles';
import { classSectors, spreadNote } from './angles';
import { membersOf } from './embedding-map';
import type { Figure, Layout, Trace } from '../parts/figure';
import { rounded } from '../parts/figure';
import { panelGrid, type Panel } from '../parts/panels';
import { axis, colours, identityColour, identitySymbol, note, page, translucent } from '../parts/theme';

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

interface ToyFeatureOptions {
  title?: string;
  note?: string;
  /** Draw directions only: features and weights scaled to length 1. */
  onCircle?: boolean;
  /** Shade the sector within which 95 % of each class lie. */
  sectors?: boolean;
  names?: string[];
  columns?: number;
}

/**
 * Features as they are, one panel a run, coloured by class, with the direction of each class weight. Below each name:
 * the mean angle of a feature to its class direction, and the smallest empty angle between two classes.
 */
export function toyFeatures(runs: ToyRun | ToyRun[], options: ToyFeatureOptions = {}): Figure {
  const list = Array.isArray(runs) ? runs : [runs];
  expect(list.length > 0, 'There are no features to draw: give at least one run.');
  const {
    onCircle = false,
    title = onCircle ? 'The same features on the unit circle' : 'Features with two numbers, as they are',
    note: text = 'Lines from the origin are the directions of the class weights',
    columns = Math.min(list.length, 2),
  } = options;
  list.forEach(expectPlane);
  const rows = Math.ceil(list.length / columns);
  const panels = panelGrid(list.length, columns, { gapX: 0.08, gapY: rows > 1 ? 0.16 : 0 });
  const side = list.length === 1 ? 520 : 380;
  const drawn = list.map((run, index) => {
    const circle = run.onCircle ?? onCircle;
    return { run, panel: panels[index], circle, extent: circle ? 1.18 : extentOf(run.features) };
  });
  return {
    data: drawn.flatMap(({ run, panel, circle, extent }, index) => [
      ...(options.sectors === true ? sectorTraces(run, panel, circle ? 1 : extent * 0.95) : []),
      ...weightTraces(run, panel, circle, extent),
      ...pointTraces(run, panel, circle, options.names, index === 0),
      ...(run.centers === undefined || circle ? [] : [{ ...centerMarks(run.centers), xaxis: panel.x, yaxis: panel.y }]),
    ]),
    layout: page(
      { title, note: text, width: columns * side + 110, height: rows * side + 130 },
      {
        ...Object.assign({}, ...drawn.map(({ panel, extent }) => squareAxes(panel, extent))),
        annotations: drawn.map(({ run, panel }) => heading(run, panel)),
        shapes: drawn.filter(({ circle }) => circle).map(({ panel }) => unitCircle(panel)),
        showlegend: options.names !== undefined,
        margin: { l: 56, r: 20, t: 124, b: 40 },
      },
    ),
  };
}

export function expectPlane({ name, features, labels }: ToyRun): void {
  expect(
    features.columns === 2,
    `The features of ${name} have ${features.columns} numbers each: this figure draws two.`,
  );
  expect(features.rows === labels.length, `${name} has ${features.rows} features but ${labels.length} labels.`);
}

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

/** Length of each feature, and its place scaled to length 1 where the circle is asked for. */
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

/** One mark a class center, dark with a white rim so that it shows on its own cloud. */
export function centerMarks(centers: Matrix): Trace {
  const rows = Array.from({ length: centers.rows }, (_, index) => rowOf(centers, index));
  return {
    type: 'scatter',
    mode: 'markers',
    name: 'centers',
    x: rounded(rows.map(([x]) => x)),
    y: rounded(rows.map(([, y]) => y)),
    marker: { symbol: 'cross', size: 11, color: '#000000', line: { color: '#ffffff', width: 1.5 } },
    showlegend: false,
    hovertemplate: 'center (%{x:.2f}, %{y:.2f})<extra></extra>',
  };
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
  const points = placed(run.features, onCircle);
  return membersOf(run.labels, classes).map((indices, identity) => ({
    type: 'scatter',
    mode: 'markers',
    name: names?.[identity] ?? `class ${identity}`,
    x: rounded(
      indices.map((index) => points[index][0]),
      3,
    ),
    y: rounded(
      indices.map((index) => points[index][1]),
      3,
    ),
    xaxis: panel.x,
    yaxis: panel.y,
    legendgroup: `class ${identity}`,
    showlegend: legend,
    marker: { color: identityColour(identity), symbol: identitySymbol(identity), size: 5, opacity: 0.65 },
    hovertemplate: `${names?.[identity] ?? `class ${identity}`} (%{x:.2f}, %{y:.2f})<extra></extra>`,
  }));
}

function heading(run: ToyRun, panel: Panel): Layout {
  const numbers = run.numbers ?? spreadNote(angularStatistics(run.features, run.labels));
  return note(`<b>${run.name}</b><br><span style="font-size:11px">${numbers}</span>`, {
    xref: 'paper',
    yref: 'paper',
    x: (panel.xDomain[0] + panel.xDomain[1]) / 2,
    y: panel.yDomain[1],
    xanchor: 'center',
    yanchor: 'bottom',
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
