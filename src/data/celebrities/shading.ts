import { createCanvas, type Canvas, type ImageData, type SKRSContext2D } from '@napi-rs/canvas';
import { bell, roundness } from './head';
import type { Scene } from './scene';
import { beardAt } from './beard';

const columns = 31;

const rows = 41;

/** Angles of the columns: closest together in the middle, where the nose is; the outer ones reach behind the ears. */
const angles = Float64Array.from({ length: columns }, (_, column) => {
  const u = (2 * column) / (columns - 1) - 1;
  return (0.62 * u + 0.38 * u ** 3) * 2.05;
});

const rounded = (value: number): number => Math.sign(value) * Math.abs(value) ** (2 / roundness);

const across = angles.map((angle) => rounded(Math.sin(angle)));

const ahead = angles.map((angle) => rounded(Math.cos(angle)));

const inFront = Uint8Array.from(angles, (angle) => (Math.abs(angle) < Math.PI / 2 ? 1 : 0));

/** The mesh: places in the picture, distance towards the camera, place on the face, red-green-blue factors (255 = unchanged). */
interface Mesh {
  px: Float32Array;
  py: Float32Array;
  pz: Float32Array;
  faceX: Float32Array;
  faceY: Float32Array;
  colours: Float32Array;
  /** 1 where the vertex has its colour. */
  lit: Uint8Array;
}

function emptyMesh(): Mesh {
  const [px, py, pz, faceX, faceY] = Array.from({ length: 5 }, () => new Float32Array(rows * columns));
  return {
    px,
    py,
    pz,
    faceX,
    faceY,
    colours: new Float32Array(rows * columns * 3),
    lit: new Uint8Array(rows * columns),
  };
}

/** One mesh and one canvas serve all pictures of a size: they are written anew each time. */
const mesh = emptyMesh();

let sheet:
  | { canvas: Canvas; context: SKRSContext2D; image: ImageData; data: Uint8ClampedArray; nearest: Float32Array }
  | undefined;

function sheetOf(width: number, height: number): NonNullable<typeof sheet> {
  if (sheet === undefined || sheet.canvas.width !== width || sheet.canvas.height !== height) {
    const canvas = createCanvas(width, height);
    const context = canvas.getContext('2d');
    const image = context.createImageData(width, height);
    sheet = { canvas, context, image, data: image.data, nearest: new Float32Array(width * height) };
  }
  return sheet;
}

/** Puts the vertices in their places: rounded slices with the relief of the face, turned. */
function shape({ px, py, pz, faceX, faceY }: Mesh, scene: Scene, scale: number): void {
  const { head, variation } = scene;
  const cosYaw = Math.cos(variation.yaw) * scene.unit * scale;
  const sinYaw = Math.sin(variation.yaw) * scene.unit * scale;
  for (let row = 0; row < rows; row++) {
    const y = head.top + 0.004 + ((head.chin - head.top - 0.008) * (1 - Math.cos((Math.PI * row) / (rows - 1)))) / 2;
    const { width, depth } = head.slice(y);
    for (let column = 0; column < columns; column++) {
      const x = width * across[column];
      const z = depth * ahead[column] + (inFront[column] === 1 ? head.relief(x, y) : 0);
      const at = row * columns + column;
      const seen = scene.project(x, y, z);
      px[at] = seen[0] * scale;
      py[at] = seen[1] * scale;
      pz[at] = z * cosYaw - x * sinYaw;
      faceX[at] = x;
      faceY[at] = inFront[column] === 1 ? y : -9;
    }
  }
}

/** Computes the colour of a vertex. */
type Lamp = (at: number) => void;

/** What of hollows, blush and beard depends on the height alone, row by row: see {@link lampOf}. */
interface Level {
  y: number;
  corner: number;
  underBrow: number;
  underNose: number;
  underLip: number;
  besideNose: number;
  temple: number;
  bag: number;
  cheekBlush: number;
  noseBlush: number;
}

function levelOf(y: number, { head, identity }: Scene): Level {
  return {
    y,
    corner: 0.28 * bell(y + 0.04, 0.14),
    underBrow: 0.16 * bell(y + 0.1, 0.08),
    underNose: 0.3 * bell(y - head.noseTip - 0.11, 0.055),
    underLip: 0.22 * bell(y - head.mouthY - identity.lowerLip - 0.075, 0.05),
    besideNose: 0.2 * bell(y - head.noseTip + 0.01, 0.1),
    temple: 0.2 * bell(y + 0.35, 0.5),
    bag: (0.1 + 0.18 * identity.bags) * bell(y - 0.155, 0.05),
    cheekBlush: 0.16 * identity.blush * bell(y - 0.4, 0.2),
    noseBlush: 0.1 * identity.blush * bell(y - head.noseTip, 0.13),
  };
}

