import * as tf from '@tensorflow/tfjs';
import { expect } from '../base/errors';
import { tensorOf } from '../base/host';
import { Matrix, takeRows } from '../base/matrix';
import { Batches } from './batches';
import { Sampler } from './sampler';

/**
 * Batches of descriptors that were computed once, for networks that are trained on top of a frozen one: `images` is then
 * [batch, length]. Throws where rows and labels differ in number.
 *
 * @param descriptors [count, length]
 * @param labels [count]
 */
export function descriptorBatches(descriptors: Matrix, labels: ArrayLike<number>, sampler: Sampler): Batches {
  expect(
    descriptors.rows === labels.length,
    `There are ${descriptors.rows} descriptors but ${labels.length} labels: pass one label for each.`,
  );
  return async (step) => {
    const indices = sampler(step);
    return {
      // A network takes whatever its input layer wants; pictures are the usual case and give the type its name.
      images: tensorOf(takeRows(descriptors, indices)) as tf.Tensor as tf.Tensor4D,
      labels: tf.tensor1d(
        Int32Array.from(indices, (index) => labels[index]),
        'int32',
      ),
    };
  };
}
