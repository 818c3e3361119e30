import path from 'node:path';
import { InputError } from '../base/errors';
import { Matrix } from '../base/matrix';
import { type Watched } from '../base/watched';
import { Faces } from '../data/faces';
import { damaged, loadCheckpoint } from '../models/checkpoint';
import { describeFaces, descriptorThreshold } from '../models/pretrained';
import { embed } from './embed';

/** Something that turns faces into vectors and knows how far apart two pictures of one person may be. */
export interface Recogniser {
  name: string;
  /** Side of the aligned faces that it takes, in pixels. */
  size: number;
  /** Two pictures up to this distance are taken for one person. Throws an {@link InputError} where none was measured. */
  readonly threshold: number;
  /** [count, dim]. */
  describe(faces: Faces, watched?: Watched): Promise<Matrix>;
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

/** The folder of the network that comes with the project, trained on drawn people by `facelab train --preset shipped`. */
export const shippedNetwork = path.resolve(__dirname, '../../data-samples/models/celebrities');

/** What `facelab train` stores beside a network. */
export interface TrainedNotes {
  /** Side of its pictures in pixels. */
  size: number;
  /** Distance up to which two pictures are taken for one person, measured on people who were not trained on. */
  threshold?: number;
  /** Why there is no threshold although training has ended: a sentence with the remedy. */
  noThreshold?: string;
}

/**
 * A network that `facelab train` has saved, with the threshold that it was given on validation people. Cosine distance.
 * It embeds without a threshold, too; asking for the threshold then throws the reason why there is none.
 *
 * @throws InputError when the folder has none, or notes that do not fit the network
 */
export async function trainedRecogniser(folder: string): Promise<Recogniser & { dispose(): void }> {
  const { backbone, tensors, notes } = await loadCheckpoint(folder);
  for (const tensor of Object.values(tensors)) tensor.dispose();
  const wrong = whatIsWrong(notes, backbone.inputs[0].shape);
  if (wrong !== undefined) {
    backbone.dispose();
    throw damaged(folder, `the notes in model.json ${wrong}`);
  }
  const { size, threshold, noThreshold } = notes as unknown as TrainedNotes;
  return {
    name: folder,
    size,
    get threshold() {
      if (threshold !== undefined) return threshold;
      throw new InputError(
        `The model in ${folder} has no threshold: ` +
          (noThreshold ?? 'its training did not end. facelab train --resume finishes it.'),
      );
    },
    describe: (faces, watched) => embed(backbone, faces, watched),
    distance: cosineDistance,
    dispose: () => backbone.dispose(),
  };
}

/** What is wrong with the notes of a network that takes pictures of this shape, [batch, size, size, 3], as the end of a sentence. */
function whatIsWrong(notes: Record<string, unknown>, [, height, width]: (number | null)[]): string | undefined {
  const { size, threshold, noThreshold } = notes;
  if (size !== height || size !== width)
    return `say that pictures have ${JSON.stringify(size)} pixels per side, but the network takes ${height}`;
  const isDistance = typeof threshold === 'number' && threshold >= 0 && threshold <= 2;
  if (threshold !== undefined && !isDistance)
    return `have the threshold ${JSON.stringify(threshold)}, but it must be a distance from 0 to 2`;
  if (noThreshold !== undefined && typeof noThreshold !== 'string')
    return 'do not say in words why there is no threshold';
  return undefined;
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
