import { type Canvas, createCanvas } from '@napi-rs/canvas';
import { css, mix, scaled } from './colour';
import { heights, outlinePoint, type Point, roundness } from './head';
import type { Identity } from './identity';
import { fill, type Scene, spot, stroke, trace } from './scene';

/** The outline of the head in the picture, clockwise from the top; `grow` widens it, `from` and `to` cut it. */
export function outline(scene: Scene, grow = 0, from = scene.head.top, to = scene.head.chin, count = 15): Point[] {
  const side = (sign: number): Point[] =>
    heights(from, to, count).map((y) => scene.project(...outlinePoint(scene.head, y, sign, scene.variation.yaw, grow)));
  return [...side(1), ...side(-1).reverse()];
}

const gauss = (x: number, y: number, width: number, height: number): number => Math.exp(-((x / width) ** 2) - (y / height) ** 2);

/** How dense the beard is at a place of the face, 0 … 1. */
export function beardAt(identity: Identity, growth: number, x: number, y: number, mouthY: number, mouthHalf: number, chin: number): number {
  const side = Math.abs(x);
  const clear = 1 - gauss(x, y - mouthY - 0.015, mouthHalf * 0.92, 0.075);
  const lip = y < mouthY ? gauss(side - 0.12, y - mouthY + 0.12, 0.2, 0.065) : gauss(side - mouthHalf - 0.03, y - mouthY - 0.06, 0.06, 0.16);
  const chinPart = y > mouthY ? Math.min(1, (y - mouthY) / 0.13) * Math.exp(-((side / 0.42) ** 4)) : 0;
  const edge = mouthY - 0.42 + 0.45 * Math.max(0, 1 - side / 0.85) ** 0.8;
  const cheek = Math.max(0, Math.min(1, (y - edge) / 0.18)) * Math.min(1, Math.max(0, (side - mouthHalf * 0.9) / 0.15) + (y > mouthY + 0.22 ? 1 : 0));
  const density = Math.max(identity.moustache * lip, identity.beardChin * chinPart, identity.beardCheeks * cheek * 0.95);
  return Math.max(0, Math.min(1, density * growth * clear * (y < chin ? 1 : 0.9)));
}

const columns = 33;
const rows = 45;

/**
 * Light and tint of the skin: the head as a mesh of rounded slices with its relief, turned, lit vertex by vertex and filled
 * triangle by triangle with a depth buffer, as red-green-blue factors (255 = unchanged) on a canvas of the picture's form.
 * Resolution is at most about 160 pixels a side: shading is smooth, and edges are drawn by the outline.
 */
