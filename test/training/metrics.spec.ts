import * as tf from '@tensorflow/tfjs';
import assert from 'node:assert/strict';
import { marginMetrics, meanCosine } from '../../src/training/metrics';

describe('training metrics', () => {
  it('meanCosine is 1 for one direction, 0 for two right angles, −1 for opposites', async () => {
    const values = await Promise.all(
      [
        [
          [1, 0],
          [3, 0],
        ],
        [
          [1, 0],
          [0, 2],
        ],
        [
          [1, 0],
          [-5, 0],
        ],
        [[1, 1]],
      ].map((rows) => meanCosine(tf.tensor2d(rows)).data()),
    );
    [1, 0, -1, 0].forEach((expected, index) => assert.ok(Math.abs(values[index][0] - expected) < 1e-6));
  });

  it('marginMetrics counts rows that are nearest to their class, and rows that miss their margin', async () => {
    const weights = tf.tensor2d([
      [1, 0],
      [0, 1],
    ]);
    // Angles to the own weight: 0, 40° (nearest, but not by 0.3 rad: 40° + 17.2° > 50°), 60° (wrong).
    const at = (degrees: number): number[] => [
      Math.cos((degrees * Math.PI) / 180),
      Math.sin((degrees * Math.PI) / 180),
    ];
    const embeddings = tf.tensor2d([at(0), at(40), at(60)]);
    const { accuracy, activeMargin } = marginMetrics(embeddings, tf.tensor1d([0, 0, 0], 'int32'), weights, 0.3);
    assert.ok(Math.abs((await accuracy.data())[0] - 2 / 3) < 1e-6);
    assert.ok(Math.abs((await activeMargin.data())[0] - 2 / 3) < 1e-6);
  });

  it('leave no tensor behind', () => {
    const [embeddings, weights] = [tf.ones<tf.Rank.R2>([4, 3]), tf.ones<tf.Rank.R2>([2, 3])];
    const labels = tf.tensor1d([0, 1, 0, 1], 'int32');
    const before = tf.memory().numTensors;
    const results = [meanCosine(embeddings), ...Object.values(marginMetrics(embeddings, labels, weights, 0.5))];
    assert.equal(tf.memory().numTensors, before + 3);
    tf.dispose([...results, embeddings, weights, labels]);
  });
});
