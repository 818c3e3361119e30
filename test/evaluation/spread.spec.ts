import assert from 'node:assert/strict';
import { matrixFrom } from '../../src/base/matrix';
import { euclideanSpread } from '../../src/evaluation/spread';

describe('Euclidean spread', () => {
  it('by hand', () => {
    // Class 0 around (1, 0), class 5 around (1, 10), class 2 at (1, 16), each point 1 or 0 from its mean.
    const x = matrixFrom([[0, 0], [2, 0], [1, 9], [1, 11], [1, 16], [1, 16]]); // prettier-ignore
    const { intraClass, interClass, ratio } = euclideanSpread(x, [0, 0, 5, 5, 2, 2]);
    assert.ok(Math.abs(intraClass - 4 / 6) < 1e-12);
    assert.equal(interClass, 6);
    assert.ok(Math.abs(ratio - 9) < 1e-12);
  });

  it('keeps its ratio when everything grows', () => {
    const x = matrixFrom([[0, 0, 1], [2, 0, 3], [1, 9, 2], [4, 11, 0]]); // prettier-ignore
    const scaled = { ...x, values: Float64Array.from(x.values, (value) => 8 * value) };
    const labels = [0, 0, 1, 1];
    assert.ok(Math.abs(euclideanSpread(x, labels).ratio - euclideanSpread(scaled, labels).ratio) < 1e-12);
    assert.ok(Math.abs(euclideanSpread(scaled, labels).intraClass / euclideanSpread(x, labels).intraClass - 8) < 1e-12);
  });

  it('refuses labels that do not fit, and a single class', () => {
    const x = matrixFrom([[0, 0], [2, 0]]); // prettier-ignore
    assert.throws(() => euclideanSpread(x, [0]), /There are 1 labels for 2 embeddings/);
    assert.throws(() => euclideanSpread(x, [3, 3]), /need two classes or more, but the labels name 1/);
  });
});
