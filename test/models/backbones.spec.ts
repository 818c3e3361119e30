import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { deepFaceBackbone } from '../../src/models/backbones/deepface';
import { iresnetBackbone } from '../../src/models/backbones/iresnet';
import { mobileFaceNetBackbone } from '../../src/models/backbones/mobilefacenet';
import { mobileNetV2Backbone, smallMobileStages } from '../../src/models/backbones/mobilenet-v2';
import { residualBackbone } from '../../src/models/backbones/residual';
import { toyBackbone } from '../../src/models/backbones/toy';
import { networkCost } from '../../src/models/cost';
import { forward } from '../../src/models/face-model';

const backbones = {
  residual: {
    build: (seed: number) => residualBackbone({ size: 32, dim: 6, widths: [8, 16], seed }),
    size: 32,
    dim: 6,
  },
  iresnet18: { build: (seed: number) => iresnetBackbone({ depth: 18, size: 16, dim: 6, seed }), size: 16, dim: 6 },
  mobilefacenet: { build: (seed: number) => mobileFaceNetBackbone({ size: 32, dim: 6, seed }), size: 32, dim: 6 },
  'mobilenet-v2': {
    build: (seed: number) =>
      mobileNetV2Backbone({
        size: 16,
        dim: 6,
        firstWidth: 8,
        stages: [
          { expansion: 1, width: 4, repeats: 1, strides: 1 },
          { expansion: 3, width: 6, repeats: 2, strides: 2 },
        ],
        seed,
      }),
    size: 16,
    dim: 6,
  },
  deepface: { build: (seed: number) => deepFaceBackbone({ size: 24, dim: 6, width: 2, seed }), size: 24, dim: 6 },
  toy: { build: (seed: number) => toyBackbone({ size: 16, dim: 2, seed }), size: 16, dim: 2 },
};

for (const [name, { build, size, dim }] of Object.entries(backbones)) {
  describe(`${name} backbone`, () => {
    it('maps pictures to embeddings, trains and infers, and leaves no tensor behind', async () => {
      const backbone = build(1);
      const images = tf.randomUniform<tf.Rank.R4>([3, size, size, 3], -1, 1, 'float32', 1);
      for (const training of [true, false]) tf.tidy(() => void forward(backbone, images, training));
      const before = tf.memory().numTensors;
      for (const training of [true, false]) {
        const { embeddings } = tf.tidy(() => forward(backbone, images, training));
        assert.deepEqual(embeddings.shape, [3, dim]);
        assert.ok((await embeddings.data()).every(Number.isFinite));
        embeddings.dispose();
      }
      assert.equal(tf.memory().numTensors, before);
      tf.dispose(images);
      backbone.dispose();
    });

    it('starts from the seed', async () => {
      const firstWeights = async (seed: number): Promise<number[]> => {
        const backbone = build(seed);
        const values = Array.from(await backbone.trainableWeights[0].read().data());
        backbone.dispose();
        return values;
      };
      assert.deepEqual(await firstWeights(1), await firstWeights(1));
      assert.notDeepEqual(await firstWeights(1), await firstWeights(2));
    });

    it('has a gradient for every trained weight', () => {
      const backbone = build(1);
      const dead = tf.tidy(() => {
        const images = tf.randomUniform<tf.Rank.R4>([4, size, size, 3], -1, 1, 'float32', 1);
        const target = tf.randomNormal([4, dim], 0, 1, 'float32', 2);
        const loss = (): tf.Scalar => tf.sum(tf.mul(forward(backbone, images, true).embeddings, target));
        const { grads } = tf.variableGrads(loss);
        return backbone.trainableWeights
          .filter((weight) => !grads[(weight.read() as tf.Variable).name])
          .map((weight) => weight.name);
      });
      assert.deepEqual(dead, []);
      backbone.dispose();
    });
  });
}

describe('backbones', () => {
  it('refuse sizes that they cannot halve', () => {
    assert.throws(
      () => residualBackbone({ size: 30, dim: 8, seed: 1 }),
      /The picture size is 30, but 4 stages need a multiple of 16/,
    );
    assert.throws(() => iresnetBackbone({ depth: 18, size: 30, dim: 8, seed: 1 }), /The picture size is 30/);
    assert.throws(
      () => mobileNetV2Backbone({ size: 48, dim: 8, seed: 1 }),
      /The picture size is 48, but these 7 stages need at least one stage and a multiple of 32/,
    );
    assert.throws(() => mobileFaceNetBackbone({ size: 30, dim: 8, seed: 1 }), /The picture size is 30/);
  });
});

