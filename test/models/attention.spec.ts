import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { seeded } from '../../src/base/random';
import { ChannelStatistics, attentionBlock, channelAttention, spatialAttention } from '../../src/models/attention';
import { residualAttentionBackbone } from '../../src/models/backbones/residual-attention';
import { seedsFrom } from '../../src/models/blocks';
import { loadCheckpoint, saveCheckpoint } from '../../src/models/checkpoint';
import { forward } from '../../src/models/face-model';
import { assertClose } from '../support/golden';

const read = async (tensor: tf.Tensor): Promise<number[]> => Array.from(await tensor.data());
const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

/** Both attentions one after the other, as in a block, with weights drawn by a seed. */
function attending(size: number, channels: number, seed: number): tf.LayersModel {
  const x = tf.input({ shape: [size, size, channels] });
  const channel = channelAttention(x, { reduction: 2, name: 'channel' }, seedsFrom(seed));
  const refined = tf.layers.multiply().apply([x, channel]) as tf.SymbolicTensor;
  const spatial = spatialAttention(refined, { name: 'spatial' }, seedsFrom(seed + 10));
  const network = tf.model({ inputs: x, outputs: [channel, spatial] });
  const random = seeded(seed, 'attention');
  // Every number away from its start: biases, and the running statistics of the normalisation, whose variance is positive.
  network.setWeights(
    network.getWeights().map((weight) => {
      const values = Float32Array.from({ length: weight.size }, () => 0.3 + random.next());
      return tf.tensor(weight.shape.length === 1 ? values : values.map((value) => value - 0.8), weight.shape);
    }),
  );
  return network;
}

/** CBAM's two maps of one picture in float64, loop by loop, from the equations of the paper. */
function byLoops(x: number[][][], [w0, b0, w1, b1, kernel, gamma, beta, mean, variance]: number[][]) {
  const [size, channels, hidden] = [x.length, x[0][0].length, b0.length];
  const places = x.flat();
  const mlp = (v: number[]): number[] => {
    const inner = b0.map((b, j) =>
      Math.max(
        0,
        v.reduce((sum, value, i) => sum + value * w0[i * hidden + j], b),
      ),
    );
    return b1.map((b, j) => inner.reduce((sum, value, i) => sum + value * w1[i * channels + j], b));
  };
  const each = Array.from({ length: channels }, (_, c) => places.map((place) => place[c]));
  const average = mlp(each.map((values) => values.reduce((sum, value) => sum + value, 0) / values.length));
  const largest = mlp(each.map((values) => Math.max(...values)));
  const channel = average.map((value, c) => logistic(value + largest[c]));
  const refined = x.map((row) => row.map((place) => place.map((value, c) => value * channel[c])));
  const spatial = refined.flatMap((row, top) =>
    row.map((_, left) => {
      let sum = 0;
      for (let dy = 0; dy < 7; dy++) {
        for (let dx = 0; dx < 7; dx++) {
          const [y, z] = [top + dy - 3, left + dx - 3];
          if (y < 0 || y >= size || z < 0 || z >= size) continue;
          const place = refined[y][z];
          const middle = place.reduce((total, value) => total + value, 0) / channels;
          const at = (dy * 7 + dx) * 2;
          sum += kernel[at] * middle + kernel[at + 1] * Math.max(...place);
        }
      }
      return logistic((gamma[0] * (sum - mean[0])) / Math.sqrt(variance[0] + 1e-5) + beta[0]);
    }),
  );
  return { channel, spatial };
}

