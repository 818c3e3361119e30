import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { compile } from '../../src/engine/compile';
import { arcFaceLoss } from '../../src/losses/arcface';
import { contrastiveLoss } from '../../src/losses/contrastive';
import { curricularFaceLoss } from '../../src/losses/curricularface';
import { rangeLoss } from '../../src/losses/range';
import { tripletLoss } from '../../src/losses/triplet';
import { assertClose, lossAndGradients } from '../support/golden';
import { lossVariants } from '../support/loss-cases/all';
import { randomFor } from '../support/loss-cases/case';

type Tensors = Record<string, tf.Tensor>;

/** The loss and its gradients with respect to the named tensors, as a step that can be compiled. */
function step(names: string[], loss: (x: Tensors) => tf.Scalar): (inputs: Tensors) => Tensors {
  return (inputs) => {
    const { value, grads } = tf.valueAndGrads((...tensors: tf.Tensor[]) =>
      loss({ ...inputs, ...Object.fromEntries(names.map((name, i) => [name, tensors[i]])) }),
    )(names.map((name) => inputs[name]));
    return { loss: value, ...Object.fromEntries(names.map((name, i) => [`gradient of ${name}`, grads[i]])) };
  };
}

describe('losses in a compiled step', () => {
  for (const variant of lossVariants) {
    it(`${variant.name} runs as a graph, with the same loss and gradients`, async () => {
      const shape = { batch: 5, dim: 4, classes: 4 };
      const { labels, variables, constants } = randomFor(variant, shape, 3);
      const loss = (x: Tensors): tf.Scalar => variant.loss({ ...x, ...constants }, labels, shape);
      const compiled = compile(step(Object.keys(variables), loss));
      const result = await compiled.run(variables);
      assert.equal(compiled.mode, 'graph', compiled.reason);
      const expected = lossAndGradients(variables, loss);
      assertClose(await result.loss.data(), expected.loss, 1e-5, 'loss');
      for (const name of Object.keys(variables)) {
        assertClose(await result[`gradient of ${name}`].data(), Array.from(expected.gradients[name]), 1e-4, name);
      }
      compiled.dispose();
      tf.dispose([result, variables, constants]);
    });
  }

  it('labels, pairs, triplets and t that come as tensors change from step to step', async () => {
    const compiled = compile(({ x, w, y, triplets, first, second, same, t }) => {
      const [e, labels] = [x as tf.Tensor2D, y as tf.Tensor1D];
      const options = { margin: 0.3, scale: 8 };
      const curricular = curricularFaceLoss(e, labels, w as tf.Tensor2D, { ...options, t: t as tf.Scalar });
      const pairs = { first: first as tf.Tensor1D, second: second as tf.Tensor1D, same: same as tf.Tensor1D };
      return {
        arcFace: arcFaceLoss(e, labels, w as tf.Tensor2D, options),
        curricular: curricular.loss,
        t: curricular.t,
        triplet: tripletLoss(e, triplets as tf.Tensor2D, { margin: 0.2 }),
        contrastive: contrastiveLoss(e, pairs, { margin: 3 }),
        range: rangeLoss(e, labels, { k: 2, margin: 3, alpha: 1, beta: 1 }),
      };
    });
    const x = tf.randomNormal([4, 3], 0, 1, 'float32', 1) as tf.Tensor2D;
    const w = tf.randomNormal([3, 3], 0, 1, 'float32', 2) as tf.Tensor2D;
    const batches = [
      { y: [0, 0, 1, 2], triplets: [[0, 1, 2]] as [number, number, number][], pair: [0, 3], t: 0.1 },
      { y: [2, 1, 1, 2], triplets: [[1, 2, 3]] as [number, number, number][], pair: [1, 2], t: 0.7 },
    ];
    for (const { y, triplets, pair, t } of batches) {
      const same = y[pair[0]] === y[pair[1]];
      const inputs = {
        x,
        w,
        y: tf.tensor1d(y, 'int32'),
        triplets: tf.tensor2d(triplets, [1, 3], 'int32'),
        first: tf.tensor1d([pair[0]], 'int32'),
        second: tf.tensor1d([pair[1]], 'int32'),
        same: tf.tensor1d([Number(same)], 'int32'),
        t: tf.scalar(t),
      };
      const result = await compiled.run(inputs);
      assert.equal(compiled.mode, 'graph', compiled.reason);
      const options = { margin: 0.3, scale: 8 };
      const curricular = curricularFaceLoss(x, y, w, { ...options, t });
      const expected: Tensors = {
        arcFace: arcFaceLoss(x, y, w, options),
        curricular: curricular.loss,
        t: curricular.t,
        triplet: tripletLoss(x, triplets, { margin: 0.2 }),
        contrastive: contrastiveLoss(x, [{ first: pair[0], second: pair[1], same }], { margin: 3 }),
        range: rangeLoss(x, y, { k: 2, margin: 3, alpha: 1, beta: 1 }),
      };
      for (const [name, tensor] of Object.entries(expected)) {
        assertClose(await result[name].data(), Array.from(await tensor.data()), 1e-5, name);
      }
      const { y: labels, triplets: rows, first, second, same: flags, t: scalar } = inputs;
      tf.dispose([result, expected, labels, rows, first, second, flags, scalar]);
    }
    compiled.dispose();
    tf.dispose([x, w]);
  });
});
