import assert from 'node:assert/strict';
import { matrixFrom, unitRows } from '../../src/base/matrix';
import { shareNamedRightly } from '../../src/evaluation/classifier';

describe('shareNamedRightly', () => {
  const features = matrixFrom([[1, 0.5], [0.4, 0.5], [3, 1]]); // prettier-ignore

  it('goes by W x + b', () => {
    // Logits [2, 0.5], [0.8, 0.5] and [6, 1]; with the bias [2, 2.5], [0.8, 2.5] and [6, 3].
    const weights = matrixFrom([[2, 0], [0, 1]]); // prettier-ignore
    assert.equal(shareNamedRightly(features, [0, 0, 0], weights), 1);
    assert.equal(shareNamedRightly(features, [0, 0, 0], weights, [0, 2]), 1 / 3);
  });

  it('counts features that are nearest to their own class weight by the angle, whatever the lengths, with weights of length 1', () => {
    const weights = matrixFrom([[100, 0], [0, 1]]); // prettier-ignore
    assert.equal(shareNamedRightly(features, [0, 1, 1], unitRows(weights)), 2 / 3);
  });

  it('takes the first class of equals, and none where nothing is a number', () => {
    const zero = matrixFrom([[0, 0], [NaN, 0]]); // prettier-ignore
    assert.equal(shareNamedRightly(zero, [0, 0], matrixFrom([[1, 0], [0, 1]])), 0.5); // prettier-ignore
  });

  it('refuses what does not fit, in a sentence', () => {
    assert.throws(() => shareNamedRightly(features, [0], features), /3 embeddings and 1 labels/);
    assert.throws(() => shareNamedRightly(features, [0, 0, 0], matrixFrom([[1]])), /1 × 1 weights and no biases/);
    assert.throws(() => shareNamedRightly(features, [0, 0, 0], features, [1]), /3 × 2 weights and 1 biases/);
  });
});
