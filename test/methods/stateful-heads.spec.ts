import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { pictureBatches } from '../../src/data/batches';
import { identitySampler } from '../../src/data/sampler';
import { adaFaceMethod } from '../../src/methods/adaface';
import { curricularFaceMethod } from '../../src/methods/curricularface';
import { Method } from '../../src/methods/method';
import { uniFaceMethod } from '../../src/methods/uniface';
import { withUnitStart } from '../../src/methods/unit-start';
import { residualBackbone } from '../../src/models/backbones/residual';
import { disposeModel, faceModel } from '../../src/models/face-model';
import { fit } from '../../src/training/fit';
import { History } from '../../src/training/history';
import { blobFaces } from '../support/blobs';

/** Trains on people who are easily told apart and returns the head's numbers that are asked for. */
async function train(method: Method, read: string[]): Promise<{ history: History; head: number[]; mode: string }> {
  const faces = blobFaces({ identities: 8, picturesEach: 4, size: 16, seed: 1 });
  const { head, loss } = withUnitStart(method);
  const model = faceModel(residualBackbone({ size: 16, dim: 8, widths: [8, 16], seed: 1 }), head(8, 8, 1));
  const batches = pictureBatches(faces, identitySampler(faces.labels, { identities: 4, pictures: 2, seed: 1 }));
  const { history, computedAs } = await fit(model, batches, { loss, steps: 24, learningRate: 0.05, headRate: 4 });
  const numbers = await Promise.all(read.map(async (name) => (await model.head[name].data())[0]));
  disposeModel(model);
  return { history, head: numbers, mode: computedAs };
}

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const assertFalls = ({ loss }: History): void =>
  assert.ok(mean(loss.slice(-5)) < 0.8 * mean(loss.slice(0, 5)), `the loss falls: ${loss}`);

describe('methods whose head holds more than class weights', () => {
  it('AdaFace trains in a graph, and its running mean and deviation move from step to step', async () => {
    const before = tf.memory().numTensors;
    const { history, head, mode } = await train(adaFaceMethod({ margin: 0.2, scale: 10 }), ['normMean', 'normDeviation']); // prettier-ignore
    assert.equal(mode, 'graph');
    assertFalls(history);
    const { normMean, normDeviation } = history.metrics;
    // Each step leaves 99 % of what was there, so that 100 becomes 0.99²⁴ · 100 and a little.
    assert.ok(head[1] > 78.5 && head[1] < 80, `${head[1]}`);
    assert.ok(normMean[0] !== normMean[23] && head[0] === normMean[23] && head[1] === normDeviation[23]);
    assert.equal(tf.memory().numTensors, before, 'tensors left behind');
  });

  it('UniFace trains in a graph and learns its threshold', async () => {
    const before = tf.memory().numTensors;
    const { history, head, mode } = await train(uniFaceMethod({ margin: 0.2, scale: 10 }), ['bias']);
    assert.equal(mode, 'graph');
    assertFalls(history);
    assert.ok(Math.abs(head[0] - Math.log(80)) > 0.05, `${head[0]}`);
    assert.equal(tf.memory().numTensors, before, 'tensors left behind');
  });

  it('CurricularFace trains in a graph, and its mean cosine follows the batches, a hundredth a step', async () => {
    const before = tf.memory().numTensors;
    const method = curricularFaceMethod({ margin: 0.2, scale: 10 });
    const { history, head, mode } = await train(method, ['t']);
    assert.equal(mode, 'graph');
    assertFalls(history);
    const { t } = history.metrics;
    assert.equal(head[0], t[23]);
    t.slice(1).forEach((value, step) => assert.ok(Math.abs(value - 0.99 * t[step]) <= 0.01 + 1e-6, `${t}`));
    assert.ok(t[23] > 0.02 && t[23] < 1 - 0.99 ** 24, `${t}`);
    assert.equal(tf.memory().numTensors, before, 'tensors left behind');
  });
});
