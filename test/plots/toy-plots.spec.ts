import assert from 'node:assert/strict';
import { matrixFrom } from '../../src/base/matrix';
import { angularStatistics } from '../../src/evaluation/angles';
import { classSectors } from '../../src/plots/parts/angles';
import { featuresAndAngles } from '../../src/plots/features/features-and-angles';
import { targetLogitCurves, withOwnCurve } from '../../src/plots/losses/logit-curves';
import { accuracyAgainstImages } from '../../src/plots/scores/published';
import { toyFeatures } from '../../src/plots/features/toy-features';

describe('figures of the margin notebooks', () => {
  const run = { name: 'softmax', features: matrixFrom([[3, 4], [0, 2]]), labels: [0, 1] }; // prettier-ignore

  it('shows features on the left and the same at length 1 on the right, lettered', () => {
    const { data, layout } = featuresAndAngles([run, { ...run, name: 'modified' }]);
    const dots = data.filter(({ mode }) => mode === 'markers');
    const points = dots.map(({ x, y }) => [(x as number[])[0], (y as number[])[0]]);
    assert.deepEqual(points.slice(0, 4), [[3, 4], [0, 2], [0.6, 0.8], [0, 1]]); // prettier-ignore
    const headings = (layout.annotations as { text: string }[]).map(({ text }) => /<b>(.*?)<\/b>/.exec(text)![1]);
    assert.deepEqual(headings, [
      '(a) softmax',
      '(b) softmax, angles alone',
      '(c) modified',
      '(d) modified, angles alone',
    ]);
    assert.equal((layout.shapes as unknown[]).length, 2);
    assert.throws(() => featuresAndAngles([]), /no features to draw/);
  });

  it('takes 95 % of a class for its sector, so that sectors are as far apart as the gap says', () => {
    const around = (middle: number, width: number) =>
      Array.from({ length: 41 }, (_, i) => middle + (width * (i - 20)) / 20).map((angle) => [
        (1 + angle) * Math.cos(angle),
        (1 + angle) * Math.sin(angle),
      ]);
    const features = matrixFrom([...around(0.5, 0.2), ...around(2, 0.4)]);
    const labels = Array.from({ length: 82 }, (_, i) => (i < 41 ? 0 : 1));
    const [first, second] = classSectors(features, labels, 2);
    assert.ok(Math.abs(first.middle - 0.5) < 1e-9 && Math.abs(second.middle - 2) < 1e-9);
    assert.ok(Math.abs(first.halfWidth - 0.19) < 1e-9, 'the 39th of 41 angles: 19 twentieths of 0.2');
    const space = second.middle - second.halfWidth - (first.middle + first.halfWidth);
    assert.ok(Math.abs(space - angularStatistics(features, labels).gap) < 1e-9);
    const { data } = toyFeatures({ name: 'two', features, labels }, { sectors: true });
    assert.equal(data.filter(({ fill }) => fill === 'toself').length, 2);
  });

  it("puts a reader's own function on the curves, over the same degrees", () => {
    const reference = targetLogitCurves([{ kind: 'arcface', margin: 0.5 }]);
    const { data } = withOwnCurve(reference, 'yours', (theta) => Math.cos(theta + 0.5));
    assert.equal(data.length, reference.data.length + 1);
    const [theirs, own] = [data[1], data[data.length - 1]].map(
      ({ x, y }) => new Map((x as number[]).map((d, i) => [d, (y as number[])[i]])),
    );
    assert.ok(own.size > 20);
    for (const [degree, value] of own) assert.equal(value, theirs.get(degree));
  });

  it('draws published accuracies where they were reported, larger for more pictures', () => {
    const { data } = accuracyAgainstImages(
      [
        { method: 'A', images: 0.5, results: { LFW: 99, YTF: 95 } },
        { method: 'B', images: 200, results: { LFW: 99.5 } },
      ],
      ['LFW', 'YTF'],
    );
    assert.deepEqual(data.map(({ x }) => x), [[99, 99.5], [95]]); // prettier-ignore
    const [small, large] = (data[0].marker as { size: number[] }).size;
    assert.ok(large > 2 * small);
    assert.throws(() => accuracyAgainstImages([], ['LFW']), /nothing to draw/);
  });
});
