import assert from 'node:assert/strict';
import {
  brightness,
  convolved,
  descend,
  layerOutputs,
  lossAt,
  pointsOnLine,
  reluSum,
  slopeAt,
} from '../../../src/lessons/welcome/what-training-is';

const close = (actual: number, expected: number, within = 1e-9): void =>
  assert.ok(Math.abs(actual - expected) < within, `${actual} is not ${expected}`);

describe('what training is', () => {
  const two = [
    { x: 1, y: 2 },
    { x: 2, y: 2 },
  ];

  it('loss and slope of one weight, by hand and by a finite difference', () => {
    assert.equal(lossAt(1, two), 0.5); // ((1 − 2)² + (2 − 2)²) / 2
    assert.equal(slopeAt(1, two), -1); // (2 · 1 · −1 + 0) / 2
    const points = pointsOnLine(50, 1);
    close(slopeAt(0.3, points), (lossAt(0.3 + 1e-5, points) - lossAt(0.3 - 1e-5, points)) / 2e-5, 1e-6);
  });

  it('steps go down, and away where the learning rate is too large', () => {
    assert.deepEqual(descend(two, { start: 1, learningRate: 0.1, steps: 1 }), [1, 1.1]);
    close(descend(two, { start: 1, learningRate: 0.1, steps: 100 })[100], 1.2);
    const exploded = descend(two, { start: 1, learningRate: 0.5, steps: 20 });
    assert.ok(lossAt(exploded[20], two) > 100);
  });

  it('a convolution is the sum of products at each place', () => {
    const picture = [
      [1, 2, 3],
      [4, 5, 6],
    ];
    assert.deepEqual(convolved(picture, [[1, -1]]), [
      [-1, -1],
      [-1, -1],
    ]);
    assert.deepEqual(brightness({ width: 2, height: 1, pixels: Uint8Array.from([0, 0, 0, 255, 255, 255]) }), [[0, 1]]);
  });

  it('a sum of ReLUs meets the curve at its bends', () => {
    const value = reluSum(Math.sin, 4, { from: 0, until: 2 });
    for (const x of [0, 0.5, 1, 1.5, 2]) close(value(x), Math.sin(x));
    assert.ok(Math.abs(value(0.25) - Math.sin(0.25)) > 1e-3);
  });

  it('numbers vanish or explode in layers unless they are normalised', () => {
    const size = (gain: number, normalised: boolean): number => {
      const last = layerOutputs({ layers: 8, width: 64, gain, normalised, seed: 1 })[7];
      return Math.sqrt(last.reduce((sum, value) => sum + value ** 2, 0) / last.length);
    };
    assert.ok(size(0.9, false) < 0.2);
    assert.ok(size(2.2, false) > 5);
    close(size(2.2, true), 1, 1e-6);
  });
});
