import { expect } from '../../base/errors';
import { rowOf, type Matrix } from '../../base/matrix';
import { feasibilityNote, ruleName, targetLogit, type DecisionRule } from '../parts/decision-rules';
import { rounded, type Figure, type Layout, type Trace } from '../parts/figure';
import { textAbove } from '../parts/heading';
import { membersOf } from '../parts/members';
import { panelGrid, type Panel } from '../parts/panels';
import { classClouds, coordinates, extentOf, rowsOf, squareAxes } from '../parts/plane';
import { angleLabels, anglesInWords, emptyAngles, wonAngles, type Sector } from '../parts/sector-angles';
import { colours, identityColour, page, tinted } from '../parts/theme';

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
  /** A further line above the map: what was measured. */
  numbers?: string;
}

interface BoundaryMapOptions {
  title?: string;
  note?: string;
  columns?: number;
  /**
   * Write angles at the rim, and their range above the map. `empty`: between each two neighbours that win by the margin.
   * `won`: what each class wins, by the margin or not; for softmax far from the origin, where its bias no longer counts.
   */
  angles?: 'empty' | 'won';
  /** With `won`: what stands above the angle that each class wins, such as its number of pictures. */
  classes?: readonly string[];
}

/**
 * Each point of the plane in the colour of the class that wins there, with exact borders. Pale and hatched: the class is the
 * nearest, but not by the margin, so a training picture of it that fell there would still be pushed. Above each map: whether so
 * many classes on a circle can all keep that margin, or with `angles` what is won or empty.
 */
