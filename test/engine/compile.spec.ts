import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { compile, Compiled } from '../../src/engine/compile';
import { batchNorm } from '../../src/engine/kernels/batch-norm';
import { applyMomentum } from '../../src/engine/kernels/momentum';
import { nativeBackend } from '../../src/engine/kernels/native';
import { prelu } from '../../src/engine/kernels/prelu';
import { softmaxCrossEntropy } from '../../src/engine/kernels/softmax-cross-entropy';
import { close } from './kernels/close';

const variable = (values: number[], trainable = true) => tf.tidy(() => tf.variable(tf.tensor1d(values), trainable));
const values = async (tensor: tf.Tensor) => Array.from(await tensor.data());

/** Runs a step and reads its outputs. */
async function outputs(compiled: Compiled, inputs: Record<string, tf.Tensor>): Promise<Record<string, number[]>> {
  const results = await compiled.run(inputs);
  const read: Record<string, number[]> = {};
  for (const [name, tensor] of Object.entries(results)) read[name] = await values(tensor);
  tf.dispose(results);
  return read;
}

describe('compile', () => {
  let before: number;
  let modelsBefore: number;
  const open: Array<{ dispose(): void }> = [];
  const opened = <T extends { dispose(): void }>(one: T): T => {
    open.push(one);
    return one;
  };

  beforeEach(() => {
    before = tf.memory().numTensors;
    modelsBefore = nativeBackend()!.binding.getNumOfSavedModels();
  });

  afterEach(() => {
    // Last opened, first closed: a compiled step goes before the variables whose values it holds.
    for (const one of open.splice(0).reverse()) one.dispose();
    assert.equal(tf.memory().numTensors, before, 'tensors are left');
    assert.equal(nativeBackend()!.binding.getNumOfSavedModels(), modelsBefore, 'graphs are left');
  });

  it('runs a step as a graph: outputs, and variables that go on from step to step', async () => {
    const weight = opened(variable([1, 2]));
    const x = opened(tf.tensor1d([10, 20]));
    const compiled = opened(
      compile(({ x }) => {
        const loss = tf.sum(tf.mul(weight, x));
        weight.assign(tf.add(weight, x));
        return { loss, weight };
      }),
    );
    assert.equal(compiled.mode, 'eager');
    assert.deepEqual(await outputs(compiled, { x }), { loss: [50], weight: [11, 22] });
    assert.equal(compiled.mode, 'graph');
    assert.equal(compiled.reason, undefined);
    assert.deepEqual(await outputs(compiled, { x }), { loss: [550], weight: [21, 42] });
    assert.deepEqual(await values(weight), [21, 42]);
    assert.deepEqual(await outputs(compiled, { x }), { loss: [1050], weight: [31, 62] });
  });

  it('keeps clones as they were, and sees a variable that is assigned between two steps', async () => {
    const weight = opened(variable([1]));
    const other = opened(variable([100]));
    const x = opened(tf.tensor1d([1]));
    const compiled = opened(
      compile(({ x }) => {
        weight.assign(tf.add(weight, x));
        other.assign(tf.add(other, x));
        return tf.sum(weight);
      }),
    );
    await outputs(compiled, { x });
    const unread = opened(weight.clone());
    const read = opened(weight.clone());
    assert.deepEqual(await values(read), [2]);
    await outputs(compiled, { x });
    assert.deepEqual([await values(unread), await values(read), await values(weight)], [[2], [2], [3]]);

    const before = opened(weight.clone());
    const outside = opened(tf.tensor1d([50]));
    weight.assign(outside);
    assert.deepEqual(await outputs(compiled, { x }), { loss: [51] });
    assert.deepEqual([await values(before), await values(outside), await values(other)], [[3], [50], [103]]);
    assert.equal(compiled.mode, 'graph');
  });

  it('is one call into TensorFlow a step, and leaves nothing behind over 2,000 of them', async () => {
    const native = nativeBackend()!;
    const real = native.binding;
    let calls = 0;
    native.binding = {
      ...(Object.fromEntries(
        Object.getOwnPropertyNames(real).map((name) => [name, real[name as 'TF_FLOAT']]),
      ) as unknown as typeof real),
      runSavedModel: (...call: Parameters<typeof real.runSavedModel>) => (calls++, real.runSavedModel(...call)),
      executeOp: (...call: Parameters<typeof real.executeOp>) => (calls++, real.executeOp(...call)),
    };
    try {
      const weights = [1, 2, 3].map((value) => opened(variable([value])));
      const velocities = weights.map(() => opened(variable([0])));
      const x = opened(tf.tensor1d([1]));
      const compiled = opened(
        compile(({ x }) => {
          weights.forEach((one, index) =>
            applyMomentum(one, velocities[index], x, { learningRate: 0.001, momentum: 0.5, weightDecay: 0.01 }),
          );
          return tf.sum(x);
        }),
      );
      for (let step = 0; step < 300; step++) tf.dispose(await compiled.run({ x })); // past the steps that are tried again
      const [tensors, handles] = [tf.memory().numTensors, real.getNumOfTensors()];
      calls = 0;
      for (let step = 300; step < 1000; step++) tf.dispose(await compiled.run({ x }));
      assert.equal(calls, 700);
      assert.equal(tf.memory().numTensors, tensors);
      assert.equal(real.getNumOfTensors(), handles);
      for (let step = 1000; step < 2000; step++) {
        tf.dispose(await compiled.run({ x }));
        if (step % 100 === 0) await values(weights[0]);
      }
      assert.equal(compiled.mode, 'graph');
      assert.equal(tf.memory().numTensors, tensors);
      assert.ok(real.getNumOfTensors() <= handles + weights.length + velocities.length);
    } finally {
      native.binding = real;
    }
  });

  it('updates under a condition, in place and for scalars and matrices alike', async () => {
    const weights = [[3], [], [2, 2]].map((shape) => opened(tf.tidy(() => tf.variable(tf.ones(shape)))));
    const velocities = weights.map(({ shape }) => opened(tf.tidy(() => tf.variable(tf.ones(shape)))));
    const compiled = opened(
      compile(({ x }) => {
        const onlyIf = tf.isFinite(x);
        weights.forEach((one, index) =>
          applyMomentum(one, velocities[index], tf.mul(tf.onesLike(one), x), {
            learningRate: 1,
            momentum: 0.5,
            onlyIf,
          }),
        );
        return x.clone();
      }),
    );
    const all = async () => (await Promise.all([...weights, ...velocities].map(values))).map(([first]) => first);
    const [bad, good] = [opened(tf.scalar(NaN)), opened(tf.scalar(2))];
    const { loss } = await outputs(compiled, { x: bad });
    assert.ok(Number.isNaN(loss[0]));
    assert.deepEqual(await all(), [1, 1, 1, 1, 1, 1]);
    assert.deepEqual(await outputs(compiled, { x: good }), { loss: [2] });
    assert.equal(compiled.mode, 'graph');
    assert.deepEqual(await all(), [-1.5, -1.5, -1.5, 2.5, 2.5, 2.5]);
    await outputs(compiled, { x: bad });
    assert.deepEqual(await all(), [-1.5, -1.5, -1.5, 2.5, 2.5, 2.5]);
  });

  it('traces anew for another batch shape and carries the variables over', async () => {
    const total = opened(variable([0]));
    const two = opened(tf.tensor1d([1, 2]));
    const three = opened(tf.tensor1d([10, 10, 10]));
    const compiled = opened(
      compile(({ x }) => {
        total.assign(tf.add(total, tf.sum(x)));
        return tf.mean(x);
      }),
    );
    const losses: number[][] = [];
    for (const x of [two, three, two, two, three]) {
      losses.push((await outputs(compiled, { x })).loss);
      assert.equal(compiled.mode, 'graph');
    }
    assert.deepEqual(losses, [[1.5], [10], [1.5], [1.5], [10]]);
    assert.deepEqual(await values(total), [69]);
    compiled.dispose();
    assert.deepEqual(await values(total), [69]);
  });

  it('takes a changing variable or input as it is at the step', async () => {
    const rate = opened(tf.tidy(() => tf.variable(tf.scalar(2), false)));
    const compiled = opened(compile(({ x, lambda }) => tf.mul(tf.mul(tf.sum(x), lambda), rate)));
    const x = opened(tf.tensor1d([1, 2]));
    const lambdas = [1, 10, 100].map((value) => opened(tf.scalar(value)));
    assert.deepEqual(await outputs(compiled, { x, lambda: lambdas[0] }), { loss: [6] });
    assert.deepEqual(await outputs(compiled, { x, lambda: lambdas[1] }), { loss: [60] });
    rate.assign(lambdas[2]);
    assert.deepEqual(await outputs(compiled, { x, lambda: lambdas[1] }), { loss: [3000] });
    assert.equal(compiled.mode, 'graph');
  });

  it('keeps a large captured tensor and a large variable that it only reads, and sees that one assigned', async () => {
    const captured = opened(tf.ones([2000]));
    const frozen = opened(tf.tidy(() => tf.variable(tf.ones([2000]), false)));
    const compiled = opened(compile(({ x }) => tf.sum(tf.mul(x, tf.add(frozen, captured)))));
    const x = opened(tf.scalar(3));
    assert.deepEqual(await outputs(compiled, { x }), { loss: [12000] });
    const threes = opened(tf.fill([2000], 3));
    frozen.assign(threes);
    assert.deepEqual(await outputs(compiled, { x }), { loss: [24000] });
    assert.equal(compiled.mode, 'graph');
  });

  it('tells two variables and two inputs apart that share their values', async () => {
    const zero = opened(tf.tensor1d([0]));
    const [a, b] = [opened(tf.variable(zero)), opened(tf.variable(zero))];
    const x = opened(tf.tensor1d([1]));
    const y = opened(tf.tensor1d([5]));
    const compiled = opened(
      compile(({ x, y }) => {
        a.assign(tf.add(a, x));
        b.assign(tf.sub(b, y));
        return { a, b };
      }),
    );
    assert.deepEqual(await outputs(compiled, { x, y: x }), { a: [1], b: [-1] });
    assert.deepEqual(await outputs(compiled, { x, y }), { a: [2], b: [-6] });
  });

  it('runs an optimiser that makes its variables at the first step', async () => {
    const weight = opened(variable([1]));
    const optimiser = tf.train.momentum(0.5, 0.5);
    opened(optimiser);
    // MomentumOptimizer forgets its learning rate when it is disposed.
    opened((optimiser as unknown as { c: tf.Tensor }).c);
    const x = opened(tf.tensor1d([1]));
    const compiled = opened(
      compile(({ x }) => optimiser.minimize(() => tf.sum(tf.mul(weight, x)) as tf.Scalar, true, [weight])!),
    );
    assert.deepEqual(await outputs(compiled, { x }), { loss: [1] });
    assert.equal(compiled.mode, 'eager');
    assert.match(compiled.reason!, /created variables/);
    assert.deepEqual(await outputs(compiled, { x }), { loss: [0.5] });
    assert.equal(compiled.mode, 'graph');
    assert.deepEqual(await outputs(compiled, { x }), { loss: [-0.25] });
  });

  it('gathers rows and lets gradients flow back into them', async () => {
    const table = opened(tf.tidy(() => tf.variable(tf.tensor2d([[1, 2], [3, 4], [5, 6]])))); // prettier-ignore
    const compiled = opened(
      compile(({ rows }) => {
        const { value, grads } = tf.variableGrads(
          () => tf.sum(tf.square(tf.gather(table, rows as tf.Tensor1D))) as tf.Scalar,
          [table],
        );
        table.assign(tf.sub(table, grads[table.name]));
        return value;
      }),
    );
    const rows = opened(tf.tensor1d([2, 0, 2], 'int32'));
    assert.deepEqual(await outputs(compiled, { rows }), { loss: [127] });
    assert.equal(compiled.mode, 'graph');
    assert.deepEqual(await values(table), [-1, -2, 3, 4, -15, -18]);
  });

  describe('falls back, saying why, when the step', () => {
    const x = () => opened(tf.tensor1d([1, 2]));

    it('reads the values of a tensor', async () => {
      const compiled = opened(compile(({ x }) => tf.mul(tf.sum(x), x.dataSync()[0] > 0 ? 1 : -1)));
      assert.deepEqual(await outputs(compiled, { x: x() }), { loss: [3] });
      assert.equal(compiled.mode, 'eager');
      assert.match(compiled.reason!, /reads the values of a tensor/);
    });

    it('uses a JavaScript number that changes at every step', async () => {
      let lambda = 0;
      const compiled = opened(compile(({ x }) => tf.mul(tf.sum(x), ++lambda)));
      const [first, second] = [await outputs(compiled, { x: x() }), await outputs(compiled, { x: x() })];
      assert.equal(second.loss[0] - first.loss[0], 3);
      assert.match(compiled.reason!, /a number that the step takes from JavaScript changed from 2 to 3 .*tensor/);
    });

    it('uses a JavaScript number that changes later', async () => {
      let lambda = 1;
      const compiled = opened(compile(({ x }) => tf.mul(tf.sum(x), lambda)));
      const input = x();
      for (let step = 0; step < 16; step++) assert.deepEqual(await outputs(compiled, { x: input }), { loss: [3] });
      assert.equal(compiled.mode, 'graph');
      lambda = 2;
      assert.deepEqual(await outputs(compiled, { x: input }), { loss: [6] });
      assert.equal(compiled.mode, 'eager');
      assert.match(compiled.reason!, /changed from 1 to 2 .* \(noticed after 16 steps as a graph\)/);
    });

    it('draws a dropout mask', async () => {
      const compiled = opened(compile(({ x }) => tf.sum(tf.dropout(x, 0.5))));
      await outputs(compiled, { x: opened(tf.ones([100])) });
      assert.match(compiled.reason!, /changed in a tensor of shape \[100\]/);
    });

    it('uses a tensor that is made anew for each step', async () => {
      const made: tf.Tensor[] = [];
      const compiled = opened(
        compile(({ x }) => {
          const late = tf.keep(tf.add(x, 1));
          made.push(opened(late));
          return tf.sum(tf.mul(x, made[Math.max(0, made.length - 2)]));
        }),
      );
      await outputs(compiled, { x: x() });
      assert.equal(compiled.mode, 'eager');
      assert.match(compiled.reason!, /made anew|other tensors/);
    });

    it('is asked to by FACELAB_EAGER', async () => {
      const compiled = opened(compile(({ x }) => tf.sum(x)));
      process.env.FACELAB_EAGER = '1';
      try {
        assert.deepEqual(await outputs(compiled, { x: x() }), { loss: [3] });
        assert.equal(compiled.reason, 'FACELAB_EAGER is set');
      } finally {
        delete process.env.FACELAB_EAGER;
      }
    });

    it('gets inputs of ever new shapes', async () => {
      const compiled = opened(compile(({ x }) => tf.sum(x)));
      for (let length = 1; length <= 5; length++) {
        assert.deepEqual(await outputs(compiled, { x: opened(tf.ones([length])) }), { loss: [length] });
        assert.equal(compiled.mode, length <= 4 ? 'graph' : 'eager');
      }
      assert.match(compiled.reason!, /too many shapes .*\[5\].*mask/);
    });

    it('runs on another engine', async () => {
      const selected = tf.getBackend();
      await tf.setBackend('cpu');
      const input = tf.tensor1d([1, 2]);
      const compiled = compile(({ x }) => tf.sum(x));
      assert.deepEqual(await outputs(compiled, { x: input }), { loss: [3] });
      assert.match(compiled.reason!, /the engine cpu has no graphs/);
      input.dispose();
      await tf.setBackend(selected);
    });
  });

  it('leaves the variables as they were when the step throws', async () => {
    const weight = opened(variable([1]));
    const x = opened(tf.tensor1d([1]));
    let broken = true;
    const compiled = opened(
      compile(({ x }) => {
        weight.assign(tf.add(weight, x));
        if (broken) throw new Error('broken');
        return tf.sum(weight);
      }),
    );
    await assert.rejects(compiled.run({ x }), /broken/);
    assert.deepEqual(await values(weight), [1]);
    broken = false;
    assert.deepEqual(await outputs(compiled, { x }), { loss: [2] });
  });

  it('trains a network with the kernels as the eager step does, from many states', async () => {
    const seeds = { value: 0 };
    const random = (shape: number[], scale = 1) =>
      opened(tf.tidy(() => tf.variable(tf.randomNormal(shape, 0, scale, 'float32', ++seeds.value))));
    const weights = [random([3, 3, 3, 4], 0.3), random([4]), random([4]), random([4]), random([64, 5], 0.3)];
    const velocities = weights.map(({ shape }) => random(shape, 0.1));
    const running = [random([4]), random([4])];
    running.forEach((one) => (one.trainable = false));
    const [filter, gamma, beta, alpha, dense] = weights;
    const step = ({ x, labels, rate }: Record<string, tf.Tensor>) => {
      const { value, grads } = tf.variableGrads(() => {
        const { y, mean, variance } = batchNorm(
          tf.conv2d(x as tf.Tensor4D, filter as unknown as tf.Tensor4D, 2, 'same'),
          gamma as unknown as tf.Tensor1D,
          beta as unknown as tf.Tensor1D,
          1e-3,
        );
        [mean, variance].forEach((one, index) => running[index].assign(tf.add(tf.mul(running[index], 0.9), tf.mul(one, 0.1)))); // prettier-ignore
        const embedding = tf.reshape(prelu(y, alpha as unknown as tf.Tensor1D), [-1, 64]);
        const logits = tf.matMul(embedding, dense as unknown as tf.Tensor2D) as tf.Tensor2D;
        return tf.mean(softmaxCrossEntropy(logits, labels as tf.Tensor1D)) as tf.Scalar;
      }, weights);
      weights.forEach((one, index) =>
        applyMomentum(one, velocities[index], grads[one.name], {
          learningRate: rate as tf.Scalar,
          momentum: 0.9,
          weightDecay: 0.01,
        }),
      );
      return value;
    };
    const compiled = opened(compile(step));
    const all = [...weights, ...velocities, ...running];
    for (let state = 0; state < 50; state++) {
      const inputs = tf.tidy(() => {
        for (const one of all) one.assign(tf.randomNormal(one.shape, 0, 0.5, 'float32', 1000 * state + ++seeds.value));
        return {
          x: tf.randomNormal([6, 8, 8, 3], 0, 1, 'float32', ++seeds.value),
          labels: tf.tensor1d([0, 1, 2, 3, 4, 0], 'int32'),
          rate: tf.scalar(0.01 * (state + 1)),
        };
      });
      const saved = all.map((one) => one.clone());
      const loss = tf.tidy(() => step(inputs));
      const expected = [await values(loss), ...(await Promise.all(all.map(values)))];
      all.forEach((one, index) => one.assign(saved[index]));
      const { loss: actualLoss } = await outputs(compiled, inputs);
      const actual = [actualLoss, ...(await Promise.all(all.map(values)))];
      assert.equal(compiled.reason, undefined);
      actual.forEach((one, index) => close(one, expected[index], 1e-5));
      tf.dispose([loss, saved, inputs]);
    }
  });
});
