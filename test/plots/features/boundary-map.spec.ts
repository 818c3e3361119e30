import assert from 'node:assert/strict';
import { matrixFrom } from '../../../src/base/matrix';
import { boundaryMaps, decide } from '../../../src/plots/features/boundary-map';

// Two classes, along +x and +y: the boundary is the diagonal.
const weights = matrixFrom([
  [1, 0],
  [0, 2],
]);
const at = (degree: number, length = 3): [number, number] => [
  length * Math.cos((degree * Math.PI) / 180),
  length * Math.sin((degree * Math.PI) / 180),
];

describe('boundary maps', () => {
  it('softmax decides by products and bias, so that longer weights win', () => {
    assert.deepEqual(decide(...at(40), { rule: { kind: 'softmax' }, weights }), { winner: 1, byMargin: true });
    assert.equal(decide(1, 0.2, { rule: { kind: 'softmax' }, weights, bias: [0, 5] }).winner, 1);
  });

  it('modified softmax decides by angles alone', () => {
    assert.deepEqual(decide(...at(44), { rule: { kind: 'modified' }, weights }), { winner: 0, byMargin: true });
    assert.equal(decide(...at(46), { rule: { kind: 'modified' }, weights }).winner, 1);
  });

  it('ArcFace wins by the margin where theta + m stays below the angle to the other class', () => {
    const rule = { kind: 'arcface', margin: (20 * Math.PI) / 180 } as const;
    assert.deepEqual(decide(...at(34.9), { rule, weights }), { winner: 0, byMargin: true });
    assert.deepEqual(decide(...at(35.1), { rule, weights }), { winner: 0, byMargin: false });
    assert.deepEqual(decide(...at(55.1), { rule, weights }), { winner: 1, byMargin: true });
  });

  it('A-softmax wins by the margin where m theta stays below the angle to the other class', () => {
    const rule = { kind: 'sphereface', m: 2 } as const;
    assert.equal(decide(...at(29.9), { rule, weights }).byMargin, true);
    assert.equal(decide(...at(30.1), { rule, weights }).byMargin, false);
  });

  it('says when so many classes cannot keep the margin', () => {
    const figure = boundaryMaps({ rule: { kind: 'arcface', margin: 3.2 }, weights });
    const [heading] = figure.layout.annotations as { text: string }[];
    assert.match(heading.text, /too large.*m ≤ 3\.14 for 2 classes/);
  });

  it('stays small: at most 60 × 60 cells', () => {
    assert.throws(() => boundaryMaps({ rule: { kind: 'modified' }, weights }, { cells: 61 }), /2 to 60 cells/);
  });
});
