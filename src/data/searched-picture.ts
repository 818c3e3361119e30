import { contentHash, type Cache, type Form } from './cache';
import { detectFaces, type DetectedFace } from './detect';
import { decodePicture, readPictureFile, type Picture } from './image';

/** Goes up by one whenever decoding, detection or alignment changes its results, so that cached ones are not taken for new. */
const version = 3;

/** A picture's file with what can be asked about it. */
export interface SearchedPicture {
  path: string;
  /** A key for the cache: the same for the same bytes, `what` and version of the pipeline. */
  key(what: string): string;
  /** Decoded once, when first asked for. */
  decoded(): Promise<Picture>;
  /** The faces in it, the largest first: from the cache, else detected. */
  faces(): Promise<DetectedFace[]>;
}

/** Reads the file; decodes and searches it only when asked. Throws an InputError when it cannot be read. */
export async function searchPicture(path: string, cache: Cache): Promise<SearchedPicture> {
  const bytes = await readPictureFile(path);
  const content = contentHash(bytes, version);
  const key = (what: string): string => `${content}-${what}`;
  let picture: Promise<Picture> | undefined;
  const decoded = (): Promise<Picture> => (picture ??= decodePicture(bytes, path));
  return {
    path,
    key,
    decoded,
    faces: () => cache.remember(key('faces'), async () => detectFaces(await decoded()), facesForm),
  };
}

const facesForm: Form<DetectedFace[]> = {
  ending: '.json',
  encode: (faces) => JSON.stringify(faces),
  decode: (bytes) => {
    const faces: DetectedFace[] = JSON.parse(bytes.toString('utf8'));
    if (!Array.isArray(faces) || faces.some(({ landmarks68, quality }) => landmarks68.length !== 68 || !quality))
      throw new Error('damaged');
    return faces;
  },
};
