import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { arcFaceLoss } from '../../src/losses/arcface';
import { lossVariants } from '../support/loss-cases/all';
import { randomFor } from '../support/loss-cases/case';

describe('heads with many classes', () => {
  const peak = async (compute: () => void): Promise<number> => {
    const check = tf.env().getBool('CHECK_COMPUTATION_FOR_ERRORS');
    tf.env().set('CHECK_COMPUTATION_FOR_ERRORS', false); // otherwise profiling reads every result back
    try {
      return (await tf.profile(() => tf.tidy(compute))).peakBytes;
    } finally {
      tf.env().set('CHECK_COMPUTATION_FOR_ERRORS', check);
    }
  };

  for (const variant of lossVariants.filter(({ head }) => head)) {
    it(`${variant.name} never holds [batch, classes, dim]`, async () => {
      const shape = { batch: 64, dim: 256, classes: 1000 };
      const { labels, variables, constants } = randomFor(variant, shape, 1);
      const names = Object.keys(variables);
      const held = tf.memory().numBytes;
      const bytes = await peak(() => {
        tf.grads((...tensors: tf.Tensor[]) =>
          variant.loss(
            { ...constants, ...Object.fromEntries(names.map((name, i) => [name, tensors[i]])) },
            labels,
            shape,
          ),
        )(Object.values(variables));
      });
      tf.dispose([variables, constants]);
      assert.ok(bytes - held < 4 * shape.batch * shape.classes * shape.dim, `${bytes - held} bytes at the peak`);
    });
  }

  it('ArcFace with 100,000 classes × 512: one loss and its gradients', async function () {
    this.timeout(300_000); // two seconds on two idle cores, 1.5 GB
    const [batch, dim, classes] = [32, 512, 100_000];
    const x = tf.randomNormal([batch, dim], 0, 1, 'float32', 1) as tf.Tensor2D;
    const w = tf.tile(tf.randomNormal([classes / 100, dim], 0, 1, 'float32', 2), [100, 1]) as tf.Tensor2D;
    const labels = Int32Array.from({ length: batch }, (_, i) => i * 3000);
    const { value, grads } = tf.valueAndGrads((a: tf.Tensor, b: tf.Tensor) =>
      arcFaceLoss(a as tf.Tensor2D, labels, b as tf.Tensor2D, { margin: 0.5, scale: 64 }),
    )([x, w]);
    const [[loss], ofW] = [await value.data(), Array.from(await tf.tidy(() => tf.sum(tf.abs(grads[1]), 1)).data())];
    // The classifier of chance: log C and a margin of about s sin m = 31 on the own class.
    assert.ok(loss > Math.log(classes) + 20 && loss < Math.log(classes) + 60, `loss ${loss}`);
    const own = labels.reduce((sum, label) => sum + ofW[label], 0) / batch;
    const all = ofW.reduce((sum, size) => sum + size, 0) / classes;
    assert.ok(own > 100 * all && all > 0, 'the own classes are pulled hardest, and every class gets a gradient');
    tf.dispose([x, w, value, grads]);
  });
});
