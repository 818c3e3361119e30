import * as tf from '@tensorflow/tfjs';
import { InputError } from '../base/errors';
import { Matrix } from '../base/matrix';
import { Faces } from '../data/faces';
import { overBatches, type EmbedOptions } from './over-batches';

/**
 * Embeddings of all pictures, [count, dim], in inference mode (running statistics, no chance), not normalised. Memory
 * beyond the result is that of one batch. Throws the signal's reason when interrupted.
 *
 * @throws InputError when the network gives a number that is not finite: no distance may be taken from it
 */
export async function embed(backbone: tf.LayersModel, faces: Faces, options: EmbedOptions = {}): Promise<Matrix> {
  const columns = backbone.outputs[0].shape[1]!;
  const values = new Float32Array(faces.count * columns);
  await overBatches(backbone, faces, ['embeddings'], options, ({ values: numbers, start }) => {
    const wrong = numbers.findIndex((value) => !Number.isFinite(value));
    if (wrong >= 0) {
      const index = start + Math.floor(wrong / columns);
      throw new InputError(
        `The network gives ${numbers[wrong]} for ${faces.sources[index] || `picture ${index}`}: its weights are damaged or its training ` +
          'went astray. Train it again, with a smaller learning rate where that was the reason.',
      );
    }
    values.set(numbers, start * columns);
  });
  return { values, rows: faces.count, columns };
}
