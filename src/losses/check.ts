import * as tf from '@tensorflow/tfjs';
import { expect, InputError } from '../base/errors';
import { expectLabels, expectShape, Labels, labelTensor } from '../base/inputs';

/**
 * Checks the numbers of a batch, which the losses cannot do without waiting for the device: every number in the
 * embeddings must be finite, every label in 0 … classes − 1, the batch not empty. Await it once before training, or when
 * a loss is not finite.
 *
 * @param embeddings [batch, dim]
 * @param labels [batch]
 * @param classes left out, any integer from 0 is a label
 * @throws InputError with one sentence that names the first sample that is wrong
 */
export async function checkBatch(embeddings: tf.Tensor2D, labels: Labels, classes?: number): Promise<void> {
  expectShape('embeddings', embeddings, { batch: 'any', dim: 'any' });
  if (classes !== undefined)
    expect(Number.isInteger(classes) && classes >= 1, `classes is ${classes}, but it must be an integer from 1.`);
  const [batch, dim] = embeddings.shape;
  if (labels instanceof tf.Tensor) {
    expectShape('labels', labels, { batch });
    expectLabels(await labels.data(), classes);
  } else {
    tf.dispose(labelTensor(labels, batch, classes));
  }
  const values = await embeddings.data();
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    throw new InputError(
      `Row ${Math.floor(wrong / dim)} of embeddings has ${values[wrong]} in column ${wrong % dim}, but all numbers must be ` +
        'finite: look for the step before that made it, often a learning rate that is too high.',
    );
  }
}
