import * as tf from '@tensorflow/tfjs';
import { tensorOf } from '../base/host';
import { Matrix, takeRows } from '../base/matrix';
import { breathe, type Watched } from '../base/watched';
import { imageTensor } from '../data/batches';
import { Faces } from '../data/faces';
import { forward } from '../models/face-model';

/** How to embed; see `embed`. */
export interface EmbedOptions extends Watched {
  /** Pictures computed at once. Default 64. */
  batch?: number;
}

/** What a network made of a batch: one of its outputs, [rows, columns], of the pictures from `start` on. */
export interface BatchOutput<Name extends string> {
  name: Name;
  values: Float32Array;
  start: number;
  columns: number;
}

/**
 * Runs a network over all pictures, a batch at a time, in inference mode, and hands over the outputs that are named, flattened.
 * Holds one batch. Throws the signal's reason when interrupted, and what `take` throws.
 *
 * @param pictures faces, or descriptors [count, length] for a network that takes those
 */
export async function overBatches<Name extends string>(
  network: tf.LayersModel,
  pictures: Faces | Matrix,
  names: Name[],
  { batch = 64, signal, onProgress }: EmbedOptions,
  take: (output: BatchOutput<Name>) => void,
): Promise<void> {
  const count = countOf(pictures);
  for (let start = 0; start < count; start += batch) {
    signal?.throwIfAborted();
    const end = Math.min(start + batch, count);
    const outputs = tf.tidy(() => {
      const all = forward(network, inputOf(pictures, start, end) as tf.Tensor4D, false);
      return names.map((name) => tf.reshape(all[name], [end - start, -1]));
    }) as tf.Tensor2D[];
    try {
      for (const [position, name] of names.entries()) {
        const values = await outputs[position].data<'float32'>();
        take({ name, values, start, columns: outputs[position].shape[1] });
      }
    } finally {
      tf.dispose(outputs);
    }
    onProgress?.(end, count);
    await breathe();
  }
}

/** How many pictures there are. */
export function countOf(pictures: Faces | Matrix): number {
  return 'pixels' in pictures ? pictures.count : pictures.rows;
}

function inputOf(pictures: Faces | Matrix, start: number, end: number): tf.Tensor {
  if ('pixels' in pictures) {
    const length = pictures.size * pictures.size * 3;
    return imageTensor(pictures.pixels.subarray(start * length, end * length), pictures.size);
  }
  return tensorOf(
    takeRows(
      pictures,
      Array.from({ length: end - start }, (_, row) => start + row),
    ),
  );
}
