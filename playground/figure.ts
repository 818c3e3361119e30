import { rowOf, takeRows, type Matrix } from '../src/base/matrix';
import { decide } from '../src/plots/features/boundary-map';
import { classSectors } from '../src/plots/parts/angles';
import { boundaryAngle, type DecisionRule } from '../src/plots/parts/decision-rules';
import { identitySymbol } from '../src/plots/parts/theme';
import type { Labelled, Snapshot } from './training';

/** What the figure shows. */
export interface Scene extends Labelled {
  snapshot: Snapshot;
  rule: DecisionRule;
  infeasible: boolean;
  colourOf: (label: number) => string;
  /** The first face of a class, to stand outside of the ring. */
  face: (label: number) => { image: CanvasImageSource; x: number; y: number; side: number };
  dark: boolean;
  /** The picture under the pointer. */
  hovered?: number;
  /** The boundary that is being dragged. */
  dragged?: Boundary;
}

/** The end of a class by the margin, on the side of a neighbour. */
export interface Boundary {
  label: number;
  neighbour: number;
  /** Direction of the class weight, of the boundary, and between the two weights. */
  weight: number;
  angle: number;
  between: number;
  /** 1 where the neighbour lies counter-clockwise. */
  side: 1 | -1;
}

const ringRadius = 0.39;
const pageColour = (dark: boolean): string => (dark ? '#14171b' : '#ffffff');

/** Where everything lies on a canvas of so many pixels. */
export function geometry(
  size: number,
  { values }: Matrix,
): {
  middle: number;
  ring: number;
  place: (row: number) => [x: number, y: number];
  at: (angle: number, radius: number) => [x: number, y: number];
  extent: number;
} {
  const middle = size / 2;
  const ring = ringRadius * size;
  const lengths = Array.from({ length: values.length / 2 }, (_, row) =>
    Math.hypot(values[2 * row], values[2 * row + 1]),
  );
  const sorted = [...lengths].sort((a, b) => a - b);
  const extent = (sorted[Math.floor(0.97 * (sorted.length - 1))] || 1) * 1.08;
  return {
    middle,
    ring,
    extent,
    place: (row) => {
      // The longest few are drawn on the rim instead of making all others small.
      const scale = (ring * 0.95) / Math.max(extent, lengths[row] * 1.0);
      return [middle + values[2 * row] * scale, middle - values[2 * row + 1] * scale];
    },
    at: (angle, radius) => [middle + radius * Math.cos(angle), middle - radius * Math.sin(angle)],
  };
}

/** Every class's two ends by the margin; none for a rule without a margin. */
export function boundariesOf(weights: Matrix, rule: DecisionRule): Boundary[] {
  if (rule.kind === 'softmax' || rule.kind === 'modified' || weights.rows < 2) return [];
  const around = Array.from({ length: weights.rows }, (_, label) => {
    const [x, y] = rowOf(weights, label);
    return { label, angle: Math.atan2(y, x) };
  }).sort((a, b) => a.angle - b.angle);
  return around.flatMap(({ label, angle }, position) =>
    ([1, -1] as const).map((side): Boundary => {
      const next = around[(position + side + around.length) % around.length];
      const between = ((((next.angle - angle) * side) % (2 * Math.PI)) + 2 * Math.PI) % (2 * Math.PI) || 2 * Math.PI;
      // From more than half a turn away a neighbour is nearer the other way round.
      const reach = Math.min(between, Math.PI);
      const angleOfEnd = angle + side * boundaryAngle(rule, reach);
      return { label, neighbour: next.label, weight: angle, angle: angleOfEnd, between: reach, side };
    }),
  );
}

