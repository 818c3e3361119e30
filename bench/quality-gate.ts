/*
 * What the quality gate costs and catches, on photographs of your own and on drawn portraits:
 *
 *     node --require tsx/cjs bench/quality-gate.ts FOLDER       upright, sharp pictures, one person each, in any subfolders
 *     node --require tsx/cjs bench/quality-gate.ts --drawn 300  drawn portraits, each of another person
 *
 * `--every 4` takes every fourth picture, `--copies 10` makes the copies below of every tenth only.
 *
 * Each picture should be kept as it is, mirrored, darker by 40 % and as a JPEG of quality 50; those that are lost are named. Poor are
 * copies on their side and upside down (should be turned upright, landmarks within 15 % of the eyes' distance of where they
 * were, or left out), reduced to 12 and 8 pixels between the eyes, and blurred by a Gaussian of a sixteenth and a twelfth of the
 * eyes' distance (should be left out, or show no face at all).
 */
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp, { type Sharp } from 'sharp';
import type { Point } from '../src/data/align';
import { personOf, variationOf } from '../src/data/celebrities/people';
import { renderPortrait } from '../src/data/celebrities/picture';
import { detectFaces, type DetectedFace } from '../src/data/detect';
import { pictureEndings } from '../src/data/folder';
import { decodePicture, encodePng } from '../src/data/image';
import { faultsOf } from '../src/data/quality';
import { selectEngine } from '../src/engine/select';

type Outcome = 'kept' | 'left out' | 'no face' | 'upright' | 'wrong';

const caughtOutcomes: Outcome[] = ['left out', 'no face', 'upright'];

/** A picture's name, and its file's bytes when they are asked for. */
type Named = [name: string, bytes: () => Promise<Buffer>];

function drawn(count: number): Named[] {
  return Array.from({ length: count }, (_, number) => {
    const variation = { ...variationOf(7, number, 0), blur: 0 };
    const bytes = (): Promise<Buffer> =>
      encodePng(renderPortrait(personOf(7, number), variation, { width: 480, height: 600 }));
    return [`drawn portrait ${number}`, bytes];
  });
}

async function photographs(folder: string): Promise<Named[]> {
  const files = await readdir(folder, { recursive: true });
  const pictures = files.filter((file) => pictureEndings.includes(extname(file).toLowerCase())).sort();
  return pictures.map((file) => [file, () => readFile(join(folder, file))]);
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

/** Copies that are as good as the picture. */
const goodCopies: [row: string, copy: (picture: Sharp) => Sharp][] = [
  ['mirrored', (picture) => picture.flop()],
  ['darker by 40 %', (picture) => picture.linear(0.6, 0)],
  ['JPEG of quality 50', (picture) => picture.jpeg({ quality: 50 })],
];

/** The poor copies of a picture with this face, and what becomes of each. */
async function* poorCopies(upright: Buffer, { landmarks, quality }: DetectedFace): AsyncGenerator<[string, Outcome]> {
  const { width, height } = await sharp(upright).metadata();
  for (const degrees of [90, 180, 270]) {
    const truth = landmarks.map((point) => turnedPoint(point, degrees, width, height));
    const found = await largestFace(await sharp(upright).rotate(degrees).toBuffer());
    yield [`turned by ${degrees}°`, afterTurning(found, truth, quality.eyes)];
  }
  for (const eyes of [12, 8]) {
    const small = sharp(upright).resize({ width: Math.max(1, Math.round((width * eyes) / quality.eyes)) });
    yield [`${eyes} pixels between the eyes`, judged(await largestFace(await small.toBuffer()))];
  }
  for (const part of [16, 12]) {
    const blurred = sharp(upright).blur(Math.max(0.3, quality.eyes / part));
    yield [`blurred by a ${part}th of the eyes' distance`, judged(await largestFace(await blurred.toBuffer()))];
  }
}

function share(outcomes: Outcome[], wanted: Outcome[]): string {
  const right = outcomes.filter((outcome) => wanted.includes(outcome)).length;
  return `${right} of ${outcomes.length} (${((100 * right) / outcomes.length).toFixed(1)} %)`;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      drawn: { type: 'string', default: '20' },
      every: { type: 'string', default: '1' },
      copies: { type: 'string', default: '1' },
    },
  });
  await selectEngine();
  const [good, poor] = [new Map<string, Outcome[]>(), new Map<string, Outcome[]>()];
  const add = (table: Map<string, Outcome[]>, row: string, outcome: Outcome, name: string): void => {
    table.set(row, [...(table.get(row) ?? []), outcome]);
    const isWrong = table === good ? outcome !== 'kept' : !caughtOutcomes.includes(outcome);
    if (isWrong) console.log(`${name}, ${row}: ${outcome}`);
  };
  const all = positionals.length > 0 ? await photographs(positionals[0]) : drawn(Number(values.drawn));
  const pictures = all.filter((_, index) => index % Number(values.every) === 0);
  for (const [index, [name, bytes]] of pictures.entries()) {
    console.error(`${index + 1} of ${pictures.length}`);
    const upright = await sharp(await bytes())
      .autoOrient()
      .png()
      .toBuffer();
    const face = await largestFace(upright);
    add(good, 'as it is', judged(face), name);
    if (judged(face) !== 'kept' || index % Number(values.copies) !== 0) continue;
    for (const [row, copy] of goodCopies)
      add(good, row, judged(await largestFace(await copy(sharp(upright)).toBuffer())), name);
    for await (const [row, outcome] of poorCopies(upright, face!)) add(poor, row, outcome, name);
  }
  const counts = (outcomes: Outcome[]): string =>
    [...new Set(outcomes)].map((outcome) => `${outcome} ${share(outcomes, [outcome]).split(' ')[0]}`).join(', ');
  for (const [row, outcomes] of [...good, ...poor]) console.log(`${row}: ${counts(outcomes)}`);
  console.log(`good pictures kept: ${share([...good.values()].flat(), ['kept'])}`);
  console.log(`poor pictures turned upright or left out: ${share([...poor.values()].flat(), caughtOutcomes)}`);
}

void main();
