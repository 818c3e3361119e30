import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Batches, pictureBatches } from '../../src/data/batches';
import { identitySampler } from '../../src/data/sampler';
import { selectEngine } from '../../src/engine/select';
import { softmaxCrossEntropy } from '../../src/engine/kernels/softmax-cross-entropy';
import { residualBackbone } from '../../src/models/backbones/residual';
import { saveCheckpoint } from '../../src/models/checkpoint';
import { classWeights, disposeModel, FaceModel, faceModel, namedVariables } from '../../src/models/face-model';
import { fit, FitOptions, LossFunction } from '../../src/training/fit';
import { blobFaces } from '../support/blobs';

const faces = blobFaces({ identities: 6, picturesEach: 8, size: 16, seed: 1 });
const batches = pictureBatches(faces, identitySampler(faces.labels, { identities: 4, pictures: 3, seed: 2 }));
const newModel = (seed = 1): FaceModel =>
  faceModel(residualBackbone({ size: 16, dim: 8, widths: [8, 16], seed }), { weights: classWeights(6, 8, seed) });
const softmax: LossFunction = ({ embeddings, labels, head }) =>
  tf.mean(softmaxCrossEntropy(tf.matMul(embeddings, head.weights, false, true), labels)) as tf.Scalar;
const settings: FitOptions = { loss: softmax, steps: 20, learningRate: 0.05 };

async function weightsOf(model: FaceModel): Promise<number[][]> {
  return Promise.all([...namedVariables(model).values()].map(async (variable) => Array.from(await variable.data())));
}

