import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { deepFaceBackbone } from '../../src/models/backbones/deepface';
import { iresnetBackbone } from '../../src/models/backbones/iresnet';
import { mobileFaceNetBackbone } from '../../src/models/backbones/mobilefacenet';
import { residualBackbone } from '../../src/models/backbones/residual';
import { toyBackbone } from '../../src/models/backbones/toy';
import { forward } from '../../src/models/face-model';

const backbones = {
  residual: {
    build: (seed: number) => residualBackbone({ size: 32, dim: 6, widths: [8, 16], seed }),
    size: 32,
    dim: 6,
  },
  iresnet18: { build: (seed: number) => iresnetBackbone({ depth: 18, size: 16, dim: 6, seed }), size: 16, dim: 6 },
  mobilefacenet: { build: (seed: number) => mobileFaceNetBackbone({ size: 32, dim: 6, seed }), size: 32, dim: 6 },
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
    assert.throws(() => mobileFaceNetBackbone({ size: 30, dim: 8, seed: 1 }), /The picture size is 30/);
  });
});