/**
 * Lights a vertex the first time that it is asked for: soft and direct light, hollows that get less of it, blush and beard.
 * Half of the vertices are behind the head, outside the picture or, in a small picture, between pixels: nobody asks for them.
 */
function lampOf({ px, py, pz, faceX, faceY, colours, lit }: Mesh, scene: Scene): Lamp {
  const { head, identity, variation } = scene;
  const { ambient } = variation;
  const [lightX, lightY, lightZ] = scene.light;
  const [red, green, blue] = scene.lightColour;
  const beardTint = [0, 1, 2].map((channel) => Math.min(1, (scene.hair[channel] * 0.85 + 8) / scene.skin[channel]) - 1);
  const bearded = Math.max(identity.moustache, identity.beardChin, identity.beardCheeks) > 0;
  const levels: (Level | undefined)[] = new Array<Level | undefined>(rows).fill(undefined);
  lit.fill(0);
  return (at) => {
    if (lit[at] === 1) return;
    lit[at] = 1;
    const row = Math.floor(at / columns);
    const column = at - row * columns;
    // All columns of a row that are on the face have its height.
    const level = (levels[row] ??= levelOf(faceY[row * columns + (columns >> 1)], scene));
    const left = column > 0 ? at - 1 : at;
    const right = column < columns - 1 ? at + 1 : at;
    const above = row > 0 ? at - columns : at;
    const below = row < rows - 1 ? at + columns : at;
    const ax = px[right] - px[left];
    const ay = py[right] - py[left];
    const az = pz[right] - pz[left];
    const bx = px[below] - px[above];
    const by = py[below] - py[above];
    const bz = pz[below] - pz[above];
    const nx = ay * bz - az * by;
    const ny = az * bx - ax * bz;
    const nz = ax * by - ay * bx;
    const length = Math.sqrt(nx * nx + ny * ny + nz * nz) || 1;
    const wrapped = Math.max(0, ((nx * lightX + ny * lightY + nz * lightZ) / length + 0.18) / 1.18);
    let open = 1;
    let blush = 0;
    let beard = 0;
    if (inFront[column] === 1) {
      const side = Math.abs(faceX[at]);
      if (level.corner > 0) open -= level.corner * bell(side - identity.eyeSpacing + 0.2, 0.12);
      if (level.underBrow > 0) open -= level.underBrow * bell(side - identity.eyeSpacing, 0.22);
      if (level.underNose > 0) open -= level.underNose * bell(side, identity.noseWidth * 1.05);
      if (level.underLip > 0) open -= level.underLip * bell(side, 0.2);
      if (level.besideNose > 0) open -= level.besideNose * bell(side - identity.noseWidth - 0.05, 0.045);
      if (level.temple > 0) open -= level.temple * bell(side - 0.95, 0.25);
      if (level.bag > 0) open -= level.bag * bell(side - identity.eyeSpacing + 0.02, 0.16);
      if (level.cheekBlush > 0) blush += level.cheekBlush * bell(side - 0.52, 0.26);
      if (level.noseBlush > 0) blush += level.noseBlush * bell(side, 0.2);
      if (bearded && level.y > 0)
        beard =
          beardAt(identity, variation.beardGrowth, side, level.y, head.mouthY, identity.mouthWidth, head.chin) * 0.92;
    }
    const brightness =
      Math.min(1.06, ambient * (0.84 + (0.16 * nz - 0.14 * ny) / length) + (1 - ambient) * 1.28 * wrapped) * open;
    const shade = Math.max(0.12, brightness) * 0.97;
    // Shadows on skin are red: blue is lost first.
    colours[at * 3] = red * Math.min(1, shade ** 0.84 * (1 + beardTint[0] * beard));
    colours[at * 3 + 1] = green * Math.min(1, shade * (1 - blush) * (1 + beardTint[1] * beard));
    colours[at * 3 + 2] = blue * Math.min(1, shade ** 1.06 * (1 - blush * 0.8) * (1 + beardTint[2] * beard));
  };
}

