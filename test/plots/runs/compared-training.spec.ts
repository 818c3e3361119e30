import assert from 'node:assert/strict';
import { comparedTraining } from '../../../src/plots/runs/compared-training';

describe('trainings side by side', () => {
  const run = (name: string, loss: number[], accuracy: number[]): Parameters<typeof comparedTraining>[0][number] => ({
    name,
    history: { loss, metrics: { accuracy } },
  });
  const runs = [run('alone', [4, 2, 1], [0, 0.5, 1]), run('both', [8, 4, 2], [0, 0.25, 0.5])];

  it('share the scale of a panel and its name in the legend, and say where they end', () => {
    const { data, layout } = comparedTraining(runs, [
      { key: 'loss', name: 'loss' },
      { key: 'accuracy', name: 'named rightly', isShare: true },
    ]);
    assert.deepEqual(
      data.map(({ name, xaxis, y, showlegend }) => [name, xaxis, y, showlegend]),
      [
        ['alone', 'x', [4, 2, 1], true],
        ['both', 'x', [8, 4, 2], true],
        ['alone', 'x2', [0, 0.5, 1], false],
        ['both', 'x2', [0, 0.25, 0.5], false],
      ],
    );
    assert.match(JSON.stringify(layout.annotations), /at the end 1\.0 · 2\.0.*at the end 100 % · 50 %/);
    assert.deepEqual((layout.yaxis2 as { range: number[] }).range, [0, 1.03]);
  });

  it('say what was not recorded', () => {
    assert.throws(
      () => comparedTraining(runs, [{ key: 'active', name: 'active' }]),
      /The run "alone" has no record of "active"/,
    );
    assert.throws(() => comparedTraining([], []), /There is no training to compare/);
  });
});