describe('mobilenet-v2 backbone', () => {
  /** Normalisation and parametric ReLU count 2 and 1 for each channel, kernels what they hold. */
  const blockParameters = (input: number, expansion: number, width: number): number => {
    const inside = expansion * input;
    const expanded = expansion === 1 ? 0 : input * inside + 3 * inside;
    return expanded + 9 * inside + 3 * inside + inside * width + 2 * width;
  };

  it('has the parameters that its table says', () => {
    const backbone = mobileNetV2Backbone({ size: 32, dim: 64, stages: smallMobileStages, firstWidth: 8, seed: 1 });
    const blocks = [
      blockParameters(8, 1, 8),
      blockParameters(8, 3, 12),
      blockParameters(12, 3, 16),
      blockParameters(16, 3, 24),
    ];
    const first = 27 * 8 + 3 * 8;
    const neck = 2 * 24 + 2 * 2 * 24 * 64 + 2 * 64;
    const expected = first + blocks.reduce((sum, one) => sum + one, 0) + neck;
    assert.equal(networkCost(backbone).parameters, expected);
    assert.equal(expected, 11_868);
    backbone.dispose();
  });

  it('has the 17 blocks of the paper, 10 with a shortcut', () => {
    const backbone = mobileNetV2Backbone({ size: 32, dim: 8, seed: 1 });
    const layersOf = (kind: string): number => backbone.layers.filter((layer) => layer.getClassName() === kind).length;
    assert.equal(layersOf('DepthwiseConv2D'), 17);
    assert.equal(layersOf('Add'), 10);
    backbone.dispose();
  });

  it('gives what is computed by hand for one block of one channel on two pixels', async () => {
    const backbone = mobileNetV2Backbone({
      size: 4,
      dim: 1,
      firstWidth: 1,
      stages: [{ expansion: 2, width: 1, repeats: 1, strides: 1 }],
      seed: 1,
    });
    // Every kernel 1 in its middle and 0 elsewhere, normalisations left as they start: they divide by √(1 + 1e-5) only.
    const middle = (shape: number[]): tf.Tensor => {
      const [height, width] = shape;
      const values = new Float32Array(shape.reduce((a, b) => a * b, 1));
      const [at, each] = [Math.floor(height / 2) * width + Math.floor(width / 2), values.length / (height * width)];
      values.fill(1, at * each, (at + 1) * each);
      return tf.tensor(values, shape);
    };
    for (const layer of backbone.layers) {
      if (!/Conv|Dense/.test(layer.getClassName())) continue;
      const [{ shape }] = layer.getWeights();
      const kernel = shape.length === 4 ? middle(shape) : tf.ones(shape);
      layer.setWeights([kernel]);
      kernel.dispose();
    }
    // 'same' with stride 2 on 4 pixels pads behind only, so the middle of the kernel reads rows and columns 1 and 3.
    const pixel = (row: number, column: number): number[] => [row + column, -2 * column, 0.5];
    const images = tf.tensor4d([[0, 1, 2, 3].map((row) => [0, 1, 2, 3].map((column) => pixel(row, column)))]);
    const { embeddings } = forward(backbone, images, false);
    // First layer: sums r − c + 0.5 at (1, 1), (1, 3), (3, 1), (3, 3): 0.5, −1.5, 2.5, 0.5, negative ones · 0.25.
    // The block has two equal channels inside that are added up, activated twice more, and its input is added.
    const seen = [0.5, -1.5 / 4, 2.5, 0.5].map((x) => x + 2 * (x < 0 ? x / 16 : x));
    const expected = seen.reduce((sum, x) => sum + x, 0);
    const [found] = Array.from(await embeddings.data());
    assert.ok(Math.abs(found - expected) < 1e-3, `${found} against ${expected}`);
    tf.dispose([images, embeddings]);
    backbone.dispose();
  });
});
