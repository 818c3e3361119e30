import * as tf from '@tensorflow/tfjs';
import { InputError } from '../base/errors';
import { Matrix } from '../base/matrix';
import { breathe, type Watched } from '../base/watched';
import { imageTensor } from '../data/batches';
import { Faces } from '../data/faces';
import { forward } from '../models/face-model';

/** How to embed; see {@link embed}. */
export interface EmbedOptions extends Watched {
  /** Pictures computed at once. Default 64. */
  batch?: number;
}

/**
 * Embeddings of all pictures, [count, dim], in inference mode (running statistics, no chance), not normalised. Memory
 * beyond the result is that of one batch. Throws the signal's reason when interrupted.
 *
 * @throws InputError when the network gives a number that is not finite: no distance may be taken from it
 */
export async function embed(backbone: tf.LayersModel, faces: Faces, options: EmbedOptions = {}): Promise<Matrix> {
  const { batch = 64, signal, onProgress } = options;
  const length = faces.size * faces.size * 3;
  const dim = backbone.outputs[0].shape[1]!;
  const values = new Float32Array(faces.count * dim);
  for (let start = 0; start < faces.count; start += batch) {
    signal?.throwIfAborted();
    const end = Math.min(start + batch, faces.count);
    const embeddings = tf.tidy(() => {
      const images = imageTensor(faces.pixels.subarray(start * length, end * length), faces.size);
      return forward(backbone, images, false).embeddings;
    });
    const numbers = await embeddings.data<'float32'>();
    embeddings.dispose();
    const wrong = numbers.findIndex((value) => !Number.isFinite(value));
    if (wrong >= 0) {
      const index = start + Math.floor(wrong / dim);
      throw new InputError(
        `The network gives ${numbers[wrong]} for ${faces.sources[index] || `picture ${index}`}: its weights are damaged or its training ` +
          'went astray. Train it again, with a smaller learning rate where that was the reason.',
      );
    }
    values.set(numbers, start * dim);
    onProgress?.(end, faces.count);
    await breathe();
  }
  return { values, rows: faces.count, columns: dim };
}
