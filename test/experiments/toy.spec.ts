import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { rowOf } from '../../src/base/matrix';
import { boundaryFaceMethod } from '../../src/methods/boundaryface';
import { arcFaceMethod } from '../../src/methods/arcface';
import { modifiedSoftmaxMethod } from '../../src/methods/modified-softmax';
import { spreadDirections } from '../../src/lessons/toy/directions';
import { descendEnergy } from '../../src/lessons/toy/energy';
import { handedOver } from '../../src/methods/handover';
import { toyMethod } from '../../src/lessons/toy/methods';
import { toyFaces, toyPeople } from '../../src/lessons/toy/people';
import { trainToy } from '../../src/lessons/toy/training';
import { feasibleMargin } from '../../src/plots/parts/decision-rules';
import { smallestAngle } from '../../src/plots/parts/angles';

describe('the toy of two numbers', () => {
  describe('directions', () => {
    it('divide the circle evenly, in an order that the seed shuffles', () => {
      const directions = spreadDirections(8, 2, 1);
      assert.ok(Math.abs(smallestAngle(directions) - Math.PI / 4) < 1e-12);
      assert.notDeepEqual(directions.values, spreadDirections(8, 2, 2).values);
      assert.deepEqual(directions.values, spreadDirections(8, 2, 1).values);
    });

    it('keep apart on the sphere, with length 1', () => {
      const directions = spreadDirections(8, 3, 1);
      for (let row = 0; row < 8; row++) assert.ok(Math.abs(Math.hypot(...rowOf(directions, row)) - 1) < 1e-12);
      assert.ok(smallestAngle(directions) > 0.9, String(smallestAngle(directions)));
    });
  });

  describe('handing over', () => {
    const given = (share: number) => ({
      embeddings: tf.tensor2d([[2, 1]]),
      labels: tf.tensor1d([0], 'int32'),
      head: { weights: tf.tensor2d([[1, 0], [0, 1]]) }, // prettier-ignore
      outputs: {},
      inputs: { share: tf.scalar(share) },
    });
    const margin = arcFaceMethod({ margin: 0.3, scale: 10 });
    const method = handedOver(margin, { from: 0.2, until: 0.6, steps: 100 });

    const lossOf = (result: ReturnType<typeof method.loss>): tf.Scalar =>
      result instanceof tf.Tensor ? result : result.loss;

    it('hands on what the method measures besides its loss', () => {
      const boundary = boundaryFaceMethod({ margin: 0.3, scale: 10, lambda: 1, from: 0 });
      const both = handedOver(boundary, { from: 0, until: 0.5, steps: 10 });
      const inputs = both.inputs!(5);
      assert.deepEqual(Object.keys(inputs), ['repairs', 'share']);
      assert.deepEqual(Object.keys(both.loss({ ...given(0), inputs })), ['loss', 'repaired']);
    });

    it('begins with the modified softmax, ends with the margin loss and is their mean half way', async () => {
      const value = async (loss: typeof method.loss, share: number): Promise<number> =>
        (await tf.tidy(() => lossOf(loss(given(share)))).data())[0];
      const [before, after] = [await value(modifiedSoftmaxMethod().loss, 0), await value(margin.loss, 0)];
      assert.ok(Math.abs(before - after) > 0.01);
      assert.ok(Math.abs((await value(method.loss, 0)) - before) < 1e-6);
      assert.ok(Math.abs((await value(method.loss, 1)) - after) < 1e-6);
      assert.ok(Math.abs((await value(method.loss, 0.5)) - (before + after) / 2) < 1e-6);
    });

    it('moves in a straight line between the two moments', async () => {
      const shares = [];
      for (const step of [0, 20, 40, 60, 99]) {
        const { share } = method.inputs!(step);
        shares.push((await share.data())[0]);
        share.dispose();
      }
      assert.deepEqual(
        shares.map((share) => Number(share.toFixed(6))),
        [0, 0, 0.5, 1, 1],
      );
    });
  });

  it('asks for margins that eight classes on a circle can keep', () => {
    // The labels carry the margins: a margin that grew beyond its bound would show here.
    const marginOf = (name: string): number => Number(/m = ([\d.]+)/.exec(toyMethod(name).label)![1]);
    assert.ok(marginOf('cosface') < feasibleMargin('cosface', toyPeople.identities));
    assert.ok(marginOf('arcface') < feasibleMargin('arcface', toyPeople.identities));
  });

  describe('training', () => {
    const people = { ...toyPeople, identities: 3, picturesEach: 12, fresh: 4, size: 16 };
    const settings = { steps: 12, batch: 8, learningRate: 0.02, headRate: 0.3, weightDecay: 5e-4 };

    it('keeps fresh pictures apart from those it trains on', async () => {
      const { training, fresh } = await toyFaces(people);
      assert.deepEqual([training.count, fresh.count], [24, 12]);
      assert.equal(training.sources.filter((source) => fresh.sources.includes(source)).length, 0);
      assert.deepEqual(training.names, fresh.names);
    });

    it('can be given ever fewer pictures of one person after the other, and as many fresh ones of each', async () => {
      const { training, fresh } = await toyFaces({ ...people, keep: 0.5 });
      const counts = (labels: Int32Array) =>
        [0, 1, 2].map((person) => labels.filter((label) => label === person).length);
      assert.deepEqual(counts(training.labels), [8, 4, 2]);
      assert.deepEqual(counts(fresh.labels), [4, 4, 4]);
    });

    it('is the same for the same seed, takes snapshots from the first step to the last, and leaves no tensor', async () => {
      const { training, fresh } = await toyFaces(people);
      const run = () => trainToy(toyMethod('arcface', 12), training, settings, { seed: 3, fresh, snapshots: 4 });
      const first = await run();
      const tensors = tf.memory().numTensors;
      const second = await run();
      assert.equal(tf.memory().numTensors, tensors);
      assert.deepEqual(
        first.snapshots.map(({ step }) => step),
        [0, 4, 8, 12],
      );
      const [a, b] = [first, second].map(({ snapshots }) => snapshots[3]);
      assert.deepEqual(a.features.values, b.features.values);
      assert.deepEqual([a.features.rows, a.features.columns, a.fresh!.rows], [24, 2, 12]);
      assert.deepEqual([a.weights!.rows, a.weights!.columns, a.bias], [3, 2, undefined]);
      assert.notDeepEqual(a.features.values, first.snapshots[0].features.values);
    });

    it('can be interrupted and returns what it has', async () => {
      const { training } = await toyFaces(people);
      const controller = new AbortController();
      const result = await trainToy(toyMethod('deepface'), training, settings, {
        seed: 1,
        signal: controller.signal,
        onStep: ({ step }) => (step === 5 ? controller.abort() : undefined),
      });
      assert.equal(result.ended, 'interrupted');
      assert.deepEqual(
        result.snapshots.map(({ step }) => step),
        [5],
      );
      assert.equal(result.snapshots[0].bias!.length, 3);
    });

    it('draws features of three numbers too', async () => {
      const { training } = await toyFaces(people);
      const { snapshots } = await trainToy(toyMethod('sphereface', 12), training, settings, { dim: 3, seed: 1 });
      assert.equal(snapshots[0].features.columns, 3);
    });
  });

  it('pushes random class directions apart until no two are near, and leaves no tensor', async () => {
    const tensors = tf.memory().numTensors;
    const { before, after, energies } = await descendEnergy(6, 3, { seed: 1, steps: 100 });
    assert.equal(tf.memory().numTensors, tensors);
    assert.ok(energies[energies.length - 1] < energies[0]);
    assert.ok(smallestAngle(before) < 1.2);
    // Six directions that repel each other come near the corners of an octahedron, 1.57 apart.
    assert.ok(smallestAngle(after) > 1.4, String(smallestAngle(after)));
  });

  it('stops pushing on a signal, and leaves no tensor then either', async () => {
    const tensors = tf.memory().numTensors;
    const controller = new AbortController();
    const onProgress = (done: number): void => {
      if (done === 3) controller.abort(new Error('enough'));
    };
    await assert.rejects(descendEnergy(6, 3, { seed: 1, signal: controller.signal, onProgress }), /enough/);
    assert.equal(tf.memory().numTensors, tensors);
  });
});