/** Fills a triangle that is seen from the front, where nothing nearer is there yet. */
function triangle(
  { px, py, pz, colours }: Mesh,
  a: number,
  b: number,
  c: number,
  lamp: Lamp,
  width: number,
  height: number,
  data: Uint8ClampedArray,
  nearest: Float32Array,
): void {
  const ax = px[a];
  const ay = py[a];
  const abX = px[b] - ax;
  const abY = py[b] - ay;
  const acX = px[c] - ax;
  const acY = py[c] - ay;
  const area = abX * acY - acX * abY;
  if (area <= 1e-6) return; // seen from behind
  const x0 = Math.max(0, Math.ceil(ax + Math.min(0, abX, acX) - 0.5));
  const x1 = Math.min(width - 1, Math.floor(ax + Math.max(0, abX, acX) - 0.5));
  const y0 = Math.max(0, Math.ceil(ay + Math.min(0, abY, acY) - 0.5));
  const y1 = Math.min(height - 1, Math.floor(ay + Math.max(0, abY, acY) - 0.5));
  let lit = false;
  for (let y = y0; y <= y1; y++) {
    const dy = y + 0.5 - ay;
    const downB = dy * acX;
    const downC = dy * abX;
    for (let x = x0; x <= x1; x++) {
      const dx = x + 0.5 - ax;
      const wb = (dx * acY - downB) / area;
      if (wb < -0.001) continue;
      const wc = (downC - dx * abY) / area;
      if (wc < -0.001) continue;
      const wa = 1 - wb - wc;
      if (wa < -0.001) continue;
      const depth = wa * pz[a] + wb * pz[b] + wc * pz[c];
      const at = y * width + x;
      if (depth < nearest[at]) continue;
      nearest[at] = depth;
      if (!lit) {
        lamp(a);
        lamp(b);
        lamp(c);
        lit = true;
      }
      data[at * 4] = wa * colours[a * 3] + wb * colours[b * 3] + wc * colours[c * 3];
      data[at * 4 + 1] = wa * colours[a * 3 + 1] + wb * colours[b * 3 + 1] + wc * colours[c * 3 + 1];
      data[at * 4 + 2] = wa * colours[a * 3 + 2] + wb * colours[b * 3 + 2] + wc * colours[c * 3 + 2];
      data[at * 4 + 3] = 255;
    }
  }
}

/** Carries the shading three pixels over its rim, so that no bright seam shows under the smooth outline. */
function widen(data: Uint8ClampedArray, width: number, height: number): void {
  const pixels = new Uint32Array(data.buffer, data.byteOffset, width * height);
  let lowest = 0;
  for (let y = 0; y < height; y++) {
    const start = y * width;
    let first = 0;
    while (first < width && pixels[start + first] === 0) first++;
    if (first === width) continue;
    let last = width - 1;
    while (pixels[start + last] === 0) last--;
    pixels.fill(pixels[start + first], start + Math.max(0, first - 3), start + first);
    pixels.fill(pixels[start + last], start + last + 1, start + Math.min(width, last + 4));
    lowest = y;
  }
  for (let y = lowest + 1; y < Math.min(height, lowest + 4); y++) {
    pixels.copyWithin(y * width, lowest * width, (lowest + 1) * width);
  }
}

/**
 * Light and tint of the skin: the head as a mesh of rounded slices with its relief, turned, lit vertex by vertex and filled
 * triangle by triangle with a depth buffer, as red-green-blue factors (255 = unchanged) on a canvas of the picture's form.
 * Resolution is at most about 160 pixels per side: shading is smooth, and edges are drawn by the outline.
 */
export function shadingOf(scene: Scene): Canvas {
  const scale = Math.min(1, 160 / Math.max(scene.width, scene.height));
  const width = Math.ceil(scene.width * scale);
  const height = Math.ceil(scene.height * scale);
  const { canvas, context, image, data, nearest } = sheetOf(width, height);
  data.fill(0);
  nearest.fill(-1e9);
  shape(mesh, scene, scale);
  const lamp = lampOf(mesh, scene);
  for (let row = 0; row + 1 < rows; row++) {
    for (let at = row * columns; at + 1 < (row + 1) * columns; at++) {
      triangle(mesh, at, at + 1, at + columns, lamp, width, height, data, nearest);
      triangle(mesh, at + 1, at + columns + 1, at + columns, lamp, width, height, data, nearest);
    }
  }
  widen(data, width, height);
  context.putImageData(image, 0, 0);
  return canvas;
}
