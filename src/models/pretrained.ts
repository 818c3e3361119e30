import { InputError } from '../base/errors';
import type { Matrix } from '../base/matrix';
import { breathe, type Watched } from '../base/watched';
import { inverseTransform, similarityTransform, templateOf, type Point } from '../data/align';
import { openCache, type Cache, type Form } from '../data/cache';
import { descriptorSize, runDescriptor } from '../data/face-api';
import { pictureOf, type Faces } from '../data/faces';
import type { Picture } from '../data/image';
import { searchPicture } from '../data/searched-picture';
import { warp } from '../data/warp';

export interface DescribeOptions extends Watched {
  /**
   * `picture` (the default): the face is cut anew from the picture that `sources` names, as the network was trained.
   * `aligned`: it is cut from the aligned face itself, for faces that have no photograph; the chin is cut off.
   */
  from?: 'picture' | 'aligned';
  /** Where descriptors are kept by the picture's content; `null` for nowhere. Default `.facelab/cache` of the project. */
  cacheFolder?: string | null;
}

/** Two descriptors closer than this (Euclidean distance) are taken for one person: the value its makers advise. */
export const descriptorThreshold = 0.6;

/** Numbers in a descriptor. */
export const descriptorLength = 128;

/** Goes up by one whenever descriptors change, so that cached ones are not taken for new. */
const version = 1;

/**
 * The pretrained descriptor of each face, [count, 128], row i for face i: dlib's ResNet-34 for faces (King 2017) as face-api
 * ships it, trained with a metric loss on about three million photographs. It is the mean over the face and its mirror image.
 *
 * The network was trained on chips: 150×150, both eyes and the base of the nose at fixed places. So it does not get the ArcFace
 * template's picture but a chip of its own, turned upright and cut from the photograph. Descriptors have a length of about 1.5,
 * not 1, and are compared by Euclidean distance: see {@link descriptorThreshold}.
 *
 * `faces` come from `loadFaces` with `align: 'detect'`, whose detections are taken from the cache. Throws an {@link InputError}
 * that names the picture when it cannot be read any more or shows no face, and the signal's reason when interrupted; what is done
 * is in the cache, so the same call goes on where it was.
 */
export async function describeFaces(faces: Faces, options: DescribeOptions = {}): Promise<Matrix> {
  const { from = 'picture', cacheFolder, signal, onProgress } = options;
  const cache = from === 'picture' ? await openCache(cacheFolder) : undefined;
  const values = new Float32Array(faces.count * descriptorLength);
  for (let index = 0; index < faces.count; index++) {
    signal?.throwIfAborted();
    const descriptor =
      cache === undefined
        ? await describeChip(chipOfAligned(faces, index))
        : await descriptorOf(faces.sources[index], cache);
    values.set(descriptor, index * descriptorLength);
    onProgress?.(index + 1, faces.count);
    await breathe();
  }
  return { values, rows: faces.count, columns: descriptorLength };
}

async function descriptorOf(path: string, cache: Cache): Promise<Float32Array> {
  const picture = await searchPicture(path, cache);
  return cache.remember(
    picture.key(`descriptor-${version}`),
    async () => {
      const [face] = await picture.faces();
      if (face === undefined) {
        throw new InputError(
          `${path} shows no face that the detector finds, so it cannot be described: load it with align: 'detect', or ` +
            `describe the aligned faces with from: 'aligned'.`,
        );
      }
      return describeChip(chipOf(await picture.decoded(), face.landmarks68));
    },
    descriptorForm,
  );
}

async function describeChip(chip: Picture): Promise<Float32Array> {
  const [asIs, mirrored] = await runDescriptor([chip, mirror(chip)]);
  return asIs.map((value, i) => (value + mirrored[i]) / 2);
}

/**
 * Where dlib's chips have outer and inner corner of the left eye, inner and outer corner of the right eye and the base of the
 * nose, left and right as seen in the picture: fractions of the mean face's box, which dlib widens by a quarter on each side.
 */
const meanFace: Point[] = [
  [0.1205750620789, 0.2137274526848],
  [0.3340850613712, 0.2290642403242],
  [0.6460604764104, 0.2289674387677],
  [0.8595674595992, 0.2134981538014],
  [0.4901123135679, 0.6277975316475],
];
const widening = 0.25;
const chipTemplate = meanFace.map(([x, y]): Point => {
  const place = (fraction: number): number => ((fraction + widening) / (1 + 2 * widening)) * descriptorSize;
  return [place(x), place(y)];
});

function chipOf(picture: Picture, landmarks68: readonly Point[]): Picture {
  const corners = [36, 39, 42, 45, 33].map((i) => landmarks68[i]);
  return warp(picture, inverseTransform(similarityTransform(corners, chipTemplate)), descriptorSize, descriptorSize);
}

/** The chip within an aligned face: only the eyes' middles are in both templates. */
function chipOfAligned(faces: Faces, index: number): Picture {
  const middle = ([ax, ay]: Point, [bx, by]: Point): Point => [(ax + bx) / 2, (ay + by) / 2];
  const eyes = [middle(chipTemplate[0], chipTemplate[1]), middle(chipTemplate[2], chipTemplate[3])];
  const toFace = similarityTransform(eyes, templateOf(faces.size).slice(0, 2));
  return warp(pictureOf(faces, index), toFace, descriptorSize, descriptorSize);
}

function mirror({ width, height, pixels }: Picture): Picture {
  const mirrored = new Uint8Array(pixels.length);
  for (let row = 0; row < height; row++) {
    for (let x = 0; x < width; x++) {
      const from = (row * width + x) * 3;
      mirrored.set(pixels.subarray(from, from + 3), (row * width + width - 1 - x) * 3);
    }
  }
  return { width, height, pixels: mirrored };
}

const descriptorForm: Form<Float32Array> = {
  ending: '.f32',
  encode: (descriptor) => new Uint8Array(descriptor.buffer, descriptor.byteOffset, descriptor.byteLength),
  decode: (bytes) => {
    if (bytes.length !== descriptorLength * 4) throw new Error('damaged');
    const descriptor = Float32Array.from({ length: descriptorLength }, (_, i) => bytes.readFloatLE(i * 4));
    if (descriptor.every(Number.isFinite) === false) throw new Error('damaged');
    return descriptor;
  },
};
