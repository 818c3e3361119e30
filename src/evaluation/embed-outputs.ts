import * as tf from '@tensorflow/tfjs';
import { expect } from '../base/errors';
import { Matrix } from '../base/matrix';
import { Faces } from '../data/faces';
import { countOf, overBatches, type EmbedOptions } from './over-batches';

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
  options: EmbedOptions = {},
): Promise<Record<Name, Matrix>> {
  const known = network.outputNames.length === 1 ? ['embeddings'] : network.outputNames;
  for (const name of names) {
    expect(known.includes(name), `The network has no output "${name}": it has ${known.join(', ')}.`);
  }
  const rows = countOf(pictures);
  const results = {} as Record<Name, Matrix>;
  await overBatches(network, pictures, names, options, ({ name, values, start, columns }) => {
    results[name] ??= { values: new Float32Array(rows * columns), rows, columns };
    results[name].values.set(values, start * columns);
  });
  return results;
}
