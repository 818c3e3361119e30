import { InputError } from '../base/errors';
import { Matrix } from '../base/matrix';
import { Faces } from '../data/faces';
import { loadCheckpoint } from '../models/checkpoint';
import { describeFaces, descriptorThreshold } from '../models/pretrained';
import { embed } from './embed';

/** Something that turns faces into vectors and knows how far apart two pictures of one person may be. */
export interface Recogniser {
  name: string;
  /** Side of the aligned faces that it takes, in pixels. */
  size: number;
  /** Two pictures up to this distance are taken for one person. */
  threshold: number;
  /** [count, dim]. */
  describe(
    faces: Faces,
    watched?: { signal?: AbortSignal; onProgress?: (done: number, count: number) => void },
  ): Promise<Matrix>;
  /** Smaller is closer. */
  distance(a: ArrayLike<number>, b: ArrayLike<number>): number;
}

/** The network that the project gets with face-api: it was trained on photographs. Euclidean distance, its makers' threshold. */
export function pretrainedRecogniser(): Recogniser {
  return {
    name: 'pretrained descriptor',
    size: 112,
    threshold: descriptorThreshold,
    describe: (faces, watched) => describeFaces(faces, watched),
    distance: (a, b) => Math.sqrt(Array.from(a).reduce((sum, value, d) => sum + (value - b[d]) ** 2, 0)),
  };
}

/**
 * A network that `facelab train` has saved, with the threshold that it was given on validation people. Cosine distance.
 * Throws an {@link InputError} when the folder has none, or one that was saved without size and threshold.
 */
export async function trainedRecogniser(folder: string): Promise<Recogniser & { dispose(): void }> {
  const { backbone, tensors, notes } = await loadCheckpoint(folder);
  for (const tensor of Object.values(tensors)) tensor.dispose();
  const { size, threshold } = notes as { size?: number; threshold?: number };
  if (size === undefined || threshold === undefined) {
    backbone.dispose();
    throw new InputError(
      `The model in ${folder} has no threshold: its training did not end. facelab train --resume finishes it.`,
    );
  }
  return {
    name: folder,
    size,
    threshold,
    describe: (faces, watched) => embed(backbone, faces, watched),
    distance: cosineDistance,
    dispose: () => backbone.dispose(),
  };
}

function cosineDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [ab, aa, bb] = [0, 0, 0];
  for (let d = 0; d < a.length; d++) {
    ab += a[d] * b[d];
    aa += a[d] * a[d];
    bb += b[d] * b[d];
  }
  return aa === 0 || bb === 0 ? 1 : 1 - ab / Math.sqrt(aa * bb);
}
