import assert from 'node:assert/strict';
import { matrixFrom } from '../../../src/base/matrix';
import { boundaryMaps, decide, sectorsOf, stillPushed } from '../../../src/plots/features/boundary-map';

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

  it('pushes what its own class does not win, or not by the margin', () => {
    const features = matrixFrom([10, 40, 50, 80].map((degree) => at(degree)));
    const arcface = { rule: { kind: 'arcface', margin: (20 * Math.PI) / 180 } as const, weights };
    assert.equal(stillPushed(features, [0, 0, 1, 1], { rule: { kind: 'modified' }, weights }), 0);
    // 40° and 50° are won, but by 10° instead of 20°.
    assert.equal(stillPushed(features, [0, 0, 1, 1], arcface), 0.5);
    assert.equal(stillPushed(features, [0, 0, 1, 0], arcface), 0.75);
  });

  it('says when so many classes cannot keep the margin', () => {
    const figure = boundaryMaps({ rule: { kind: 'arcface', margin: 3.2 }, weights });
    const [heading] = figure.layout.annotations as { text: string }[];
    assert.match(heading.text, /too large.*m ≤ 3\.14 for 2 classes/);
  });

  it('borders are exact rays', () => {
    const rule = { kind: 'arcface', margin: Math.PI / 9 } as const;
    const degrees = sectorsOf({ rule, weights }).map(({ from }) => ((from * 180) / Math.PI) % 360);
    assert.deepEqual(
      degrees.sort((a, b) => a - b).map((degree) => Number(degree.toFixed(6))),
      [35, 45, 55, 215, 225, 235],
    );
  });

  it('writes the empty angles: the same everywhere for ArcFace, not for CosFace, on uneven weights', () => {
    const uneven = matrixFrom([0, 60, 150, 270].map((degree) => at(degree, 1)));
    const headings = (
      [
        { kind: 'arcface', margin: Math.PI / 6 },
        { kind: 'cosface', margin: 0.2 },
      ] as const
    ).map((rule) => {
      const { annotations } = boundaryMaps({ rule, weights: uneven }, { angles: 'empty' }).layout;
      return (annotations as { text: string }[])[0].text;
    });
    assert.match(headings[0], /30° everywhere/);
    assert.match(headings[1], /13° to 23°/);
  });

  it('writes what each class wins: less for the shorter weight of a softmax', () => {
    const [first] = boundaryMaps({ rule: { kind: 'softmax' }, weights }, { angles: 'won' }).layout.annotations as {
      text: string;
    }[];
    assert.match(first.text, /each class wins: 180° everywhere/);
    const three = matrixFrom([at(0, 2), at(120, 1), at(240, 1)]);
    const { annotations } = boundaryMaps({ rule: { kind: 'softmax' }, weights: three }, { angles: 'won' }).layout;
    assert.match((annotations as { text: string }[])[0].text, /each class wins: 109° to 142°/);
    const classes = ['150 pictures', '20 pictures', '20 pictures'];
    const named = boundaryMaps({ rule: { kind: 'softmax' }, weights: three }, { angles: 'won', classes });
    const rim = (named.layout.annotations as { text: string }[]).slice(1).map(({ text }) => text);
    assert.deepEqual(rim.sort(), [
      '150 pictures<br><b>142°</b>',
      '20 pictures<br><b>109°</b>',
      '20 pictures<br><b>109°</b>',
    ]);
  });

  it('cuts the plane of a softmax along its borders', () => {
    const bias = [0, 1];
    const { data } = boundaryMaps({ rule: { kind: 'softmax' }, weights, bias });
    const [first] = data;
    // 2 y + 1 = x, from x = −1.25 to 1.25
    assert.deepEqual(
      [first.x, first.y],
      [
        [-1.25, 1.25, 1.25, -1.25, -1.25],
        [-1.25, -1.25, 0.125, -1.125, -1.25],
      ],
    );
  });
});
