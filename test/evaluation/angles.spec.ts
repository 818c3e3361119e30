import assert from 'node:assert/strict';
import { matrixFrom } from '../../src/base/matrix';
import { angularStatistics } from '../../src/evaluation/angles';

const at = (degrees: number, length = 1): number[] =>
  [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)].map((value) => value * length);
const degrees = (radians: number): number => Math.round((radians * 180 * 1e6) / Math.PI) / 1e6;

describe('angularStatistics', () => {
  it('measures classes placed by hand, whatever the lengths', () => {
    // Class 5 lies at 0° ± 10°, class 7 at 90° ± 20°: means 90° apart, 60° of them empty.
    const embeddings = matrixFrom([at(-10), at(10, 3), at(70, 0.5), at(110, 0.5)]);
    const { intraClass, interClass, gap } = angularStatistics(embeddings, [5, 5, 7, 7]);
    assert.deepEqual([intraClass, interClass, gap].map(degrees), [15, 90, 60]);
  });

  it('the gap of classes that overlap is negative', () => {
    const embeddings = matrixFrom([at(-30), at(30), at(0), at(60)]);
    assert.equal(degrees(angularStatistics(embeddings, [0, 0, 1, 1]).gap), -30);
  });

  it('the nearest two classes count', () => {
    const embeddings = matrixFrom([at(0), at(40), at(180)]);
    const { interClass, gap } = angularStatistics(embeddings, [0, 1, 2]);
    assert.deepEqual([interClass, gap].map(degrees), [40, 40]);
  });

  it('refuses one class and missing labels', () => {
    const embeddings = matrixFrom([at(0), at(40)]);
    assert.throws(() => angularStatistics(embeddings, [1, 1]), /need two classes or more, but the labels name 1/);
    assert.throws(() => angularStatistics(embeddings, [1]), /There are 1 labels for 2 embeddings/);
  });
});
