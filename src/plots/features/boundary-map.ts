import { expect } from '../../base/errors';
import { rowOf, type Matrix } from '../../base/matrix';
import { feasibilityNote, ruleName, targetLogit, type DecisionRule } from '../parts/decision-rules';
import { packed, rounded, type Figure, type Layout, type Trace } from '../parts/figure';
import { textAbove } from '../parts/heading';
import { membersOf } from '../parts/members';
import { panelGrid, type Panel } from '../parts/panels';
import { classClouds, extentOf, rowsOf, squarePage } from '../parts/plane';
import { colours, identityColour, tinted } from '../parts/theme';

/** One map: class weights in the plane, the rule that decides, and the features that it was trained on, if wanted. */
export interface BoundaryMap {
  rule: DecisionRule;
  /** [classes, 2] */
  weights: Matrix;
  /** [classes], softmax only. */
  bias?: ArrayLike<number>;
  /** [count, 2] */
  features?: Matrix;
  labels?: ArrayLike<number>;
  /** Written above the map instead of the rule's name. */
  name?: string;
}

interface BoundaryMapOptions {
  title?: string;
  note?: string;
  columns?: number;
  /** Cells per side, at most 60. */
  cells?: number;
}

/**
 * Each point of the plane in the colour of the class that wins there. Pale and hatched: the class is the nearest, but not by
 * the margin, so a training picture of it that fell there would still be pushed. Above each map: whether so many
 * classes on a circle can all keep that margin.
 */
export function boundaryMaps(maps: BoundaryMap | BoundaryMap[], options: BoundaryMapOptions = {}): Figure {
  const list = Array.isArray(maps) ? maps : [maps];
  expect(list.length > 0, 'There is no boundary map to draw: give at least one.');
  const {
    title = 'Which class wins where?',
    note: text = 'Pale and hatched: won, but not by the margin',
    cells = 60,
  } = options;
  expect(cells >= 2 && cells <= 60, `A boundary map has 2 to 60 cells per side, but ${cells} were asked for.`);
  list.forEach(({ rule, weights }) =>
    expect(
      weights.columns === 2 && weights.rows >= 2,
      `${ruleName(rule)}: the weights are [${weights.rows}, ${weights.columns}], expected [classes, 2] with two classes or more.`,
    ),
  );
  const columns = options.columns ?? Math.min(list.length, list.length > 4 ? 3 : 2);
  const rows = Math.ceil(list.length / columns);
  const panels = panelGrid(list.length, columns, { gapX: 0.06, gapY: rows > 1 ? 0.18 : 0 });
  const side = list.length === 1 ? 500 : columns === 2 ? 360 : 280;
  const extents = list.map((map) => (map.features === undefined ? 1.25 : extentOf(map.features)));
  return {
    data: list.flatMap((map, index) => panelTraces(map, panels[index], extents[index], cells)),
    layout: squarePage(
      { title, note: text, width: columns * side + 90, height: rows * (side + 20) + 130 },
      list.map((map, index) => ({
        panel: panels[index],
        extent: extents[index],
        heading: titleOf(map, panels[index]),
      })),
      { margin: { l: 46, r: 16, t: 128, b: 36 } },
    ),
  };
}

/** Who wins at a point of the plane, and whether by the margin. */
export function decide(
  x: number,
  y: number,
  { rule, weights, bias }: BoundaryMap,
): { winner: number; byMargin: boolean } {
  const logits = Array.from({ length: weights.rows }, (_, index) => {
    const [u, v] = rowOf(weights, index);
    if (rule.kind === 'softmax') return u * x + v * y + (bias?.[index] ?? 0);
    return (u * x + v * y) / (Math.hypot(u, v) * Math.hypot(x, y) || 1);
  });
  const winner = logits.indexOf(Math.max(...logits));
  if (rule.kind === 'softmax') return { winner, byMargin: true };
  const runnerUp = Math.max(...logits.filter((_, index) => index !== winner));
  const theta = Math.acos(Math.max(-1, Math.min(1, logits[winner])));
  return { winner, byMargin: targetLogit(theta, rule) >= runnerUp };
}