describe('CBAM', () => {
  it('reads mean and maximum of the channels', async () => {
    const x = tf.tensor4d([1, 3, -2, 0, 5, 4], [1, 1, 2, 3]);
    const y = new ChannelStatistics().apply(x) as tf.Tensor;
    assert.deepEqual(y.shape, [1, 1, 2, 2]);
    assertClose(await read(y), [2 / 3, 3, 3, 5], 1e-6, 'mean and maximum');
    tf.dispose([x, y]);
  });

  it('gives what is computed by hand for two channels and two places', async () => {
    // Averages [2, 0], maxima [3, 1]; one hidden number v_1 − v_2: 2 and 2; last layer [1, −1]: 2 + 2 and −2 − 2.
    const x = tf.input({ shape: [1, 2, 2] });
    const network = tf.model({ inputs: x, outputs: channelAttention(x, { reduction: 2 }, seedsFrom(1)) });
    network.setWeights([
      tf.tensor4d([1, -1], [1, 1, 2, 1]),
      tf.tensor1d([0]),
      tf.tensor4d([1, -1], [1, 1, 1, 2]),
      tf.tensor1d([0, 0]),
    ]);
    const picture = tf.tensor4d([1, 1, 3, -1], [1, 1, 2, 2]);
    const map = network.predict(picture) as tf.Tensor;
    assert.deepEqual(map.shape, [1, 1, 1, 2]);
    assertClose(await read(map), [1 / (1 + Math.exp(-4)), 1 / (1 + Math.exp(4))], 1e-5, 'channel map');
    tf.dispose([picture, map]);
    network.dispose();
  });

  it('agrees with loops over the equations in float64', async () => {
    for (const seed of [1, 2, 3]) {
      const network = attending(9, 6, seed);
      const picture = tf.randomNormal<tf.Rank.R4>([1, 9, 9, 6], 0, 1, 'float32', seed);
      const weights = await Promise.all(network.getWeights().map(read));
      const expected = byLoops((await picture.array())[0], weights);
      const [channel, spatial] = network.predict(picture) as tf.Tensor[];
      assert.deepEqual([channel.shape, spatial.shape], [[1, 1, 1, 6], [1, 9, 9, 1]]); // prettier-ignore
      assertClose(await read(channel), expected.channel, 1e-5, `channel map, seed ${seed}`);
      assertClose(await read(spatial), expected.spatial, 1e-5, `spatial map, seed ${seed}`);
      const spread = Math.max(...expected.spatial) - Math.min(...expected.spatial);
      assert.ok(spread > 0.01, 'the map says something');
      tf.dispose([picture, channel, spatial]);
      network.dispose();
    }
  });

  it('has the gradient of finite differences', async () => {
    const network = attending(5, 4, 4);
    const shape: [number, number, number, number] = [1, 5, 5, 4];
    const x = tf.randomNormal<tf.Rank.R4>(shape, 0, 1, 'float32', 5);
    const by = tf.randomNormal(shape, 0, 1, 'float32', 6);
    const loss = (x: tf.Tensor): tf.Scalar =>
      tf.tidy(() => {
        const [channel, spatial] = network.apply(x) as tf.Tensor[];
        return tf.sum(tf.mul(by, tf.mul(channel, spatial))) as tf.Scalar;
      });
    const gradient = await read(tf.grad(loss)(x));
    const direction = tf.randomNormal(shape, 0, 1, 'float32', 7);
    const along = (await read(direction)).reduce((sum, value, i) => sum + value * gradient[i], 0);
    const at = async (h: number): Promise<number> => (await read(loss(tf.add(x, tf.mul(direction, h)))))[0];
    const h = 3e-3;
    assertClose([((await at(h)) - (await at(-h))) / (2 * h)], [along], 0.02, 'along a direction');
    network.dispose();
  });

  it('replaces a residual block: same shape, two maps within 0 … 1', () => {
    const x = tf.input({ shape: [8, 8, 4] });
    const block = attentionBlock(x, { width: 6, strides: 2, reduction: 2, name: '7' }, seedsFrom(1));
    const network = tf.model({ inputs: x, outputs: [block.features, block.channel, block.spatial] });
    assert.deepEqual(network.outputNames, ['features7', 'channel7', 'spatial7']);
    const shapes = network.outputs.map(({ shape }) => shape);
    assert.deepEqual(shapes, [[null, 4, 4, 6], [null, 1, 1, 6], [null, 4, 4, 1]]); // prettier-ignore
    network.dispose();
  });
});

describe('residual attention backbone', () => {
  const build = (seed = 1): tf.LayersModel => residualAttentionBackbone({ size: 16, dim: 5, widths: [4, 8], seed });
  const pictures = (): tf.Tensor4D => tf.randomUniform([3, 16, 16, 3], -1, 1, 'float32', 1);

  it('names its maps and features, embeddings first, and leaves no tensor behind', async () => {
    const backbone = build();
    const images = pictures();
    tf.tidy(() => void forward(backbone, images, true));
    const before = tf.memory().numTensors;
    const outputs = tf.tidy(() => forward(backbone, images, true));
    assert.deepEqual(Object.fromEntries(Object.entries(outputs).map(([name, { shape }]) => [name, shape])), {
      embeddings: [3, 5],
      channel0: [3, 1, 1, 4],
      spatial0: [3, 8, 8, 1],
      features0: [3, 8, 8, 4],
      channel1: [3, 1, 1, 8],
      spatial1: [3, 4, 4, 1],
      features1: [3, 4, 4, 8],
    });
    assert.equal(backbone.outputNames[0], 'embeddings');
    for (const [name, output] of Object.entries(outputs)) {
      const values = await read(output);
      assert.ok(values.every(Number.isFinite), name);
      if (/channel|spatial/.test(name))
        assert.ok(
          values.every((value) => value > 0 && value < 1),
          name,
        );
    }
    tf.dispose(outputs);
    assert.equal(tf.memory().numTensors, before);
    tf.dispose(images);
    backbone.dispose();
  });

  it('has a gradient for every trained weight, and starts from the seed', async () => {
    const [one, two] = [build(1), build(2)];
    const images = pictures();
    const { grads } = tf.variableGrads(() => tf.sum(tf.abs(forward(one, images, true).embeddings)) as tf.Scalar);
    const dead = one.trainableWeights.filter((weight) => !grads[(weight.read() as tf.Variable).name]);
    assert.deepEqual(dead.map(({ name }) => name), []); // prettier-ignore
    assert.notDeepEqual(await read(one.getWeights()[0]), await read(two.getWeights()[0]));
    for (const backbone of [one, two]) backbone.dispose();
    tf.dispose([images, grads]);
  });

  it('is disposed as a whole', () => {
    const before = tf.memory().numTensors;
    build().dispose();
    assert.equal(tf.memory().numTensors, before);
  });

  it('comes back from a checkpoint with its maps', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'facelab-attention-'));
    const [saved, images] = [build(), pictures()];
    try {
      tf.tidy(() => void forward(saved, images, true));
      await saveCheckpoint(folder, { backbone: saved, tensors: {}, notes: {} });
      const { backbone } = await loadCheckpoint(folder);
      const [before, after] = [saved, backbone].map((network) => forward(network, images, false));
      for (const name of Object.keys(before)) assert.deepEqual(await read(after[name]), await read(before[name]), name);
      tf.dispose([before, after]);
      backbone.dispose();
    } finally {
      rmSync(folder, { recursive: true });
      tf.dispose(images);
      saved.dispose();
    }
  });

  it('refuses sizes that it cannot halve', () => {
    assert.throws(
      () => residualAttentionBackbone({ size: 30, dim: 8, seed: 1 }),
      /The picture size is 30, but 4 stages need at least one stage and a multiple of 16/,
    );
  });
});
