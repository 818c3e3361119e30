import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as tf from '@tensorflow/tfjs';
import { describeEngine } from '../../src/engine/report';
import { engineFromEnvironment, engineNames, refusals, selectEngine } from '../../src/engine/select';
import { trainSmallNetwork } from './small-training';

describe('selectEngine', () => {
  const before = process.env.FACELAB_ENGINE;

  afterEach(async () => {
    if (before === undefined) delete process.env.FACELAB_ENGINE;
    else process.env.FACELAB_ENGINE = before;
    await selectEngine();
  });

  it('takes the engine that is asked for, as often as it is asked', async () => {
    for (const name of ['cpu', 'wasm', 'wasm', 'cpu'] as const) {
      assert.equal(await selectEngine(name), name);
      assert.equal(tf.getBackend(), name);
    }
  });

  it('takes the engine that FACELAB_ENGINE names', async () => {
    process.env.FACELAB_ENGINE = 'wasm';
    assert.equal(await selectEngine(), 'wasm');
  });

  it('refuses an engine that does not exist, and names those that do', async () => {
    process.env.FACELAB_ENGINE = 'warp';
    await assert.rejects(selectEngine(), {
      name: 'InputError',
      message:
        'FACELAB_ENGINE is "warp": set it to tensorflow, webgpu, wasm, cpu, or leave it unset for the fastest one.',
    });
  });

  it('takes an empty FACELAB_ENGINE for none', () => {
    process.env.FACELAB_ENGINE = '';
    assert.equal(engineFromEnvironment(), undefined);
  });

  it('tells for every faster engine why it does not run', async () => {
    delete process.env.FACELAB_ENGINE;
    const engine = await selectEngine();
    const report = await describeEngine();
    const faster = engineNames.slice(0, engineNames.indexOf(engine));
    assert.deepEqual(
      report.reasons.map((each) => each.engine),
      faster,
    );
    for (const name of faster) assert.ok(refusals().get(name), `no reason is kept for ${name}`);
  });

  it('adds no listener for uncaught errors, in a process of its own', () => {
    const code = `
      const { selectEngine } = require('./src/engine/select');
      selectEngine('wasm').then(() => console.log(process.listenerCount('uncaughtException') + process.listenerCount('unhandledRejection')));`;
    const child = spawnSync(process.execPath, ['--require', 'tsx/cjs', '--eval', code], { encoding: 'utf8' });
    assert.equal(child.stderr, '');
    assert.equal(child.stdout, '0\n');
  });

  it('computes convolutions with oneDNN on every x64 processor, and says nothing while it loads', async function () {
    if (process.arch !== 'x64' || (await selectEngine()) !== 'tensorflow') return this.skip();
    const code = `
      const tf = require('@tensorflow/tfjs');
      const { selectEngine } = require('./src/engine/select');
      selectEngine('tensorflow').then(() => tf.conv2d(tf.ones([1, 8, 8, 3]), tf.ones([3, 3, 3, 8]), 1, 'same').data());`;
    const env = { ...process.env, ONEDNN_VERBOSE: '1', TF_CPP_MIN_LOG_LEVEL: undefined };
    const child = spawnSync(process.execPath, ['--require', 'tsx/cjs', '--eval', code], { encoding: 'utf8', env });
    assert.equal(child.stderr, '');
    assert.match(child.stdout, /onednn_verbose.*,exec,cpu,convolution,/);
  });

  it('keeps tensors usable when the engine changes', async () => {
    const x = tf.tensor1d([1, 2, 3]);
    await selectEngine('wasm');
    const doubled = tf.mul(x, 2);
    assert.deepEqual([...(await doubled.data())], [2, 4, 6]);
    tf.dispose([x, doubled]);
  });
});

describe('describeEngine', () => {
  it('names engine, device, versions and memory', async () => {
    await selectEngine('wasm');
    const report = await describeEngine();
    assert.equal(report.engine, 'wasm');
    assert.match(report.device, /^CPU: ./);
    assert.equal(report.threads, 1);
    assert.deepEqual(Object.keys(report.versions), ['node', 'tfjs', 'wasm']);
    assert.deepEqual(
      report.reasons.map((each) => each.engine),
      ['tensorflow', 'webgpu'],
    );
    assert.ok(report.memory.process > 0 && report.memory.process < report.memory.total);
    assert.equal(report.faster.length, 1);
    await selectEngine();
  });
});

describe('training on every engine that starts here', () => {
  let expected: number[];

  before(async () => {
    await selectEngine('cpu');
    expected = await trainSmallNetwork(5);
  });

  after(async () => {
    await selectEngine();
  });

  it('lowers the loss on cpu', () => {
    expected
      .slice(1)
      .forEach((loss, step) => assert.ok(loss < expected[step], `step ${step + 1}: ${loss} after ${expected[step]}`));
  });

  for (const name of ['tensorflow', 'wasm'] as const) {
    it(`gives the same losses on ${name}`, async function () {
      try {
        await selectEngine(name);
      } catch (error) {
        if (process.env.CI === 'true') throw error;
        console.log(`      ${(error as Error).message}`);
        this.skip();
      }
      const tensors = tf.memory().numTensors;
      const losses = await trainSmallNetwork(5);
      losses.forEach((loss, step) =>
        assert.ok(
          Math.abs(loss - expected[step]) < 1e-5 * expected[step] + 1e-5,
          `step ${step}: ${loss}, cpu ${expected[step]}`,
        ),
      );
      assert.equal(tf.memory().numTensors, tensors);
    });
  }
});