describe('fit', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(os.tmpdir(), 'facelab-fit-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('lowers the loss and records every step', async () => {
    const model = newModel();
    const told: number[] = [];
    const { history, ended, stepsDone } = await fit(model, batches, {
      ...settings,
      onStep: ({ step }) => void told.push(step),
      validate: { every: 8, run: async (step) => ({ step }) },
    });
    assert.equal(ended, 'done');
    assert.equal(stepsDone, 20);
    assert.equal(history.loss.length, 20);
    assert.ok(history.loss[19] < 0.4 * history.loss[0], `loss went from ${history.loss[0]} to ${history.loss[19]}`);
    assert.deepEqual(
      told,
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
    assert.deepEqual(
      history.validation.map((entry) => entry.values.step),
      [8, 16, 20],
    );
    disposeModel(model);
  });

  it('lets others look at the model on its way, once at the end however it ends, and trains as if nobody looked', async () => {
    const lossesAndSteps = async (options: Partial<FitOptions>): Promise<[number[], number[]]> => {
      const model = newModel();
      const taken: number[] = [];
      const snapshots = {
        every: 4,
        take: async (step: number) => void (taken.push(step), await model.head.weights.data()),
      };
      const { history } = await fit(model, batches, { ...settings, steps: 10, snapshots, ...options });
      disposeModel(model);
      assert.deepEqual(history.validation.length, options.validate ? 5 : 0);
      return [history.loss, taken];
    };
    const [alone, none] = await lossesAndSteps({ snapshots: undefined });
    const [watched, taken] = await lossesAndSteps({});
    assert.deepEqual(watched, alone);
    assert.deepEqual([none, taken], [[], [4, 8, 10]]);

    const interruptedAfter = async (steps: number): Promise<number[]> => {
      const stop = new AbortController();
      const onStep = ({ step }: { step: number }): void => (step === steps ? stop.abort() : undefined);
      return (await lossesAndSteps({ signal: stop.signal, onStep }))[1];
    };
    assert.deepEqual(await interruptedAfter(6), [4, 6]);
    assert.deepEqual(await interruptedAfter(8), [4, 8]);

    const validate = { every: 1, run: async (step: number) => ({ score: -step }) };
    const [, early] = await lossesAndSteps({ validate, earlyStop: { metric: 'score', patience: 4 } });
    assert.deepEqual(early, [4, 5]);
  });

  it('gives the same run for the same seed, and another for another', async () => {
    const losses = async (seed: number): Promise<number[]> => {
      const model = newModel(seed);
      const { history } = await fit(model, batches, { ...settings, steps: 5 });
      disposeModel(model);
      return history.loss;
    };
    const first = await losses(1);
    assert.deepEqual(await losses(1), first);
    assert.notDeepEqual(await losses(2), first);
  });

  it('leaves no tensor behind', async () => {
    const model = newModel();
    await fit(model, batches, { ...settings, steps: 2 });
    const before = tf.memory().numTensors;
    await fit(model, batches, { ...settings, steps: 4, inputs: () => ({ lambda: tf.scalar(1) }) });
    assert.equal(tf.memory().numTensors, before);
    disposeModel(model);
  });

  it('stops when the signal says so, keeps the weights, and goes on exactly where it was', async () => {
    const undisturbed = newModel();
    const whole = await fit(undisturbed, batches, settings);

    const interrupted = newModel();
    const controller = new AbortController();
    const first = await fit(interrupted, batches, {
      ...settings,
      signal: controller.signal,
      onStep: ({ step }) => {
        if (step === 7) controller.abort();
      },
      checkpoint: { folder, every: 100 },
    });
    assert.equal(first.ended, 'interrupted');
    assert.equal(first.stepsDone, 7);

    const resumed = newModel(99);
    const second = await fit(resumed, batches, { ...settings, checkpoint: { folder, every: 100, resume: true } });
    assert.deepEqual(second.history.loss, whole.history.loss);
    assert.deepEqual(await weightsOf(resumed), await weightsOf(undisturbed));
    [undisturbed, interrupted, resumed].forEach(disposeModel);
  });

  it('keeps only complete files in the checkpoint folder', async () => {
    const model = newModel();
    await fit(model, batches, { ...settings, steps: 6, checkpoint: { folder, every: 2 } });
    const files = readdirSync(folder).sort();
    assert.equal(files.length, 3, files.join());
    assert.match(files.join(), /^model\.json,tensors-\w{16}\.bin,weights-\w{16}\.bin$/);
    disposeModel(model);
  });

  it('refuses the checkpoint of another network with a sentence', async () => {
    const other = residualBackbone({ size: 16, dim: 4, widths: [8, 16], seed: 1 });
    await saveCheckpoint(folder, { backbone: other, tensors: {}, notes: {} });
    const model = newModel();
    const resume = fit(model, batches, { ...settings, checkpoint: { folder, every: 5, resume: true } });
    await assert.rejects(resume, /belongs to another network .* choose another folder, or start without resume/);
    disposeModel(model);
    other.dispose();
  });

  it('a loss that is not finite stops training, names the cause and keeps the last good weights', async () => {
    const model = newModel();
    const before = tf.memory().numTensors;
    const explode: LossFunction = (inputs) => tf.mul(softmax(inputs) as tf.Scalar, inputs.inputs.factor) as tf.Scalar;
    const inputs = (step: number): Record<string, tf.Tensor> => ({ factor: tf.scalar(step < 6 ? 1 : NaN) });
    const run = fit(model, batches, { ...settings, loss: explode, inputs });
    await assert.rejects(
      run,
      /The loss is NaN at step 6 \(before: .*\)\. The likely cause is a learning rate that is too large/,
    );
    assert.equal(tf.memory().numTensors, before);
    const weights = (await weightsOf(model)).flat();
    assert.ok(weights.every(Number.isFinite), 'weights must be those of the last good step');
    disposeModel(model);
  });

  it('a picture with a number that is none stops training and leaves no trace, running statistics included', async () => {
    const model = newModel();
    const broken: Batches = async (step) => {
      const batch = await batches(step);
      if (step < 3) return batch;
      const images = tf.tidy(() => tf.mul(batch.images, NaN)) as tf.Tensor4D;
      batch.images.dispose();
      return { ...batch, images };
    };
    await assert.rejects(
      fit(model, broken, settings),
      /The loss is NaN at step 3 .*its pictures hold numbers that are not finite/,
    );
    const values = [...namedVariables(model)].map(([name, variable]) => ({ name, values: variable.dataSync() }));
    const spoilt = values.filter(({ values }) => !values.every(Number.isFinite)).map(({ name }) => name);
    assert.deepEqual(spoilt, []);
    assert.ok(values.some(({ name }) => name.includes('running_mean')));
    disposeModel(model);
  });

  it('collapse stops training, or is noted when the lesson wants to show it', async () => {
    const pull: LossFunction = ({ embeddings }) => tf.mean(tf.square(tf.sub(embeddings, 1))) as tf.Scalar;
    const model = newModel();
    const collapse = { ...settings, loss: pull, steps: 200, learningRate: 0.1 };
    await assert.rejects(
      fit(model, batches, collapse),
      /The embeddings have collapsed: .*mining only the hardest negatives/,
    );
    const { history } = await fit(model, batches, { ...collapse, steps: 60, onCollapse: 'warn' });
    assert.match(history.warnings[0], /The embeddings have collapsed/);
    disposeModel(model);
  });

  it('stops early once validation no longer grows', async () => {
    const model = newModel();
    const scores = [0.5, 0.6, 0.6, 0.55, 0.9];
    const { ended, stepsDone } = await fit(model, batches, {
      ...settings,
      validate: { every: 2, run: async (step) => ({ score: scores[step / 2 - 1] }) },
      earlyStop: { metric: 'score', patience: 2 },
    });
    assert.equal(ended, 'early');
    assert.equal(stepsDone, 8);
    disposeModel(model);
  });

  it('refuses labels that the head has no class for before they train anything, on every engine', async () => {
    for (const engine of [undefined, 'wasm', 'cpu'] as const) {
      await selectEngine(engine);
      const model = faceModel(residualBackbone({ size: 16, dim: 8, widths: [8], seed: 1 }), {
        weights: classWeights(4, 8, 1),
      });
      const before = tf.memory().numTensors;
      const weights = await weightsOf(model);
      await assert.rejects(fit(model, batches, settings), {
        name: 'InputError',
        message:
          /^A label of step 0 is [45], but the head has 4 classes \(head\.weights has a row for each\): make the head for as many/,
      });
      assert.deepEqual(await weightsOf(model), weights);
      assert.equal(tf.memory().numTensors, before);
      disposeModel(model);
    }
    await selectEngine();
  });

  it('refuses a learning rate that is negative or NaN, and blames one that is far too large', async () => {
    for (const [learningRate, sentence] of [
      [NaN, /^The learning rate is NaN at step 0, but it must be a number from 0/],
      [-0.1, /^The learning rate is -0\.1 at step 0/],
      [(step: number) => (step < 2 ? 0.1 : Infinity), /^The learning rate is Infinity at step 2/],
    ] as const) {
      const model = newModel();
      await assert.rejects(fit(model, batches, { ...settings, learningRate }), {
        name: 'InputError',
        message: sentence,
      });
      disposeModel(model);
    }
    const model = newModel();
    await assert.rejects(fit(model, batches, { ...settings, learningRate: 1e6 }), {
      name: 'TrainingStopped',
      message: /The likely cause is a learning rate that is too large \(it is 1\.0e\+6 now\): try a tenth of it/,
    });
    disposeModel(model);
  });

  it('refuses options out of range', async () => {
    const model = newModel();
    for (const [option, sentence] of [
      [{ momentum: 1 }, /^momentum is 1, but it must be a number from 0 and below 1/],
      [{ weightDecay: NaN }, /^weightDecay is NaN/],
      [{ headRate: -1 }, /^headRate is -1/],
      [{ steps: 0.5 }, /^steps is 0\.5/],
      [{ checkpoint: { folder, every: 0 } }, /^checkpoint\.every is 0, but it must be a whole number of steps from 1/],
      [{ validate: { every: NaN, run: async () => ({}) } }, /^validate\.every is NaN/],
    ] as const) {
      await assert.rejects(fit(model, batches, { ...settings, ...option }), { name: 'InputError', message: sentence });
    }
    disposeModel(model);
  });

  it('does not resume from a history that is none', async () => {
    const model = newModel();
    await fit(model, batches, { ...settings, steps: 2, checkpoint: { folder, every: 1 } });
    const file = path.join(folder, 'model.json');
    for (const history of [
      undefined,
      'x',
      { loss: [1, null] },
      { loss: [1], learningRate: [], metrics: {}, validation: [], warnings: [] },
    ]) {
      const json = JSON.parse(readFileSync(file, 'utf8'));
      json.userDefinedMetadata.notes.history = history;
      writeFileSync(file, JSON.stringify(json));
      const resumed = fit(model, batches, { ...settings, checkpoint: { folder, every: 1, resume: true } });
      await assert.rejects(resumed, { name: 'InputError', message: /cannot be read \(its history/ });
    }
    disposeModel(model);
  });
});
