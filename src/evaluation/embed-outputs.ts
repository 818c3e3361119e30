import * as tf from '@tensorflow/tfjs';
import { expect } from '../base/errors';
import { Matrix, takeRows } from '../base/matrix';
import { imageTensor } from '../data/batches';
import { tensorOf } from '../base/host';
import { breathe } from '../base/watched';
import { Faces } from '../data/faces';
import { forward } from '../models/face-model';
import type { EmbedOptions } from './embed';

/**
 * Chosen outputs of a network with several, by name, a matrix [count, …] each: `embed` for more than the embeddings. In inference
 * mode, not normalised; outputs of higher rank are flattened. One pass over the pictures.
 *
 * @param pictures faces, or descriptors [count, length] for a network that takes those
 * @param names such as `embeddings`, `hidden`, `groupLogits`
 * @throws InputError for a name that the network does not have, and the signal's reason when interrupted
 */
export async function embedOutputs<Name extends string>(
  network: tf.LayersModel,
  pictures: Faces | Matrix,
  names: Name[],
  { batch = 64, signal, onProgress }: EmbedOptions = {},
): Promise<Record<Name, Matrix>> {
  const known = network.outputNames.length === 1 ? ['embeddings'] : network.outputNames;
  for (const name of names) {
    expect(known.includes(name), `The network has no output "${name}": it has ${known.join(', ')}.`);
  }
  const count = 'pixels' in pictures ? pictures.count : pictures.rows;
  const results = {} as Record<Name, Matrix>;
  for (let start = 0; start < count; start += batch) {
    signal?.throwIfAborted();
    const end = Math.min(start + batch, count);
    const outputs = tf.tidy(() => {
      const all = forward(network, inputOf(pictures, start, end) as tf.Tensor4D, false);
      return names.map((name) => tf.reshape(all[name], [end - start, -1]));
    }) as tf.Tensor2D[];
    for (const [position, name] of names.entries()) {
      const columns = outputs[position].shape[1];
      results[name] ??= { values: new Float32Array(count * columns), rows: count, columns };
      results[name].values.set(await outputs[position].data<'float32'>(), start * columns);
    }
    tf.dispose(outputs);
    onProgress?.(end, count);
    await breathe();
  }
  return results;
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