/** Draws the plane inside the ring, the directions on it, and the people around it. */
export function drawFigure(context: CanvasRenderingContext2D, size: number, scene: Scene): void {
  const { snapshot, rule, colourOf, dark, labels, truth } = scene;
  const { embeddings, weights } = snapshot;
  const { middle, ring, extent, place, at } = geometry(size, embeddings);
  const ink = dark ? '#e8eaee' : '#22262b';
  context.clearRect(0, 0, size, size);
  context.save();
  context.beginPath();
  context.arc(middle, middle, ring, 0, 2 * Math.PI);
  context.fillStyle = dark ? '#1e2329' : '#f4f5f7';
  context.fill();
  context.clip();
  if (rule.kind === 'softmax' && snapshot.bias) drawPlaneRegions(context, { middle, ring, extent }, scene);
  else drawSectors(context, size, scene);
  context.restore();

  const classes = weights.rows;
  for (let label = 0; label < classes; label++) {
    const [x, y] = rowOf(weights, label);
    const tip = at(Math.atan2(y, x), ring);
    stroke(context, [[middle, middle], tip], {
      colour: colourOf(label),
      width: size / 260,
      dash: snapshot.hasWeights ? [] : [2, 5],
    });
  }
  for (const [x, y] of snapshot.centers ?? []) {
    stroke(context, [[middle, middle], at(Math.atan2(y, x), ring)], { colour: ink, width: 1, dash: [] });
  }
  drawDots(context, size, scene, place);

  // The ring: every direction as a tick, the sector that holds 95 % of a class as a band.
  context.beginPath();
  context.arc(middle, middle, ring, 0, 2 * Math.PI);
  context.strokeStyle = dark ? '#6b7480' : '#8a919c';
  context.lineWidth = 1;
  context.stroke();
  const right = Array.from(truth.keys()).filter((row) => labels[row] === truth[row]);
  const labelsOfRight = right.map((row) => truth[row]);
  const sectors = classSectors(takeRows(embeddings, right), labelsOfRight, classes);
  // Of few pictures with wrong labels among them, one that went astray would stretch a band around the ring.
  const isClean = right.length === truth.length;
  sectors.forEach(({ middle: direction, halfWidth }, label) => {
    if (!isClean) return;
    context.beginPath();
    context.arc(middle, middle, ring * 1.035, -direction - halfWidth, -direction + halfWidth);
    context.strokeStyle = colourOf(label);
    context.lineWidth = size / 55;
    context.stroke();
  });
  truth.forEach((_, row) => {
    const angle = Math.atan2(embeddings.values[2 * row + 1], embeddings.values[2 * row]);
    stroke(context, [at(angle, ring * 1.0), at(angle, ring * 1.02)], { colour: ink, width: 1, dash: [] });
  });

  for (const boundary of boundariesOf(weights, rule)) {
    const isDragged =
      scene.dragged?.label === boundary.label &&
      scene.dragged.side === boundary.side &&
      scene.dragged.neighbour === boundary.neighbour;
    const colour = scene.infeasible ? (dark ? '#ffa25c' : '#a33b00') : ink;
    stroke(context, [[middle, middle], at(boundary.angle, ring)], { colour, width: isDragged ? 3 : 1.2, dash: [6, 5] });
    const [x, y] = at(boundary.angle, ring * 0.985);
    context.beginPath();
    context.arc(x, y, Math.max(4.5, size / 110) * (isDragged ? 1.5 : 1), 0, 2 * Math.PI);
    context.fillStyle = pageColour(dark);
    context.strokeStyle = colour;
    context.lineWidth = 2;
    context.fill();
    context.stroke();
  }
  drawFaces(context, size, scene, sectors, at);
}

function drawSectors(context: CanvasRenderingContext2D, size: number, { snapshot, rule, colourOf, dark }: Scene): void {
  const { weights } = snapshot;
  const middle = size / 2;
  const samples = 1080;
  const level = (sample: number) => {
    const angle = (2 * Math.PI * sample) / samples;
    return decide(Math.cos(angle), Math.sin(angle), { rule, weights });
  };
  const hatch = hatching(context, dark);
  let from = 0;
  let open = level(0);
  for (let sample = 1; sample <= samples; sample++) {
    const next = sample < samples ? level(sample) : { winner: -1, byMargin: false };
    if (next.winner === open.winner && next.byMargin === open.byMargin) continue;
    context.beginPath();
    context.moveTo(middle, middle);
    context.arc(
      middle,
      middle,
      size,
      (-2 * Math.PI * (from - 0.5)) / samples,
      (-2 * Math.PI * (sample - 0.5)) / samples,
      true,
    );
    context.closePath();
    fillRegion(context, colourOf(open.winner), open.byMargin, hatch);
    [from, open] = [sample, next];
  }
}

/** Regions of a rule whose boundaries do not all pass through the origin, cell by cell. */
function drawPlaneRegions(
  context: CanvasRenderingContext2D,
  { middle, ring, extent }: { middle: number; ring: number; extent: number },
  { snapshot, rule, colourOf }: Scene,
): void {
  const { weights, bias } = snapshot;
  const scale = extent / (0.95 * ring);
  const winnerAt = (x: number, y: number): number => decide(x * scale, -y * scale, { rule, weights, bias }).winner;
  const height = 3;
  context.globalAlpha = 0.45;
  for (let y = -ring; y < ring; y += height) {
    for (const { from, to, winner } of wonAlong(ring, (x) => winnerAt(x, y))) {
      context.fillStyle = colourOf(winner);
      context.fillRect(middle + from, Math.round(middle + y), to - from, height);
    }
  }
  context.globalAlpha = 1;
}

/** Who wins along a line from −`ring` to `ring`: looked up in 24 places, each change then found by halving. Without gaps. */
export function wonAlong(
  ring: number,
  winnerAt: (x: number) => number,
): { from: number; to: number; winner: number }[] {
  const places = Array.from({ length: 25 }, (_, place) => (ring * (place - 12)) / 12);
  const runs = [{ from: -ring, to: ring, winner: winnerAt(-ring) }];
  for (let place = 1; place < places.length; place++) {
    const before = runs[runs.length - 1];
    const winner = winnerAt(places[place]);
    if (winner === before.winner) continue;
    let [low, high] = [places[place - 1], places[place]];
    for (let halving = 0; halving < 5; halving++) {
      const between = (low + high) / 2;
      if (winnerAt(between) === before.winner) low = between;
      else high = between;
    }
    before.to = high;
    runs.push({ from: high, to: ring, winner });
  }
  return runs;
}

