import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { pictureBatches } from '../../src/data/batches';
import { identitySampler } from '../../src/data/sampler';
import { arcFaceLoss } from '../../src/losses/arcface';
import { boundaryFaceLoss } from '../../src/losses/boundaryface';
import { boundaryFaceMethod } from '../../src/methods/boundaryface';
import { withUnitStart } from '../../src/methods/unit-start';
import { residualBackbone } from '../../src/models/backbones/residual';
import { disposeModel, faceModel } from '../../src/models/face-model';
import { fit } from '../../src/training/fit';
import { blobFaces } from '../support/blobs';

const options = { margin: 0.5, scale: 4, from: 10 };

/** Three classes along the axes; the second picture lies on class 2 and is filed under 0. */
const points = [
  [1, 0.1, 0],
  [0, 0.1, 1],
  [0.2, 1, 0.1],
];
const filed = [0, 0, 1];

/** The value at a step, what was repaired, and the gradients to embeddings and weights. */
function at(step: number, lambda: number): { value: number; repaired: number; gradients: number[][] } {
  return tf.tidy(() => {
    const method = boundaryFaceMethod({ ...options, lambda });
    const labels = tf.tensor1d(filed, 'int32');
    let repaired: tf.Scalar | undefined;
    const { value, grads } = tf.valueAndGrads((embeddings: tf.Tensor, weights: tf.Tensor) => {
      const given = { embeddings: embeddings as tf.Tensor2D, labels, head: { weights: weights as tf.Tensor2D } };
      const measured = method.loss({ ...given, outputs: {}, inputs: method.inputs!(step) });
      repaired = tf.keep((measured as Record<string, tf.Scalar>).repaired);
      return (measured as { loss: tf.Scalar }).loss;
    })([tf.tensor2d(points), tf.eye(3)]);
    const share = repaired!.dataSync()[0];
    repaired!.dispose();
    return {
      value: value.dataSync()[0],
      repaired: share,
      gradients: grads.map((gradient) => Array.from(gradient.dataSync())),
    };
  });
}

/** Value and gradients of a plain loss at the same place. */
function of(loss: (embeddings: tf.Tensor2D, weights: tf.Tensor2D) => tf.Scalar): ReturnType<typeof at> {
  return tf.tidy(() => {
    const { value, grads } = tf.valueAndGrads((x: tf.Tensor, w: tf.Tensor) => loss(x as tf.Tensor2D, w as tf.Tensor2D))(
      [tf.tensor2d(points), tf.eye(3)],
    );
    const gradients = grads.map((gradient) => Array.from(gradient.dataSync()));
    return { value: value.dataSync()[0], repaired: 0, gradients };
  });
}

const assertSame = (actual: ReturnType<typeof at>, expected: ReturnType<typeof at>): void => {
  assert.ok(Math.abs(actual.value - expected.value) < 1e-6, `${actual.value} in place of ${expected.value}`);
  actual.gradients.flat().forEach((number, i) => {
    const other = expected.gradients.flat()[i];
    assert.ok(Math.abs(number - other) < 1e-6, `gradient ${i}: ${number} in place of ${other}`);
  });
};

describe('BoundaryFace as a method', () => {
  it('is ArcFace until repairs begin, value and gradient, with and without the term for hard samples', () => {
    const arcFace = of((x, w) => arcFaceLoss(x, filed, w, options));
    for (const lambda of [0, Math.PI]) {
      for (const step of [0, 9]) {
        assertSame(at(step, lambda), arcFace);
        assert.equal(at(step, lambda).repaired, 0);
      }
    }
  });

  it('is the loss of its name from then on, on corrected labels, and tells how many it has repaired', () => {
    for (const lambda of [0, Math.PI]) {
      const after = at(10, lambda);
      assertSame(
        after,
        of((x, w) => boundaryFaceLoss(x, filed, w, { ...options, lambda })),
      );
      assert.ok(Math.abs(after.repaired - 1 / 3) < 1e-6, `${after.repaired}`);
    }
    const corrected = of((x, w) => arcFaceLoss(x, [0, 2, 1], w, options));
    assertSame(at(10, 0), corrected);
  });

  it('is called by what it does', () => {
    assert.equal(boundaryFaceMethod({ ...options, lambda: 0 }).label, 'BoundaryF1, m = 0.5');
    assert.equal(boundaryFaceMethod({ ...options, lambda: Math.PI }).label, 'BoundaryFace, m = 0.5');
  });

  it('trains in a graph, begins at its step, and leaves no tensor behind', async () => {
    const faces = blobFaces({ identities: 8, picturesEach: 6, size: 16, seed: 1 });
    // One picture of each person is filed under the next person.
    const labels = faces.labels.map((label, index) => (index % 6 === 0 ? (label + 1) % 8 : label));
    const sampler = identitySampler(labels, { identities: 4, pictures: 4, seed: 1 });
    const before = tf.memory().numTensors;
    for (const lambda of [0, Math.PI]) {
      const { head, loss, inputs } = withUnitStart(boundaryFaceMethod({ margin: 0.3, scale: 16, lambda, from: 30 }));
      const model = faceModel(residualBackbone({ size: 16, dim: 8, widths: [8, 16], seed: 1 }), head(8, 8, 1));
      const { history, computedAs, reason } = await fit(model, pictureBatches({ ...faces, labels }, sampler), {
        loss,
        inputs,
        steps: 60,
        learningRate: 0.05,
        headRate: 4,
      });
      disposeModel(model);
      assert.equal(computedAs, 'graph', reason);
      const { repaired } = history.metrics;
      assert.ok(repaired.slice(0, 30).every((share) => share === 0));
      assert.ok(
        repaired.slice(30).some((share) => share > 0),
        `${repaired}`,
      );
    }
    assert.equal(tf.memory().numTensors, before, 'tensors left behind');
  });
});
