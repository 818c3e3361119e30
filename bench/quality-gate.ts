/*
 * What the quality gate costs and catches, on photographs of your own:
 *
 *     node --require tsx/cjs bench/quality-gate.ts FOLDER     upright, sharp pictures, one person each, in any subfolders
 *     node --require tsx/cjs bench/quality-gate.ts FOLDER 4   every fourth of them
 *     node --require tsx/cjs bench/quality-gate.ts            drawn portraits
 *
 * Each picture is taken as it is (should be kept), on its side and upside down (should be turned upright, landmarks within 15 % of
 * the eyes' distance of where they were, or left out), reduced to 12 and 8 pixels between the eyes, and blurred by a Gaussian of
 * a sixteenth and a twelfth of the eyes' distance (should be left out, or show no face at all).
 */
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import sharp from 'sharp';
import type { Point } from '../src/data/align';
import { personOf, variationOf } from '../src/data/celebrities/people';
import { renderPortrait } from '../src/data/celebrities/picture';
import { detectFaces, type DetectedFace } from '../src/data/detect';
import { pictureEndings } from '../src/data/folder';
import { decodePicture, encodePng } from '../src/data/image';
import { faultsOf } from '../src/data/quality';
import { selectEngine } from '../src/engine/select';

type Outcome = 'kept' | 'left out' | 'no face' | 'upright' | 'wrong';

const goodOutcomes: Outcome[] = ['kept'];
const caughtOutcomes: Outcome[] = ['left out', 'no face', 'upright'];

async function picturesOf(folder: string | undefined, every: number): Promise<Buffer[]> {
  if (folder === undefined) {
    const portraits = Array.from({ length: 20 }, (_, number) =>
      renderPortrait(personOf(7, number), { ...variationOf(7, number, 0), blur: 0 }, { width: 480, height: 600 }),
    );
    return Promise.all(portraits.map(encodePng));
  }
  const files = await readdir(folder, { recursive: true });
  const pictures = files.filter((file) => pictureEndings.includes(extname(file).toLowerCase())).sort();
  return Promise.all(pictures.filter((_, index) => index % every === 0).map((file) => readFile(join(folder, file))));
}

async function largestFace(bytes: Buffer): Promise<DetectedFace | undefined> {
  return (await detectFaces(await decodePicture(bytes)))[0];
}

function judged(face: DetectedFace | undefined): Outcome {
  if (face === undefined) return 'no face';
  return faultsOf(face.quality).length > 0 ? 'left out' : 'kept';
}

/** Where a point is after the picture of this size was turned clockwise. */
function turnedPoint([x, y]: Point, degrees: number, width: number, height: number): Point {
  if (degrees === 90) return [height - 1 - y, x];
  if (degrees === 180) return [width - 1 - x, height - 1 - y];
  return [y, width - 1 - x];
}

function afterTurning(face: DetectedFace | undefined, truth: Point[], eyes: number): Outcome {
  const outcome = judged(face);
  if (outcome !== 'kept') return outcome;
  const apart = face!.landmarks.reduce((sum, [x, y], i) => sum + Math.hypot(x - truth[i][0], y - truth[i][1]), 0) / 5;
  return apart < 0.15 * eyes ? 'upright' : 'wrong';
}

async function main(): Promise<void> {
  await selectEngine();
  const table = new Map<string, Outcome[]>();
  const add = (row: string, outcome: Outcome): void => void table.set(row, [...(table.get(row) ?? []), outcome]);
  const pictures = await picturesOf(process.argv[2], Number(process.argv[3] ?? 1));
  for (const [index, bytes] of pictures.entries()) {
    console.error(`${index + 1} of ${pictures.length}`);
    const upright = await sharp(bytes).autoOrient().png().toBuffer();
    const { width, height } = await sharp(upright).metadata();
    const face = await largestFace(upright);
    add('as it is', judged(face));
    if (judged(face) !== 'kept') continue;
    const { landmarks, quality } = face!;
    for (const degrees of [90, 180, 270]) {
      const truth = landmarks.map((point) => turnedPoint(point, degrees, width, height));
      const found = await largestFace(await sharp(upright).rotate(degrees).toBuffer());
      add(`turned by ${degrees}°`, afterTurning(found, truth, quality.eyes));
    }
    for (const eyes of [12, 8]) {
      const small = sharp(upright).resize({ width: Math.max(1, Math.round((width * eyes) / quality.eyes)) });
      add(`${eyes} pixels between the eyes`, judged(await largestFace(await small.toBuffer())));
    }
    for (const part of [16, 12]) {
      const blurred = await sharp(upright)
        .blur(Math.max(0.3, quality.eyes / part))
        .toBuffer();
      add(`blurred by a ${part}th of the eyes' distance`, judged(await largestFace(blurred)));
    }
  }
  const share = (outcomes: Outcome[], wanted: Outcome[]): string => {
    const right = outcomes.filter((outcome) => wanted.includes(outcome)).length;
    return `${right} of ${outcomes.length} (${((100 * right) / outcomes.length).toFixed(1)} %)`;
  };
  const counts = (outcomes: Outcome[]): string =>
    [...new Set(outcomes)].map((outcome) => `${outcome} ${share(outcomes, [outcome]).split(' ')[0]}`).join(', ');
  for (const [row, outcomes] of table) console.log(`${row}: ${counts(outcomes)}`);
  const poor = [...table].filter(([row]) => row !== 'as it is').flatMap(([, outcomes]) => outcomes);
  console.log(`good pictures kept: ${share(table.get('as it is') ?? [], goodOutcomes)}`);
  console.log(`poor pictures turned upright or left out: ${share(poor, caughtOutcomes)}`);
}

void main();