function fillRegion(context: CanvasRenderingContext2D, colour: string, byMargin: boolean, hatch: CanvasPattern): void {
  context.globalAlpha = byMargin ? 0.5 : 0.14;
  context.fillStyle = colour;
  context.fill();
  context.globalAlpha = 1;
  if (byMargin) return;
  context.fillStyle = hatch;
  context.fill();
}

/** Diagonal lines on nothing. */
function hatching(context: CanvasRenderingContext2D, dark: boolean): CanvasPattern {
  const tile = document.createElement('canvas');
  tile.width = tile.height = 12;
  const pen = tile.getContext('2d')!;
  pen.strokeStyle = dark ? '#8d97a4' : '#7d8793';
  pen.lineWidth = 1.3;
  pen.beginPath();
  for (const shift of [-12, 0, 12]) {
    pen.moveTo(shift - 2, 14);
    pen.lineTo(shift + 14, -2);
  }
  pen.stroke();
  return context.createPattern(tile, 'repeat')!;
}

function drawDots(
  context: CanvasRenderingContext2D,
  size: number,
  { labels, truth, colourOf, dark, hovered }: Scene,
  place: (row: number) => [number, number],
): void {
  const radius = Math.max(3.2, size / 130);
  truth.forEach((label, row) => {
    const [x, y] = place(row);
    const isWrong = labels[row] !== label;
    context.beginPath();
    symbolPath(context, identitySymbol(label), x, y, radius * (row === hovered ? 1.8 : 1));
    context.fillStyle = colourOf(label);
    context.lineWidth = isWrong ? radius * 0.7 : 1;
    context.strokeStyle = isWrong ? colourOf(labels[row]) : pageColour(dark);
    context.fill();
    context.stroke();
    if (!isWrong) return;
    context.beginPath();
    context.arc(x, y, radius * 1.9, 0, 2 * Math.PI);
    context.lineWidth = radius * 0.55;
    context.stroke();
  });
}

/** The outline of a class's symbol around a point. */
export function symbolPath(context: CanvasRenderingContext2D, symbol: string, x: number, y: number, r: number): void {
  const polygon = (corners: number, turn: number, inner = 1): void => {
    const points = inner === 1 ? corners : corners * 2;
    for (let corner = 0; corner < points; corner++) {
      const angle = turn + (2 * Math.PI * corner) / points;
      const length = r * 1.3 * (inner !== 1 && corner % 2 === 1 ? inner : 1);
      context.lineTo(x + length * Math.cos(angle), y + length * Math.sin(angle));
    }
    context.closePath();
  };
  if (symbol === 'square') polygon(4, Math.PI / 4);
  else if (symbol === 'diamond') polygon(4, 0);
  else if (symbol === 'triangle-up') polygon(3, -Math.PI / 2);
  else if (symbol === 'triangle-down') polygon(3, Math.PI / 2);
  else if (symbol === 'cross') polygon(4, 0, 0.45);
  else if (symbol === 'x') polygon(4, Math.PI / 4, 0.45);
  else if (symbol === 'star') polygon(5, -Math.PI / 2, 0.5);
  else context.arc(x, y, r, 0, 2 * Math.PI);
}

function drawFaces(
  context: CanvasRenderingContext2D,
  size: number,
  { colourOf, face }: Scene,
  sectors: { middle: number }[],
  at: (angle: number, radius: number) => [number, number],
): void {
  const half = size * 0.042;
  const angles = apart(
    sectors.map(({ middle }) => middle),
    (2.1 * half) / (0.455 * size),
  );
  angles.forEach((angle, label) => {
    const [x, y] = at(angle, 0.455 * size);
    const { image, x: left, y: top, side } = face(label);
    context.save();
    context.beginPath();
    context.arc(x, y, half, 0, 2 * Math.PI);
    context.clip();
    context.drawImage(image, left, top, side, side, x - half, y - half, 2 * half, 2 * half);
    context.restore();
    context.beginPath();
    context.arc(x, y, half, 0, 2 * Math.PI);
    context.lineWidth = Math.max(2, size / 200);
    context.strokeStyle = colourOf(label);
    context.stroke();
  });
}

/** Directions moved apart until neighbours are `least` from each other, so that faces do not cover one another. */
function apart(angles: number[], least: number): number[] {
  const moved = [...angles];
  const order = angles.map((_, index) => index).sort((a, b) => angles[a] - angles[b]);
  for (let round = 0; round < 60; round++) {
    for (let position = 0; position < order.length && order.length > 1; position++) {
      const [a, b] = [order[position], order[(position + 1) % order.length]];
      const turn = position + 1 === order.length ? 2 * Math.PI : 0;
      const missing = least - (moved[b] + turn - moved[a]);
      if (missing <= 0) continue;
      moved[a] -= missing / 2;
      moved[b] += missing / 2;
    }
  }
  return moved;
}

function stroke(
  context: CanvasRenderingContext2D,
  [[x0, y0], [x1, y1]]: [number, number][],
  { colour, width, dash }: { colour: string; width: number; dash: number[] },
): void {
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.setLineDash(dash);
  context.stroke();
  context.setLineDash([]);
}
