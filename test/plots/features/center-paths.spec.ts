import assert from 'node:assert/strict';
import { matrixFrom } from '../../../src/base/matrix';
import { centerPaths } from '../../../src/plots/features/center-paths';
import { featuresOverTraining } from '../../../src/plots/features/features-over-training';
import { toyFeatures } from '../../../src/plots/features/toy-features';

const features = matrixFrom([[1, 0], [2, 0], [0, 3], [0, 4]]); // prettier-ignore
const labels = [0, 0, 1, 1];
const centers = [[[0, 0], [0, 0]], [[1, 0], [0, 2]], [[1.5, 0], [0, 3.5]]].map(matrixFrom); // prettier-ignore

describe('figures of centers', () => {
  it('paths go from the start to the end, class by class, on one scale', () => {
    const figure = centerPaths([
      { name: 'slow', features, labels, centers: centers.slice(0, 2) },
      { name: 'fast', features, labels, centers, numbers: 'at the mean' },
    ]);
    const paths = figure.data.filter(({ mode }) => mode === 'lines+markers');
    assert.deepEqual(paths.map(({ x, y, xaxis }) => ({ x, y, xaxis })), [
      { x: [0, 1], y: [0, 0], xaxis: 'x' },
      { x: [0, 0], y: [0, 2], xaxis: 'x' },
      { x: [0, 1, 1.5], y: [0, 0, 0], xaxis: 'x2' },
      { x: [0, 0, 0], y: [0, 2, 3.5], xaxis: 'x2' },
    ]); // prettier-ignore
    const axes = figure.layout as Record<string, { range: number[] }>;
    assert.deepEqual(axes.xaxis.range, axes.xaxis2.range);
    assert.ok(axes.xaxis.range[1] > 4);
    assert.match(JSON.stringify(figure.layout.annotations), /at the mean/);
  });

  it('refuse no run, no centers, and features that are no plane', () => {
    assert.throws(() => centerPaths([]), /There are no center paths to draw/);
    assert.throws(() => centerPaths([{ name: 'a', features, labels, centers: [] }]), /The run a needs/);
    const space = matrixFrom([[1, 2, 3]]);
    assert.throws(() => centerPaths([{ name: 'b', features: space, labels: [0], centers }]), /The run b needs/);
  });

  it('centers stand among the features, and move with the snapshots', () => {
    const run = { name: 'softmax', features, labels, centers: centers[2], numbers: 'spread 0.5' };
    const marks = toyFeatures(run).data.filter(({ name }) => name === 'centers');
    assert.deepEqual(marks.map(({ x, y }) => ({ x, y })), [{ x: [1.5, 0], y: [0, 3.5] }]); // prettier-ignore
    assert.match(JSON.stringify(toyFeatures(run).layout.annotations), /spread 0\.5/);
    assert.equal(toyFeatures(run, { onCircle: true }).data.filter(({ name }) => name === 'centers').length, 0);

    const snapshots = centers.map((each, index) => ({ name: `step ${index}`, features, centers: each }));
    const { data, frames } = featuresOverTraining(snapshots, labels);
    assert.deepEqual(data[data.length - 1].x, [1.5, 0]);
    assert.deepEqual(frames!.map((frame) => frame.data[frame.data.length - 1].y), [[0, 0], [0, 2], [0, 3.5]]); // prettier-ignore
  });
});
