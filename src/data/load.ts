import { resolve } from 'node:path';
import { expect, InputError } from '../base/errors';
import { breathe, type Watched } from '../base/watched';
import { alignFace } from './align';
import { openCache, type Cache, type Form } from './cache';
import { readSquare } from './crop';
import { largestTurn, smallestSide } from './detect';
import type { Faces } from './faces';
import { readFolder, type PictureProblem, type PictureRecord } from './folder';
import { decodePicture, encodePng, type Picture } from './image';
import { faultsOf } from './quality';
import { searchPicture, type SearchedPicture } from './searched-picture';

export interface LoadOptions extends Watched {
  /**
   * `detect` (the default): find the face and align it by five landmarks. `crop`: the pictures are aligned already, as the
   * rendered celebrities are; the middle square is scaled to the size.
   */
  align?: 'detect' | 'crop';
  /** Side of the square faces in pixels. Default 112. */
  size?: number;
  /**
   * Whether faces that cannot be judged are kept all the same: too few pixels between the eyes, blurred, landmarks that no face
   * has (see quality.ts). They are reported in `problems` either way. Default: they are left out.
   */
  keepPoor?: boolean;
  /** Where results are kept by content; `null` for nowhere. Default `.facelab/cache` of the project. */
  cacheFolder?: string | null;
}

/** Pictures that are open at once: decoding has threads of its own, the detector takes one at a time. */
const atOnce = 4;

/**
 * Pictures → aligned faces, in the order of the records. A picture that cannot be decoded, shows no face or one that
 * cannot be judged is left out; of several faces the largest is taken, and a face that lies on its side is turned upright. All this
 * is reported in `problems`, and none of it ends the work.
 *
 * Persons are in the order of their first picture; those without any usable picture are not among the names. Throws the signal's
 * reason when interrupted; what was detected until then is in the cache, so the same call goes on where it was.
 */
export async function loadFaces(
  records: readonly PictureRecord[],
  options: LoadOptions = {},
): Promise<{ faces: Faces; problems: PictureProblem[] }> {
  const { align = 'detect', size = 112, keepPoor = false, cacheFolder, signal, onProgress } = options;
  expect(Number.isInteger(size) && size > 0, `The faces' size must be a positive number of pixels, but it is ${size}.`);
  const cache = align === 'detect' ? await openCache(cacheFolder) : undefined;
  const length = size * size * 3;
  const pixels = new Uint8Array(records.length * length);
  const kept: PictureRecord[] = [];
  const problems: PictureProblem[] = [];

  for (let start = 0; start < records.length; start += atOnce) {
    signal?.throwIfAborted();
    const chunk = records.slice(start, start + atOnce);
    const results = await Promise.all(
      chunk.map(({ path }) =>
        (cache === undefined ? cropped(path, size) : aligned(path, size, cache, keepPoor)).catch(asProblem(path)),
      ),
    );
    results.forEach(({ face, problem, poor }, index) => {
      if (problem !== undefined) problems.push({ path: chunk[index].path, problem, skipped: face === undefined, poor });
      if (face === undefined) return;
      pixels.set(face.pixels, kept.length * length);
      kept.push(chunk[index]);
    });
    onProgress?.(Math.min(start + atOnce, records.length), records.length);
    await breathe();
  }

  const names = [...new Set(kept.map(({ name }) => name))];
  const labelOf = new Map(names.map((name, label) => [name, label]));
  const faces: Faces = {
    pixels: pixels.slice(0, kept.length * length),
    count: kept.length,
    size,
    labels: Int32Array.from(kept, ({ name }) => labelOf.get(name)!),
    names,
    sources: kept.map(({ path }) => path),
    attributes: {},
  };
  return { faces, problems };
}

/** Where the eight rendered people are that the project ships. */
export const celebritiesFolder = resolve(__dirname, '../../data-samples/celebrities');

/**
 * The rendered people that the project ships, aligned as they are drawn. Throws an {@link InputError} when the folder is
 * missing or empty, or a picture in it cannot be read: rendering them anew is better than going on with a part.
 */
export async function loadCelebrities(
  folder = celebritiesFolder,
  options: Omit<LoadOptions, 'align'> = {},
): Promise<Faces> {
  const { records } = await readFolder(folder);
  const { faces, problems } = await loadFaces(records, { ...options, align: 'crop' });
  if (problems.length > 0)
    throw new InputError(`${problems[0].problem} Delete ${folder} and run npm start: it renders them again.`);
  expect(faces.count > 0, `${folder} has no pictures of people: delete it and run npm start, which renders them.`);
  return faces;
}

interface Result {
  face?: Picture;
  problem?: string;
  poor?: boolean;
}

async function cropped(path: string, size: number): Promise<Result> {
  return { face: await readSquare(path, size) };
}

async function aligned(path: string, size: number, cache: Cache, keepPoor: boolean): Promise<Result> {
  const picture = await searchPicture(path, cache);
  const [face, ...others] = await picture.faces();
  if (face === undefined) return { problem: `${path} ${await whyNoFace(picture)}` };
  const faults = faultsOf(face.quality);
  if (faults.length > 0 && !keepPoor) return { problem: `${path} cannot be judged: ${faults.join(', ')}.`, poor: true };
  const remarks = [
    ...(faults.length > 0 ? [`is kept although it can hardly be judged: ${faults.join(', ')}`] : []),
    ...(Math.abs(face.turn) > largestTurn
      ? [`shows a face turned by ${Math.round(Math.abs(face.turn))}°: it is taken upright`]
      : []),
    ...(others.length > 0 ? [`shows ${others.length + 1} faces: the largest is taken`] : []),
  ];
  return {
    face: await cache.remember(
      picture.key(`aligned-${size}`),
      async () => alignFace(await picture.decoded(), face.landmarks, size),
      pngOf(size),
    ),
    problem: remarks.length > 0 ? `${path} ${remarks.join('; ')}.` : undefined,
    poor: faults.length > 0,
  };
}

/** Why no face was found in a picture, and what to do, as the end of a sentence. */
async function whyNoFace(picture: SearchedPicture): Promise<string> {
  const { width, height, frames = 1 } = await picture.decoded();
  const size = `${width}×${height} pixels`;
  if (Math.min(width, height) < smallestSide) return `has ${size}: no face has room in it, so it is left out.`;
  if (frames > 1)
    return `shows no face in the first of its ${frames} frames, the only one that is looked at, so it is left out: save a frame with the face as a picture of its own.`;
  return 'shows no face that the detector finds, so it is left out: try one in which the face is larger and well lit.';
}

/** A fault of one picture ends the work on that picture only; a defect of the program ends all of it. */
function asProblem(path: string): (error: unknown) => Result {
  return (error) => {
    if (!(error instanceof InputError) || !error.message.startsWith(path)) throw error;
    return { problem: error.message };
  };
}

function pngOf(size: number): Form<Picture> {
  return {
    ending: '.png',
    encode: encodePng,
    decode: async (bytes) => {
      const picture = await decodePicture(bytes);
      if (picture.width !== size || picture.height !== size) throw new Error('damaged');
      return picture;
    },
  };
}
