import assert from 'node:assert/strict';
import {
  feasibleMargin,
  isFeasible,
  psiOf,
  targetLogit,
  type DecisionRule,
} from '../../../src/plots/parts/decision-rules';

const close = (actual: number, expected: number): void =>
  assert.ok(Math.abs(actual - expected) < 1e-12, `${actual} is not ${expected}`);

describe('decision rules', () => {
  it('gives the target logits of the papers at 60 degrees', () => {
    const theta = Math.PI / 3;
    close(targetLogit(theta, { kind: 'modified' }), 0.5);
    close(targetLogit(theta, { kind: 'cosface', margin: 0.35 }), 0.15);
    close(targetLogit(theta, { kind: 'arcface', margin: Math.PI / 6 }), 0);
    close(targetLogit(Math.PI, { kind: 'arcface', margin: Math.PI / 2 }), 0);
    close(targetLogit(Math.PI, { kind: 'arcface', margin: Math.PI / 2, monotone: true }), -1 - Math.PI / 2);
    close(targetLogit(theta, { kind: 'combined', m1: 2, m2: Math.PI / 3, m3: 0.2 }), -1.2);
    close(targetLogit(theta, { kind: 'sphereface', m: 3 }), -1);
  });

  it('psi is continuous, falls all the way and ends at 1 − 2m', () => {
    for (const m of [1, 2, 3, 4]) {
      close(psiOf(0, m), 1);
      close(psiOf(Math.PI, m), 1 - 2 * m);
      for (let step = 1; step <= 1000; step++) {
        const [before, now] = [psiOf(((step - 1) * Math.PI) / 1000, m), psiOf((step * Math.PI) / 1000, m)];
        assert.ok(now <= before + 1e-12 && before - now < 0.02 * m, `m = ${m} at step ${step}`);
      }
    }
  });

  it('states the feasible margin of C classes on a circle', () => {
    close(feasibleMargin('cosface', 4), 1);
    close(feasibleMargin('arcface', 8), Math.PI / 4);
    close(feasibleMargin('cosface', 2), 2);
    assert.throws(() => feasibleMargin('arcface', 1), /at least two classes, but classes is 1/);
  });

  it('a rule is feasible exactly up to that margin', () => {
    for (const classes of [3, 8, 10]) {
      for (const kind of ['cosface', 'arcface'] as const) {
        const limit = feasibleMargin(kind, classes);
        const at = (margin: number): DecisionRule => ({ kind, margin });
        assert.equal(isFeasible(at(limit), classes), true);
        assert.equal(isFeasible(at(limit + 0.01), classes), false);
      }
    }
    assert.equal(isFeasible({ kind: 'arcface', margin: 3.2 }, 2), false);
    assert.equal(isFeasible({ kind: 'sphereface', m: 4 }, 10), true);
  });
});
