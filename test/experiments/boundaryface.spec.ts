import assert from 'node:assert/strict';
import {
  boundaryFaceOnNoise,
  differencesOverNoise,
  linesOverNoise,
  noiseName,
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
      { name: 'arcface-clean', result: result(0.9) },
      { name: 'arcface-clean', result: result(0.92) },
      { name: 'arcface-open-20', result: result(0.8) },
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

  it('compare two losses seed by seed where both have two seeds', () => {
    const at = (name: string, seed: number, accuracy: number): { name: string; seed: number; result: NoiseResult } => ({
      name,
      seed,
      result: { accuracy } as NoiseResult,
    });
    const records = [
      at('boundaryface-closed-20', 1, 0.9),
      at('boundaryface-closed-20', 2, 0.8),
      at('boundaryface-closed-20', 3, 0.1),
      at('arcface-closed-20', 2, 0.7),
      at('arcface-closed-20', 1, 0.8),
      at('arcface-open-20', 1, 0.8),
      at('boundaryface-open-20', 1, 0.8),
    ];
    const found = differencesOverNoise(records, ['boundaryface', 'arcface'], ({ accuracy }) => accuracy);
    assert.equal(found.length, 1);
    const [{ kind, share, difference }] = found;
    assert.deepEqual([kind, share, difference.wins, difference.count], ['flipped labels (closed set)', 0.2, 2, 2]);
    assert.ok(Math.abs(difference.mean - 0.1) < 1e-12);
  });
});
