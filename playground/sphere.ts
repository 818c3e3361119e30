import { rowOf, type Matrix } from '../src/base/matrix';
import { targetLogit, type DecisionRule } from '../src/plots/parts/decision-rules';
import { identitySymbol } from '../src/plots/parts/theme';
import { symbolPath, type Scene } from './figure';

/** From where the sphere is seen: turned about the upright axis, then tilted towards the eye, in radians. */
export interface View {
  turn: number;
  tilt: number;
}

type Point = [x: number, y: number, z: number];

const radiusShare = 0.37;
/** Pixels across the regions, which the canvas enlarges. */
const grain = 200;

/** A point of the sphere as the eye has it: x to the right, y up, z towards the eye. */
export function seen([x, y, z]: ArrayLike<number> & Iterable<number>, { turn, tilt }: View): Point {
  const [across, deep] = [x * Math.cos(turn) - z * Math.sin(turn), x * Math.sin(turn) + z * Math.cos(turn)];
  return [across, y * Math.cos(tilt) - deep * Math.sin(tilt), y * Math.sin(tilt) + deep * Math.cos(tilt)];
}

/** What {@link seen} shows there: its inverse. */
export function unseen([x, y, z]: Point, { turn, tilt }: View): Point {
  const [up, deep] = [y * Math.cos(tilt) + z * Math.sin(tilt), z * Math.cos(tilt) - y * Math.sin(tilt)];
  return [x * Math.cos(turn) + deep * Math.sin(turn), up, deep * Math.cos(turn) - x * Math.sin(turn)];
}

/** Where a direction lies on a canvas of so many pixels; `front` where the sphere does not hide it. */
export function placeOnSphere(
  size: number,
  direction: Iterable<number>,
  view: View,
  reach = 1,
): { x: number; y: number; front: boolean } {
  const [x, y, z] = seen(unit(direction), view);
  const scale = radiusShare * size * reach;
  return { x: size / 2 + x * scale, y: size / 2 - y * scale, front: z >= 0 };
}

/** Who wins in a direction of the sphere, and whether by the margin. Softmax decides at the usual length of an embedding. */
export function decideOnSphere(
  point: Point,
  { rule, weights, bias, length }: { rule: DecisionRule; weights: Matrix; bias?: ArrayLike<number>; length: number },
): { winner: number; byMargin: boolean } {
  let [winner, best, second] = [0, -Infinity, -Infinity];
  for (let label = 0; label < weights.rows; label++) {
    const at = 3 * label;
    const [u, v, w] = [weights.values[at], weights.values[at + 1], weights.values[at + 2]];
    const product = u * point[0] + v * point[1] + w * point[2];
    const logit =
      rule.kind === 'softmax' ? product * length + (bias?.[label] ?? 0) : product / (Math.hypot(u, v, w) || 1);
    if (logit > best) [winner, second, best] = [label, best, logit];
    else if (logit > second) second = logit;
  }
  if (rule.kind === 'softmax') return { winner, byMargin: true };
  const theta = Math.acos(Math.max(-1, Math.min(1, best)));
  return { winner, byMargin: targetLogit(theta, rule) >= second };
}

