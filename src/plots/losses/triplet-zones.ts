import { expect } from '../../base/errors';
import { rounded, type Figure, type Layout, type Trace } from '../parts/figure';
import { heading } from '../parts/heading';
import { panelGrid, type Panel } from '../parts/panels';
import { squareAxes } from '../parts/plane';
import { colours, page, tinted } from '../parts/theme';

/** One anchor and its positive, among the pictures of other people; squared distances of unit vectors from the anchor. */
export interface TripletZone {
  name: string;
  toPositive: number;
  toNegatives: ArrayLike<number>;
  /** Which of the negatives a miner takes. */
  chosen?: number;
}

/** Each point is turned by this more than the one before, so that no two lie on each other: pi (3 − √5). */
const goldenAngle = Math.PI * (3 - Math.sqrt(5));

/**
 * Which negatives are hard, semi-hard and easy: the anchor stands in the middle, every other picture at its distance from it.
 * Only distances are measured; the direction in which a picture stands means nothing. One panel per anchor–positive pair.
 */
export function tripletZones(
  zones: TripletZone[],
  {
    margin,
    title = 'Hard, semi-hard, easy: seen from the anchor',
    note: text,
  }: { margin: number; title?: string; note?: string },
): Figure {
  expect(zones.length > 0, 'There is no triplet to draw: give at least one anchor with its positive and negatives.');
  const panels = panelGrid(zones.length, zones.length, { gapX: 0.06 });
  const farthest = Math.max(
    ...zones.flatMap(({ toNegatives, toPositive }) => [...Array.from(toNegatives), toPositive + margin]),
  );
  const extent = Math.sqrt(farthest) * 1.1;
  const side = zones.length === 1 ? 520 : 360;
  const named = new Set<string>(); // each kind stands once in the legend, of the first panel that has it
  return {
    data: zones
      .flatMap((zone, index) => tracesOf(zone, panels[index], margin))
      .map((trace) => {
        const showlegend = named.has(trace.name as string) === false;
        named.add(trace.name as string);
        return { ...trace, showlegend };
      }),
    layout: page(
      { title, note: text, width: zones.length * side + 80, height: side + 150 },
      {
        ...Object.assign({}, ...panels.map((panel) => bare(squareAxes(panel, extent)))),
        shapes: zones.flatMap((zone, index) => rings(zone, panels[index], margin, extent)),
        annotations: zones.map((zone, index) => titleOf(zone, panels[index], margin)),
        showlegend: true,
        legend: { orientation: 'h', x: 0.5, xanchor: 'center', y: -0.02, yanchor: 'top', font: { size: 12 } },
        margin: { l: 20, r: 20, t: 124, b: 50 },
      },
    ),
  };
}

/** Nothing but the scale: the panel shows distances from its middle. */
function bare(axes: Layout): Layout {
  return Object.fromEntries(
    Object.entries(axes).map(([key, value]) => {
      const { domain, anchor, range, constrain, scaleanchor } = value as Layout;
      const kept = { domain, anchor, range, constrain, visible: false };
      return [key, scaleanchor === undefined ? kept : { ...kept, scaleanchor }];
    }),
  );
}

function rings({ toPositive }: TripletZone, { x: xref, y: yref }: Panel, margin: number, extent: number): Layout[] {
  const disc = (radius: number, fillcolor: string, line: Layout): Layout => ({
    type: 'circle',
    xref,
    yref,
    x0: -radius,
    y0: -radius,
    x1: radius,
    y1: radius,
    fillcolor,
    line,
    layer: 'below',
  });
  return [
    disc(extent, tinted('#56b4e9', 0.15), { width: 0 }),
    disc(Math.sqrt(toPositive + margin), tinted(colours.warning, 0.3), {
      width: 1,
      color: colours.warning,
      dash: 'dash',
    }),
    disc(Math.sqrt(toPositive), tinted(colours.different, 0.25), { width: 1.5, color: colours.same }),
  ];
}

/** The kind of a negative at this squared distance; `mining/triplets` counts by the same rule. */
export function zoneOf(toNegative: number, toPositive: number, margin: number): 'hard' | 'semi-hard' | 'easy' {
  if (toNegative <= toPositive) return 'hard';
  return toNegative < toPositive + margin ? 'semi-hard' : 'easy';
}

function tracesOf(
  { toPositive, toNegatives, chosen }: TripletZone,
  { x: xaxis, y: yaxis }: Panel,
  margin: number,
): Trace[] {
  const negatives = Array.from(toNegatives);
  const place = (squared: number, turn: number): [number, number] => [
    Math.sqrt(squared) * Math.cos(turn * goldenAngle),
    Math.sqrt(squared) * Math.sin(turn * goldenAngle),
  ];
  const marks = (name: string, points: [number, number][], marker: Layout, hover: string[]): Trace => ({
    type: 'scatter',
    mode: 'markers',
    name,
    x: rounded(points.map(([x]) => x)),
    y: rounded(points.map(([, y]) => y)),
    text: hover,
    xaxis,
    yaxis,
    marker,
    legendgroup: name,
    hovertemplate: '%{text}<extra></extra>',
  });
  const kind = { hard: colours.different, 'semi-hard': colours.warning, easy: '#56b4e9' };
  const others = negatives.map((squared, index) => place(squared, index + 1));
  const traces = [
    marks('anchor', [[0, 0]], { symbol: 'star', size: 14, color: '#000000' }, ['anchor']),
    marks(
      'positive',
      [place(toPositive, 0)],
      { symbol: 'circle', size: 12, color: colours.same, line: { width: 1.5, color: '#ffffff' } },
      [`positive, d² = ${toPositive.toFixed(2)}`],
    ),
    ...(['hard', 'semi-hard', 'easy'] as const).flatMap((zone) => {
      const own = Array.from(negatives.keys()).filter((i) => zoneOf(negatives[i], toPositive, margin) === zone);
      if (own.length === 0) return [];
      return marks(
        `${zone} negative`,
        own.map((i) => others[i]),
        { symbol: 'x', size: 8, color: kind[zone], line: { width: 0.5, color: colours.text } },
        own.map((i) => `${zone} negative, d² = ${negatives[i].toFixed(2)}`),
      );
    }),
  ];
  if (chosen === undefined) return traces;
  const ring = { symbol: 'circle-open', size: 18, color: '#000000', line: { width: 2.5 } };
  return [...traces, marks('mined', [others[chosen]], ring, [`mined, d² = ${negatives[chosen].toFixed(2)}`])];
}

function titleOf({ name, toPositive, toNegatives }: TripletZone, panel: Panel, margin: number): Layout {
  const kinds = Array.from(toNegatives, (squared) => zoneOf(squared, toPositive, margin));
  const count = (kind: string): number => kinds.filter((each) => each === kind).length;
  const numbers = `${count('hard')} hard · ${count('semi-hard')} semi-hard · ${count('easy')} easy`;
  return heading(panel, name, numbers);
}