function panelTraces(map: BoundaryMap, panel: Panel, extent: number, cells: number): Trace[] {
  const classes = map.weights.rows;
  const centers = Array.from({ length: cells }, (_, cell) => extent * ((2 * (cell + 0.5)) / cells - 1));
  const won = new Uint8Array(cells * cells);
  const level = ({ winner, byMargin }: ReturnType<typeof decide>): number => 2 * winner + (byMargin ? 1 : 0);
  centers.forEach((y, row) => {
    centers.forEach((x, column) => (won[row * cells + column] = level(decide(x, y, map))));
  });
  const on = { xaxis: panel.x, yaxis: panel.y, showlegend: false };
  const hatched = hatching(map, extent);
  return [
    {
      type: 'heatmap',
      ...on,
      x0: centers[0],
      dx: (2 * extent) / cells,
      y0: centers[0],
      dy: (2 * extent) / cells,
      z: packed(won, [cells, cells]),
      colorscale: steps(classes),
      zmin: -0.5,
      zmax: 2 * classes - 0.5,
      showscale: false,
      hoverinfo: 'skip',
    },
    ...(hatched.x.length === 0
      ? []
      : [
          {
            type: 'scatter',
            mode: 'lines',
            ...on,
            ...hatched,
            line: { color: '#8d95a0', width: 0.8 },
            hoverinfo: 'skip',
          },
        ]),
    ...weightArrows(map, extent, on),
    ...featurePoints(map, on),
  ];
}

/** Two flat colours per class: pale where it wins without the margin, strong where it wins by it. */
function steps(classes: number): [number, string][] {
  const flat = Array.from({ length: classes }, (_, index) =>
    [0.2, 0.55].map((share) => tinted(identityColour(index), share)),
  ).flat();
  return flat.flatMap((colour, index): [number, string][] => [
    [index / flat.length, colour],
    [(index + 1) / flat.length, colour],
  ]);
}

/** Diagonal lines wherever the winner does not win by the margin; the ends of each piece, found along the line. */
function hatching(map: BoundaryMap, extent: number): { x: (number | null)[]; y: (number | null)[] } {
  const x: (number | null)[] = [];
  const y: (number | null)[] = [];
  const [lines, samples] = [64, 240];
  const spacing = (4 * extent) / lines;
  for (let line = 0; line <= lines; line++) {
    const offset = -2 * extent + line * spacing;
    let open = false;
    for (let sample = 0; sample <= samples; sample++) {
      const u = extent * ((2 * sample) / samples - 1);
      const v = u + offset;
      const hatched = sample < samples && Math.abs(v) <= extent && decide(u, v, map).byMargin === false;
      if (hatched !== open) {
        x.push(...(hatched ? [u] : [u, null]).map((value) => (value === null ? null : Number(value.toPrecision(4)))));
        y.push(...(hatched ? [v] : [v, null]).map((value) => (value === null ? null : Number(value.toPrecision(4)))));
        open = hatched;
      }
    }
  }
  return { x, y };
}

function weightArrows({ weights, features }: BoundaryMap, extent: number, on: Layout): Trace[] {
  const length = features === undefined ? 1 : extent * 0.92;
  return Array.from({ length: weights.rows }, (_, index) => {
    const [u, v] = rowOf(weights, index);
    const scale = length / (Math.hypot(u, v) || 1);
    return {
      type: 'scatter',
      mode: 'lines+markers',
      ...on,
      x: rounded([0, u * scale]),
      y: rounded([0, v * scale]),
      line: { color: identityColour(index), width: 2 },
      marker: { size: [0, 9], color: identityColour(index), line: { color: '#ffffff', width: 1 } },
      hovertemplate: `weight of class ${index}<extra></extra>`,
    };
  });
}

function featurePoints({ features, labels }: BoundaryMap, on: Layout): Trace[] {
  if (features === undefined || labels === undefined) return [];
  const members = membersOf(labels, Math.max(...Array.from(labels)) + 1);
  const clouds = classClouds(rowsOf(features), members, { size: 4, line: { color: '#ffffff', width: 0.5 } });
  return clouds.map((cloud, identity) => ({ ...cloud, ...on, hovertemplate: `class ${identity}<extra></extra>` }));
}

function titleOf({ rule, name, weights }: BoundaryMap, panel: Panel): Layout {
  const text = `<b>${name ?? ruleName(rule)}</b><br><span style="font-size:11px;color:${colours.text}">${feasibilityNote(rule, weights.rows)}</span>`;
  return textAbove(panel, text);
}