function shadingOf(scene: Scene): Canvas {
  const { head, identity, variation, light } = scene;
  const scale = Math.min(1, 160 / Math.max(scene.width, scene.height));
  const width = Math.ceil(scene.width * scale);
  const height = Math.ceil(scene.height * scale);
  const count = rows * columns;
  const [px, py, pz] = [new Float32Array(count), new Float32Array(count), new Float32Array(count)];
  const colours = new Float32Array(count * 3);
  const [cosYaw, sinYaw] = [Math.cos(variation.yaw), Math.sin(variation.yaw)];
  const faceX = new Float32Array(count);
  const faceY = new Float32Array(count);
  const rounded = (value: number): number => Math.sign(value) * Math.abs(value) ** (2 / roundness);
  for (let row = 0; row < rows; row++) {
    const y = head.top + 0.004 + ((head.chin - head.top - 0.008) * (1 - Math.cos((Math.PI * row) / (rows - 1)))) / 2;
    const slice = head.slice(y);
    for (let column = 0; column < columns; column++) {
      // Vertices are closest together in the middle, where the nose is; the outer ones reach behind the ears.
      const u = (2 * column) / (columns - 1) - 1;
      const angle = (0.62 * u + 0.38 * u ** 3) * 2.05;
      const x = slice.width * rounded(Math.sin(angle));
      const z = slice.depth * rounded(Math.cos(angle)) + (Math.abs(angle) < Math.PI / 2 ? head.relief(x, y) : 0);
      const at = row * columns + column;
      const [u2, v2] = scene.project(x, y, z);
      px[at] = u2 * scale;
      py[at] = v2 * scale;
      pz[at] = (-x * sinYaw + z * cosYaw) * scene.unit * scale;
      faceX[at] = x;
      faceY[at] = Math.abs(angle) < Math.PI / 2 ? y : -9;
    }
  }
  const mouthHalf = identity.mouthWidth;
  const { ambient } = variation;
  const beardTint = [0, 1, 2].map((channel) => Math.min(1, (scene.hair[channel] * 0.85 + 8) / scene.skin[channel]));
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const at = row * columns + column;
      const left = at - (column > 0 ? 1 : 0);
      const right = at + (column < columns - 1 ? 1 : 0);
      const above = at - (row > 0 ? columns : 0);
      const below = at + (row < rows - 1 ? columns : 0);
      const [ax, ay, az] = [px[right] - px[left], py[right] - py[left], pz[right] - pz[left]];
      const [bx, by, bz] = [px[below] - px[above], py[below] - py[above], pz[below] - pz[above]];
      let [nx, ny, nz] = [ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx];
      const length = Math.hypot(nx, ny, nz) || 1;
      [nx, ny, nz] = [nx / length, ny / length, nz / length];
      const direct = nx * light[0] + ny * light[1] + nz * light[2];
      const wrapped = Math.max(0, (direct + 0.18) / 1.18);
      const x = faceX[at];
      const y = faceY[at];
      const side = Math.abs(x);
      const sheltered =
        1 -
        0.28 * gauss(side - identity.eyeSpacing + 0.2, y + 0.04, 0.12, 0.14) -
        0.16 * gauss(side - identity.eyeSpacing, y + 0.1, 0.22, 0.08) -
        0.3 * gauss(x, y - head.noseTip - 0.11, identity.noseWidth * 1.05, 0.055) -
        0.22 * gauss(x, y - head.mouthY - identity.lowerLip - 0.075, 0.2, 0.05) -
        0.2 * gauss(side - identity.noseWidth - 0.05, y - head.noseTip + 0.01, 0.045, 0.1) -
        0.2 * gauss(side - 0.95, y + 0.35, 0.25, 0.5) -
        (0.1 + 0.18 * identity.bags) * gauss(side - identity.eyeSpacing + 0.02, y - 0.155, 0.16, 0.05);
      const brightness = Math.min(1.06, ambient * (0.84 + 0.16 * nz - 0.14 * ny) + (1 - ambient) * 1.28 * wrapped) * sheltered;
      const shade = Math.max(0.08, brightness) * 0.97;
      const blush = 0.16 * identity.blush * gauss(side - 0.52, y - 0.4, 0.26, 0.2) + 0.1 * identity.blush * gauss(x, y - head.noseTip, 0.2, 0.13);
      const beard = y > 0 ? beardAt(identity, variation.beardGrowth, x, y, head.mouthY, mouthHalf, head.chin) * 0.92 : 0;
      for (let channel = 0; channel < 3; channel++) {
        const warm = channel === 0 ? shade ** 0.84 : channel === 1 ? shade : shade ** 1.06;
        const tinted = warm * (1 - (channel === 0 ? 0 : channel === 1 ? blush : blush * 0.8)) * (1 + (beardTint[channel] - 1) * beard);
        colours[at * 3 + channel] = 255 * Math.min(1, tinted) * (scene.lightColour[channel] / 255);
      }
    }
  }
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  const image = context.createImageData(width, height);
  const { data } = image; // the property itself is slow
  const nearest = new Float32Array(width * height).fill(-1e9);
  const triangle = (a: number, b: number, c: number): void => {
    const area = (px[b] - px[a]) * (py[c] - py[a]) - (px[c] - px[a]) * (py[b] - py[a]);
    if (area <= 1e-6) return; // seen from behind
    const x0 = Math.max(0, Math.ceil(Math.min(px[a], px[b], px[c]) - 0.5));
    const x1 = Math.min(width - 1, Math.floor(Math.max(px[a], px[b], px[c]) - 0.5));
    const y0 = Math.max(0, Math.ceil(Math.min(py[a], py[b], py[c]) - 0.5));
    const y1 = Math.min(height - 1, Math.floor(Math.max(py[a], py[b], py[c]) - 0.5));
    for (let y = y0; y <= y1; y++) {
      for (let x = x0; x <= x1; x++) {
        const [dx, dy] = [x + 0.5 - px[a], y + 0.5 - py[a]];
        const wb = (dx * (py[c] - py[a]) - dy * (px[c] - px[a])) / area;
        const wc = (dy * (px[b] - px[a]) - dx * (py[b] - py[a])) / area;
        const wa = 1 - wb - wc;
        if (wa < -0.001 || wb < -0.001 || wc < -0.001) continue;
        const depth = wa * pz[a] + wb * pz[b] + wc * pz[c];
        const at = y * width + x;
        if (depth < nearest[at]) continue;
        nearest[at] = depth;
        data[at * 4] = wa * colours[a * 3] + wb * colours[b * 3] + wc * colours[c * 3];
        data[at * 4 + 1] = wa * colours[a * 3 + 1] + wb * colours[b * 3 + 1] + wc * colours[c * 3 + 1];
        data[at * 4 + 2] = wa * colours[a * 3 + 2] + wb * colours[b * 3 + 2] + wc * colours[c * 3 + 2];
        data[at * 4 + 3] = 255;
      }
    }
  };
  for (let row = 0; row + 1 < rows; row++) {
    for (let column = 0; column + 1 < columns; column++) {
      const at = row * columns + column;
      triangle(at, at + 1, at + columns);
      triangle(at + 1, at + columns + 1, at + columns);
    }
  }
  // Carry the shading two pixels over its rim, so that no bright seam shows under the smooth outline.
  for (let y = 0; y < height; y++) {
    let first = -1;
    let last = -1;
    for (let x = 0; x < width; x++) {
      if (data[(y * width + x) * 4 + 3] === 0) continue;
      if (first < 0) first = x;
      last = x;
    }
    if (first < 0) continue;
    for (let step = 1; step <= 3; step++) {
      for (const [from, to] of [[first, first - step], [last, last + step]]) {
        if (to < 0 || to >= width) continue;
        for (let channel = 0; channel < 4; channel++) data[(y * width + to) * 4 + channel] = data[(y * width + from) * 4 + channel];
      }
    }
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

/** The bare head, unlit: light comes over the finished face through `shadeFace`. */
export function drawSkin(scene: Scene): void {
  fill(scene.context, outline(scene), css(scene.skin));
}

/** Lines of age, freckles, moles. */
export function drawMarks(scene: Scene): void {
  const { context, identity, head, unit, skin, onFace } = scene;
  const dark = scaled(skin, 0.55);
  const lines = Math.max(0, identity.age - 0.25);
  if (lines > 0) {
    for (const side of [-1, 1]) {
      const fold: Point[] = [[0.72, -0.08], [1.02, 0.08], [1.14, 0.2]].map(([across, down]) => onFace(side * identity.noseWidth * 1.45 * across + side * Math.max(0, down) * 0.55, head.noseTip + 0.06 + down)); // prettier-ignore
      stroke(context, fold, css(dark, 0.55 * lines), 0.035 * unit);
      const crow: Point[] = [[0.06, 0.02], [0.14, 0.0], [0.2, -0.03]].map(([dx, dy]) => onFace(side * (identity.eyeSpacing + identity.eyeWidth + dx), dy)); // prettier-ignore
      stroke(context, crow, css(dark, 0.4 * lines), 0.02 * unit);
      const lower: Point[] = [[0.06, 0.07], [0.14, 0.09], [0.2, 0.1]].map(([dx, dy]) => onFace(side * (identity.eyeSpacing + identity.eyeWidth + dx - 0.02), dy)); // prettier-ignore
      stroke(context, lower, css(dark, 0.35 * lines), 0.018 * unit);
    }
    for (const y of [-0.5, -0.6, -0.69]) {
      const wrinkle: Point[] = [-0.4, -0.2, 0, 0.2, 0.4].map((x) => onFace(x, y + 0.03 * Math.cos(x * 9 + y * 20) - 0.03 * Math.cos(x * 3)));
      stroke(context, wrinkle, css(dark, 0.32 * Math.max(0, lines - 0.1 + 0.25 * Math.max(0, scene.variation.browRaise))), 0.02 * unit);
    }
  }
  const random = marksOf(identity);
  if (identity.freckles > 0) {
    for (let i = 0; i < 46; i++) {
      const x = (random() - 0.5) * 1.3;
      const y = 0.12 + random() * 0.5;
      const [u, v] = onFace(x, y);
      context.beginPath();
      context.arc(u, v, (0.01 + 0.012 * random()) * unit, 0, 7);
      context.fillStyle = css([150, 88, 52], 0.5 * identity.freckles * (0.4 + 0.6 * random()));
      context.fill();
    }
  }
  for (let i = 0; i < Math.floor(identity.moles); i++) {
    const x = (random() - 0.5) * 1.35;
    const y = -0.55 + random() * 1.75;
    const [u, v] = onFace(x, y);
    context.beginPath();
    context.arc(u, v, (0.022 + 0.016 * random()) * unit, 0, 7);
    context.fillStyle = css(mix(skin, [52, 30, 24], 0.78));
    context.fill();
  }
}

/** A small stream of numbers of the person's own: marks stay where they are from picture to picture. */
function marksOf(identity: Identity): () => number {
  let state = Math.floor(identity.markSeed) + 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

/** Lays the light over everything drawn on the face so far. */
export function shadeFace(scene: Scene): void {
  const { context } = scene;
  const shading = shadingOf(scene);
  context.save();
  trace(context, outline(scene, 0.004), true);
  context.clip();
  context.globalCompositeOperation = 'multiply';
  context.drawImage(shading, 0, 0, scene.width, scene.height);
  context.restore();
}

/** Where skin shines: brow, bridge and tip of the nose, cheekbones, lower lip; only where the light falls. */
export function drawShine(scene: Scene): void {
  const { context, identity, light, lightColour, unit, onFace, variation, head } = scene;
  const strength = (1 - variation.ambient) * Math.max(0, light[2] + 0.3) * (0.24 + 0.2 * identity.skin);
  const towards = light[0];
  context.save();
  context.globalCompositeOperation = 'screen';
  spot(context, onFace(0.03 * towards, head.noseTip - 0.05), 0.1 * unit, lightColour, strength);
  spot(context, onFace(0.04 * towards, 0.12), 0.06 * unit, lightColour, strength * 0.7);
  spot(context, onFace(0.3 * towards, -0.55), 0.34 * unit, lightColour, strength * 0.55);
  for (const side of [-1, 1]) {
    if (towards * side > -0.35) spot(context, onFace(side * 0.57, 0.27), 0.17 * unit, lightColour, strength * 0.6);
  }
  context.restore();
}

/** An ear. The far one is drawn before the head, the near one after it. */
export function drawEar(scene: Scene, side: number): void {
  const { context, identity, skin, unit } = scene;
  const { width } = scene.head.slice(0.15);
  const at = (out: number, down: number): Point => scene.project(side * (width - 0.05 + out * (identity.earOut + 0.1)), 0.12 + down * identity.earSize, -0.12 - 0.12 * out);
  const facing = 0.5 + 0.5 * side * scene.light[0];
  const brightness = Math.max(0.25, scene.variation.ambient * 0.85 + (1 - scene.variation.ambient) * facing * Math.max(0.2, scene.light[2] + 0.3));
  const shade = scaled(skin, Math.min(1, brightness) * 0.92);
  const colour: [number, number, number] = [(shade[0] * scene.lightColour[0]) / 255, (shade[1] * 0.94 * scene.lightColour[1]) / 255, (shade[2] * 0.92 * scene.lightColour[2]) / 255]; // prettier-ignore
  fill(context, [at(-0.2, -0.8), at(0.35, -1.1), at(0.95, -0.95), at(1.1, -0.3), at(0.8, 0.45), at(0.35, 1), at(-0.1, 0.9)], css(colour));
  stroke(context, [at(0.2, -0.72), at(0.62, -0.76), at(0.78, -0.25), at(0.5, 0.35)], css(scaled(colour, 0.66), 0.8), 0.035 * unit);
  spot(context, at(0.3, 0), 0.11 * unit, scaled(colour, 0.5), 0.6);
}
