import assert from 'node:assert/strict';
import {
  boundaryFaceOnNoise,
  aheadOverNoise,
  linesOverNoise,
  noiseName,
  stoppedOnNoise,
} from '../../src/experiments/boundaryface';
import type { NoiseResult } from '../../src/experiments/runs/train-on-noise';

describe('six losses on wrong labels', () => {
  it('are asked about clean labels once, and about each kind of noise at each share', () => {
    const names = Object.keys(boundaryFaceOnNoise.configurations);
    assert.equal(names.length, 6 * (1 + 3 * 2));
    assert.deepEqual(boundaryFaceOnNoise.configurations[noiseName('arcface', 'both', 0.2)].noise, {
      closed: 0.1,
      open: 0.1,
    });
    assert.equal(noiseName('arcface', 'open', 0), 'arcface-clean');
  });

  it('give lines from whatever is recorded: clean runs begin every kind of noise', () => {
    const result = (accuracy: number): NoiseResult => ({ accuracy }) as NoiseResult;
    const records = [
      { name: 'arcface-clean', seed: 1, result: result(0.9) },
      { name: 'arcface-clean', seed: 2, result: result(0.92) },
      { name: 'arcface-open-20', seed: 1, result: result(0.8) },
      { name: 'arcface-open-40', seed: 1, result: { stopped: 'The embeddings have collapsed' } },
    ];
    const panels = linesOverNoise(records, ({ accuracy }) => accuracy);
    assert.deepEqual(
      panels.map(({ lines }) => lines.map(({ points }) => points.length)),
      [
        [1, 0, 0, 0, 0, 0],
        [2, 0, 0, 0, 0, 0],
        [1, 0, 0, 0, 0, 0],
      ],
    );
    const [clean, noisy] = panels[1].lines[0].points;
    assert.ok(Math.abs(clean.mean - 0.91) < 1e-12 && Math.abs(clean.half - 0.127) < 1e-3);
    assert.deepEqual([noisy.share, noisy.mean, Number.isNaN(noisy.half)], [0.2, 0.8, true]);
  });

  it('say whose training was stopped, on which labels, with how many of the seeds', () => {
    const records = [
      { name: 'mv-arcface-open-40', seed: 1, result: { stopped: 'The embeddings have collapsed' } },
      { name: 'mv-arcface-open-40', seed: 2, result: { accuracy: 0.9 } as NoiseResult },
      { name: 'arcface-clean', seed: 1, result: { accuracy: 0.9 } as NoiseResult },
    ];
    assert.deepEqual(stoppedOnNoise(records), [
      { loss: 'MV-ArcFace', labels: 'outsiders (open set), 40 %', stopped: 1, seeds: 2 },
    ]);
  });

  it('BoundaryFace is compared with others seed by seed and person by person, where both have three seeds', () => {
    const run = (name: string, seed: number, of45: number): Parameters<typeof aheadOverNoise>[0][0] => {
      const accepted = [9, 0, -9].map((more) => Array.from({ length: 20 }, (_, person) => of45 + more - (person % 2)));
      return { name, seed, result: { accepted } as unknown as NoiseResult };
    };
    const runs = [
      run('boundaryface-closed-20', 1, 29),
      run('boundaryface-closed-20', 2, 31),
      run('boundaryface-closed-20', 3, 25),
      run('boundaryface-closed-20', 4, 0),
      run('arcface-closed-20', 2, 22),
      run('arcface-closed-20', 1, 20),
      run('arcface-closed-20', 3, 16),
      run('arcface-open-20', 1, 20),
      run('boundaryface-open-20', 1, 20),
      run('arcface-open-20', 2, 20),
      run('boundaryface-open-20', 2, 20),
    ];
    const rows = aheadOverNoise(runs, ['arcface', 'sub-center'], 1e-3);
    assert.deepEqual(
      rows.map(({ name, values }) => [name, values.length, values[1]]),
      [['flipped labels (closed set), 20 %', 2, undefined]],
    );
    const { mean, half } = rows[0].values[0]!;
    assert.ok(Math.abs(mean - 0.2) < 1e-9 && half < 1e-9);
  });
});