/** Draws the sphere with the regions of the classes, the pictures on it, those behind it faded, and the people around it. */
export function drawSphere(context: CanvasRenderingContext2D, size: number, scene: Scene, view: View): void {
  const { snapshot, colourOf, dark, labels, truth, hovered } = scene;
  const { embeddings, weights } = snapshot;
  const [middle, radius] = [size / 2, radiusShare * size];
  context.clearRect(0, 0, size, size);
  context.beginPath();
  context.arc(middle, middle, radius, 0, 2 * Math.PI);
  context.fillStyle = dark ? '#1e2329' : '#f4f5f7';
  context.fill();

  const rows = Array.from(truth.keys()).map((row) => ({ row, ...placeOnSphere(size, rowOf(embeddings, row), view) }));
  const dot = ({ row, x, y }: { row: number; x: number; y: number }): void => {
    const isWrong = labels[row] !== truth[row];
    context.beginPath();
    symbolPath(context, identitySymbol(truth[row]), x, y, Math.max(3.2, size / 130) * (row === hovered ? 1.8 : 1));
    context.fillStyle = colourOf(truth[row]);
    context.strokeStyle = isWrong ? colourOf(labels[row]) : dark ? '#14171b' : '#ffffff';
    context.lineWidth = isWrong ? 3 : 1;
    context.fill();
    context.stroke();
  };
  const ends = Array.from({ length: weights.rows }, (_, label) => ({
    label,
    ...placeOnSphere(size, rowOf(weights, label), view),
  }));
  const axis = ({ label, x, y }: { label: number; x: number; y: number }): void => {
    context.beginPath();
    context.arc(x, y, Math.max(6, size / 70), 0, 2 * Math.PI);
    context.strokeStyle = colourOf(label);
    context.lineWidth = Math.max(2, size / 220);
    context.stroke();
  };
  context.globalAlpha = 0.3;
  rows.filter(({ front }) => !front).forEach(dot);
  ends.filter(({ front }) => !front).forEach(axis);
  context.globalAlpha = 1;
  context.imageSmoothingEnabled = true;
  context.drawImage(regions(scene, view), middle - radius, middle - radius, 2 * radius, 2 * radius);
  context.beginPath();
  context.arc(middle, middle, radius, 0, 2 * Math.PI);
  context.strokeStyle = dark ? '#6b7480' : '#8a919c';
  context.lineWidth = 1;
  context.stroke();
  rows.filter(({ front }) => front).forEach(dot);
  ends.filter(({ front }) => front).forEach(axis);
  for (const { label, front } of [...ends].sort((a, b) => Number(a.front) - Number(b.front))) {
    const { x, y } = placeOnSphere(size, rowOf(weights, label), view, 1.22);
    drawFace(context, { x, y, half: size * 0.042 * (front ? 1 : 0.75) }, scene.face(label), colourOf(label), front);
  }
}

function drawFace(
  context: CanvasRenderingContext2D,
  { x, y, half }: { x: number; y: number; half: number },
  { image, x: left, y: top, side }: ReturnType<Scene['face']>,
  colour: string,
  front: boolean,
): void {
  context.save();
  context.globalAlpha = front ? 1 : 0.35;
  context.beginPath();
  context.arc(x, y, half, 0, 2 * Math.PI);
  context.lineWidth = 4;
  context.strokeStyle = colour;
  context.stroke();
  context.clip();
  context.drawImage(image, left, top, side, side, x - half, y - half, 2 * half, 2 * half);
  context.restore();
}

let canvas: HTMLCanvasElement | undefined;

/** The half of the sphere that is seen, in the colours of who wins; pale and hatched where not by the margin. */
function regions({ snapshot, rule, colourOf }: Scene, view: View): HTMLCanvasElement {
  canvas ??= Object.assign(document.createElement('canvas'), { width: grain, height: grain });
  const context = canvas.getContext('2d')!;
  const image = context.createImageData(grain, grain);
  const { weights, bias, embeddings } = snapshot;
  const lengths = Array.from({ length: embeddings.rows }, (_, row) => Math.hypot(...rowOf(embeddings, row)));
  const length = lengths.sort((a, b) => a - b)[lengths.length >> 1];
  const inks = Array.from({ length: weights.rows }, (_, label) => rgb(colourOf(label)));
  for (let row = 0; row < grain; row++) {
    for (let column = 0; column < grain; column++) {
      const [x, y] = [(2 * (column + 0.5)) / grain - 1, 1 - (2 * (row + 0.5)) / grain];
      const rest = 1 - x * x - y * y;
      if (rest < 0) continue;
      const { winner, byMargin } = decideOnSphere(unseen([x, y, Math.sqrt(rest)], view), {
        rule,
        weights,
        bias,
        length,
      });
      const isLine = !byMargin && (row + column) % 7 === 0;
      image.data.set([...inks[winner], byMargin ? 140 : isLine ? 105 : 32], 4 * (row * grain + column));
    }
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

function rgb(colour: string): [number, number, number] {
  const value = parseInt(colour.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

function unit(direction: Iterable<number>): Point {
  const [x, y, z] = direction;
  const length = Math.hypot(x, y, z) || 1;
  return [x / length, y / length, z / length];
}
