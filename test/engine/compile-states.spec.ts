import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { compile, Compiled } from '../../src/engine/compile';
import { nativeBackend } from '../../src/engine/kernels/native';

describe('the states of a compiled step', () => {
  const graphs = () => nativeBackend()!.binding.getNumOfSavedModels();
  let before: { tensors: number; graphs: number };
  let total: tf.Variable;
  let factor: number;
  let compiled: Compiled;

  /** Adds `length` ones, times the factor, to the total, and returns it. */
  const run = async (length: number): Promise<number> => {
    const x = tf.ones([length]);
    const outputs = await compiled.run({ x });
    const [value] = await outputs.loss.data();
    tf.dispose([x, outputs]);
    return value;
  };

  beforeEach(() => {
    before = { tensors: tf.memory().numTensors, graphs: graphs() };
    total = tf.tidy(() => tf.variable(tf.scalar(0), false));
    factor = 1;
    compiled = compile(({ x }) => {
      total.assign(tf.add(total, tf.mul(tf.sum(x), factor)));
      return total;
    });
  });

  afterEach(() => {
    compiled.dispose();
    total.dispose();
    assert.deepEqual({ tensors: tf.memory().numTensors, graphs: graphs() }, before);
  });

  it('are fresh, traced once it has run, and fresh again once disposed, while the variables go on', async () => {
    assert.deepEqual([compiled.state, compiled.reason], ['fresh', 'no step has run yet']);
    assert.equal(await run(2), 2);
    assert.deepEqual([compiled.state, compiled.mode, graphs()], ['traced', 'graph', before.graphs + 1]);
    compiled.dispose();
    assert.deepEqual([compiled.state, graphs()], ['fresh', before.graphs]);
    assert.equal((await total.data())[0], 2);
    assert.equal(await run(2), 4);
    assert.equal(compiled.state, 'traced');
  });

  it('stay fresh after a run that creates variables', async () => {
    compiled.dispose();
    const made: tf.Variable[] = [];
    compiled = compile(({ x }) => {
      made[0] ??= tf.tidy(() => tf.variable(tf.scalar(10), false));
      return tf.add(tf.sum(x), made[0]);
    });
    assert.equal(await run(1), 11);
    assert.deepEqual([compiled.state, compiled.mode], ['fresh', 'eager']);
    assert.equal(await run(1), 11);
    assert.deepEqual([compiled.state, compiled.mode], ['traced', 'graph']);
    compiled.dispose();
    made[0].dispose();
  });

  it('end in eager at an obstacle, with no graph left, and dispose does not lead back', async () => {
    for (let step = 1; step <= 16; step++) assert.equal(await run(1), step);
    await run(2);
    assert.deepEqual([compiled.state, graphs()], ['traced', before.graphs + 2]);
    factor = 2;
    assert.equal(await run(1), 20);
    assert.deepEqual([compiled.state, compiled.mode, graphs()], ['eager', 'eager', before.graphs]);
    const { reason } = compiled;
    assert.match(reason!, /changed from 1 to 2/);
    compiled.dispose();
    assert.equal(await run(1), 22);
    assert.deepEqual([compiled.state, compiled.reason], ['eager', reason]);
  });

  it('do not change while FACELAB_EAGER has its way', async () => {
    const eagerly = async (length: number) => {
      process.env.FACELAB_EAGER = '1';
      try {
        return await run(length);
      } finally {
        delete process.env.FACELAB_EAGER;
      }
    };
    assert.equal(await eagerly(1), 1);
    assert.deepEqual([compiled.state, compiled.mode], ['fresh', 'eager']);
    assert.equal(await run(1), 2);
    assert.equal(await eagerly(1), 3);
    assert.deepEqual([compiled.state, compiled.mode], ['traced', 'eager']);
    assert.equal(await run(1), 4);
    assert.deepEqual([compiled.state, compiled.mode, compiled.reason], ['traced', 'graph', undefined]);
  });

  it('stay traced when a fifth shape takes the place of the oldest graph, which was worth its while', async () => {
    for (let step = 1; step <= 16; step++) await run(1);
    for (const length of [2, 3, 4]) await run(length);
    assert.equal(graphs(), before.graphs + 4);
    assert.equal(await run(5), 30);
    assert.deepEqual([compiled.state, compiled.mode, graphs()], ['traced', 'graph', before.graphs + 4]);
  });
});