export function boundaryMaps(maps: BoundaryMap | BoundaryMap[], options: BoundaryMapOptions = {}): Figure {
  const list = Array.isArray(maps) ? maps : [maps];
  expect(list.length > 0, 'There is no boundary map to draw: give at least one.');
  const {
    title = 'Which class wins where?',
    note: text = 'Pale and hatched: won, but not by the margin',
    angles,
    classes,
  } = options;
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
  const sectors = list.map(sectorsOf);
  const extents = list.map((map) => (map.features === undefined ? 1.25 : extentOf(map.features)));
  return {
    data: list.flatMap((map, index) => panelTraces(map, panels[index], extents[index], sectors[index])),
    layout: page(
      { title, note: text, width: columns * side + 90, height: rows * (side + 20) + 130 },
      {
        showlegend: false,
        ...Object.assign({}, ...panels.map((panel, index) => squareAxes(panel, extents[index]))),
        annotations: list.flatMap((map, index) => {
          if (angles === undefined) return [titleOf(map, panels[index], feasibilityNote(map.rule, map.weights.rows))];
          const written = angles === 'empty' ? emptyAngles(sectors[index]) : wonAngles(sectors[index]);
          const below = anglesInWords(angles, written);
          return [titleOf(map, panels[index], below), ...angleLabels(written, panels[index], extents[index], classes)];
        }),
        margin: { l: 46, r: 16, t: list.some(({ numbers }) => numbers !== undefined) ? 144 : 128, b: 36 },
      },
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

/**
 * The share of features [count, 2] that training still pushes under a rule: their own class does not win, or not by the margin. The
 * weights and the rule are those of the map, its own features do not count.
 */
export function stillPushed(features: Matrix, labels: ArrayLike<number>, map: BoundaryMap): number {
  const pushed = Array.from(labels).filter((label, row) => {
    const [x, y] = rowOf(features, row);
    const { winner, byMargin } = decide(x, y, map);
    return winner !== label || byMargin === false;
  });
  return pushed.length / labels.length;
}

function panelTraces(map: BoundaryMap, panel: Panel, extent: number, sectors: Sector[]): Trace[] {
  const on = { xaxis: panel.x, yaxis: panel.y, showlegend: false };
  const areas =
    map.rule.kind === 'softmax'
      ? softmaxAreas(map, extent)
      : sectors.map(({ from, until, winner, byMargin }) => ({
          outline: wedge(from, until, extent),
          colour: tinted(identityColour(winner), byMargin ? 0.55 : 0.2),
        }));
  const hatched = hatching(map, extent);
  return [
    ...areas.map(({ outline, colour }) => ({
      type: 'scatter',
      mode: 'lines',
      ...on,
      ...coordinates(outline, 5),
      fill: 'toself',
      fillcolor: colour,
      line: { width: 0 },
      hoverinfo: 'skip',
    })),
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

/**
 * Who wins in which direction, seen from far away: the borders are rays, found by halving to 1e-9 radians. Sectors
 * narrower than a quarter of a degree may be missed.
 */
export function sectorsOf(map: BoundaryMap): Sector[] {
  const far = 1e9; // where a bias no longer counts
  const at = (angle: number): ReturnType<typeof decide> => decide(far * Math.cos(angle), far * Math.sin(angle), map);
  const same = (a: ReturnType<typeof at>, b: ReturnType<typeof at>): boolean =>
    a.winner === b.winner && a.byMargin === b.byMargin;
  const samples = 1440;
  const borders: number[] = [];
  for (let sample = 0; sample < samples; sample++) {
    let [low, high] = [sample, sample + 1].map((count) => (2 * Math.PI * (count + 0.37)) / samples);
    if (same(at(low), at(high))) continue;
    while (high - low > 1e-9) {
      const middle = (low + high) / 2;
      if (same(at(low), at(middle))) low = middle;
      else high = middle;
    }
    borders.push(high);
  }
  return borders.map((from, index) => {
    const until = index + 1 < borders.length ? borders[index + 1] : borders[0] + 2 * Math.PI;
    return { from, until, ...at((from + until) / 2) };
  });
}

/** The outline of a sector in a square of half side `extent`, corners of the square included. */
function wedge(from: number, until: number, extent: number): number[][] {
  const rim = (angle: number): number[] => {
    const [u, v] = [Math.cos(angle), Math.sin(angle)];
    const length = extent / Math.max(Math.abs(u), Math.abs(v));
    return [u * length, v * length];
  };
  const corners = Array.from({ length: 9 }, (_, corner) => Math.PI / 4 + (corner * Math.PI) / 2);
  const between = corners.filter((corner) => corner > from && corner < until);
  return [[0, 0], ...[from, ...between, until].map(rim), [0, 0]];
}

/** What each class of a softmax has of the square: the square, cut along its border with each other class. */
function softmaxAreas({ weights, bias }: BoundaryMap, extent: number): { outline: number[][]; colour: string }[] {
  const square = [
    [-extent, -extent],
    [extent, -extent],
    [extent, extent],
    [-extent, extent],
  ];
  const logit = (index: number, [x, y]: number[]): number => {
    const [u, v] = rowOf(weights, index);
    return u * x + v * y + (bias?.[index] ?? 0);
  };
  return Array.from({ length: weights.rows }, (_, own) => {
    let outline = square;
    for (let other = 0; other < weights.rows; other++) {
      if (other !== own) outline = cut(outline, (point) => logit(own, point) - logit(other, point));
    }
    return { outline: outline.length === 0 ? [] : [...outline, outline[0]], colour: tinted(identityColour(own), 0.55) };
  }).filter(({ outline }) => outline.length > 0);
}

/** The part of a convex outline on which a linear function is not negative. */
function cut(outline: number[][], ahead: (point: number[]) => number): number[][] {
  return outline.flatMap((point, index) => {
    const next = outline[(index + 1) % outline.length];
    const [here, there] = [ahead(point), ahead(next)];
    const crossing =
      here >= 0 === there >= 0 ? [] : [point.map((value, i) => value + ((next[i] - value) * here) / (here - there))];
    return here >= 0 ? [point, ...crossing] : crossing;
  });
}

/** Diagonal lines wherever the winner does not win by the margin; the ends of each piece, found along the line by halving. */
function hatching(map: BoundaryMap, extent: number): { x: (number | null)[]; y: (number | null)[] } {
  const x: (number | null)[] = [];
  const y: (number | null)[] = [];
  const [lines, samples] = [64, 240];
  const spacing = (4 * extent) / lines;
  for (let line = 0; line <= lines; line++) {
    const offset = -2 * extent + line * spacing;
    const hatched = (u: number): boolean =>
      Math.abs(u) <= extent && Math.abs(u + offset) <= extent && decide(u, u + offset, map).byMargin === false;
    for (let sample = 0; sample <= samples; sample++) {
      let [low, high] = [sample - 1, sample].map((count) => extent * ((2 * (count + 0.5)) / samples - 1));
      const opens = hatched(high);
      if (hatched(low) === opens) continue;
      for (let halving = 0; halving < 20; halving++) {
        const middle = (low + high) / 2;
        if (hatched(middle) === opens) high = middle;
        else low = middle;
      }
      x.push(Number(high.toPrecision(4)), ...(opens ? [] : [null]));
      y.push(Number((high + offset).toPrecision(4)), ...(opens ? [] : [null]));
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

function titleOf({ rule, name, numbers }: BoundaryMap, panel: Panel, below: string): Layout {
  const small = [below, ...(numbers === undefined ? [] : [numbers])]
    .map((text) => `<br><span style="font-size:11px;color:${colours.text}">${text}</span>`)
    .join('');
  return textAbove(panel, `<b>${name ?? ruleName(rule)}</b>${small}`);
}
