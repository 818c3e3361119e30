import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { writeWhole } from '../disk';
import { expect } from '../../base/errors';
import { seeded } from '../../base/random';
import { type Watched } from '../../base/watched';
import { encodePng, type Picture } from '../image';
import { type Identity, lookAlikeOf } from './identity';
import { everydayHardness, personOf } from './people';
import { type Portrait, renderPicture, renderPortrait } from './picture';
import { neutralVariation, randomVariation, type Variation } from './variation';

/** The seed of the shipped people. Use another one to draw people to train on, so that these stay unseen. */
export const shippedSeed = 7001;

/** Pictures of each shipped person, and their side in pixels. */
export const shippedPicturesEach = 24;
export const shippedSize = 112;

const alma = personOf(shippedSeed, 39);

/** The eight people whose pictures the project ships, in the order of their names. Nobody of that face or name exists. */
export const shippedPeople: { name: string; identity: Identity }[] = [
  { name: 'Alma', identity: alma },
  { name: 'Bruno', identity: personOf(shippedSeed, 12) },
  { name: 'Cosima', identity: personOf(shippedSeed, 23) },
  { name: 'Desmond', identity: personOf(shippedSeed, 9) },
  { name: 'Elin', identity: lookAlikeOf(alma, seeded(shippedSeed, 'look-alike', 1), 0.14) },
  { name: 'Femi', identity: personOf(shippedSeed, 20) },
  { name: 'Gustav', identity: personOf(shippedSeed, 32) },
  { name: 'Indira', identity: personOf(shippedSeed, 35) },
];

/** The two of them who are easily mistaken for each other: the eyes of one are brown, of the other blue, and the features differ a little. */
export const lookAlikes: [string, string] = ['Alma', 'Elin'];

/** How picture `picture` of shipped person `person` is taken: the first nearly as for a passport, the others any day. */
export function shippedVariation(person: number, picture: number): Variation {
  return randomVariation(seeded(shippedSeed, 'shipped', person, picture), {
    hardness: picture === 0 ? 0.2 : everydayHardness,
  });
}

function pictureOfShipped(person: number, picture: number): Picture {
  const pixels = renderPicture(shippedPeople[person].identity, shippedVariation(person, picture), shippedSize);
  return { width: shippedSize, height: shippedSize, pixels };
}

const checksumOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** SHA-256 of each picture's file by its name, `Alma/01.png`, as they were when they were last written. */
async function readChecksums(file: string): Promise<Record<string, string>> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Record<string, string>;
  } catch {
    return {};
  }
}

/**
 * Writes the shipped people to `folder/NAME/NN.png`, and the checksums of the files to `checksums.json` beside the folder.
 * A picture that is there and has the checksum is left alone; each is written to a temporary file that is renamed. Another
 * version of the drawing library may smooth edges differently: the checksums are then those of what was written.
 * Returns how many pictures were drawn.
 */
export async function writeSampleCelebrities(folder: string, { signal, onProgress }: Watched = {}): Promise<number> {
  const checksumFile = path.join(folder, '..', 'checksums.json');
  const known = await readChecksums(checksumFile);
  const checksums: Record<string, string> = {};
  const count = shippedPeople.length * shippedPicturesEach;
  let written = 0;
  for (let index = 0; index < count; index++) {
    signal?.throwIfAborted();
    const [person, picture] = [Math.floor(index / shippedPicturesEach), index % shippedPicturesEach];
    const name = `${shippedPeople[person].name}/${String(picture + 1).padStart(2, '0')}.png`;
    const there = await readFile(path.join(folder, name)).catch(() => undefined);
    if (there !== undefined && checksumOf(there) === known[name]) {
      checksums[name] = known[name];
    } else {
      const bytes = await encodePng(pictureOfShipped(person, picture));
      await writeWhole(path.join(folder, name), bytes);
      checksums[name] = checksumOf(bytes);
      written++;
    }
    onProgress?.(index + 1, count);
  }
  const text = `${JSON.stringify(checksums, null, 2)}\n`;
  if (text !== (await readFile(checksumFile, 'utf8').catch(() => ''))) await writeWhole(checksumFile, text);
  return written;
}

/** Writes the first eight pictures of each shipped person, one row per person, as one PNG. */
export async function writeContactSheet(file: string, each = 8): Promise<void> {
  const side = shippedSize;
  const width = each * side;
  const height = shippedPeople.length * side;
  const pixels = new Uint8Array(width * height * 3);
  for (let person = 0; person < shippedPeople.length; person++) {
    for (let picture = 0; picture < each; picture++) {
      const drawn = pictureOfShipped(person, picture).pixels;
      for (let y = 0; y < side; y++) {
        const to = ((person * side + y) * width + picture * side) * 3;
        pixels.set(drawn.subarray(y * side * 3, (y + 1) * side * 3), to);
      }
    }
  }
  await writeWhole(file, await encodePng({ width, height, pixels }));
}

/**
 * A pleasant portrait of the shipped person of that number, not yet aligned: with shoulders, tilted, somewhat off the
 * centre, smiling; with the landmarks that a detector should find. Chapter 00 shows with it what alignment does.
 */
export function shippedPortrait(person: number, { width = 400, height = 480 } = {}): Portrait & { name: string } {
  expect(
    Number.isInteger(person) && person >= 0 && person < shippedPeople.length,
    `There is no shipped person ${person}: pass a number from 0 to ${shippedPeople.length - 1}.`,
  );
  const random = seeded(shippedSeed, 'portrait', person);
  const side = random.chance(0.5) ? 1 : -1;
  const variation: Variation = {
    ...neutralVariation(random.integer(2147483647)),
    yaw: -side * random.uniform(0.1, 0.25),
    roll: side * random.uniform(0.16, 0.26),
    smile: random.uniform(0.5, 0.8),
    light: side * random.uniform(0.3, 0.7),
    gazeX: side * 0.15,
    ambient: 0.52,
  };
  const { name, identity } = shippedPeople[person];
  const portrait = renderPortrait(identity, variation, {
    width,
    height,
    faceHeight: 0.46,
    centre: [0.5 + side * 0.07, 0.44],
  });
  return { name, ...portrait };
}
