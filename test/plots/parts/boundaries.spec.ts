import assert from 'node:assert/strict';
import fc from 'fast-check';
import { boundaryAngle, ruleThrough, type DecisionRule } from '../../../src/plots/parts/decision-rules';

const between = Math.PI / 4;

function assertClose(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) < 1e-6, `${actual} instead of ${expected}`);
}

describe('the boundary of a class by its margin', () => {
  it('lies half of the margin before the middle for ArcFace', () => {
    assertClose(boundaryAngle({ kind: 'arcface', margin: 0.3 }, between), (between - 0.3) / 2);
  });

  it('lies in the middle without a margin, and nearer to the weight by the multiple for SphereFace', () => {
    assertClose(boundaryAngle({ kind: 'modified' }, between), between / 2);
    assertClose(boundaryAngle({ kind: 'sphereface', m: 3 }, between), between / 4);
  });

  it('is the weight itself where the margin is too large', () => {
    assert.equal(boundaryAngle({ kind: 'arcface', margin: 0.9 }, between), 0);
    assert.equal(boundaryAngle({ kind: 'cosface', margin: 0.3 }, between), 0);
  });

  it('passes through the point that its margin was chosen for', () => {
    const rules: DecisionRule[] = [
      { kind: 'arcface', margin: 0 },
      { kind: 'cosface', margin: 0 },
      { kind: 'combined', m1: 1, m2: 0, m3: 0.05 },
    ];
    fc.assert(
      fc.property(fc.constantFrom(...rules), fc.double({ min: 0.02, max: 0.3, noNaN: true }), (rule, own) => {
        assertClose(boundaryAngle(ruleThrough(rule, own, between - own), between), own);
      }),
    );
  });

  it('rounds SphereFace to whole multiples and leaves rules without a margin', () => {
    assert.deepEqual(ruleThrough({ kind: 'sphereface', m: 1 }, 0.2, 0.58), { kind: 'sphereface', m: 3 });
    assert.deepEqual(ruleThrough({ kind: 'softmax' }, 0.1, 0.2), { kind: 'softmax' });
    assert.deepEqual(ruleThrough({ kind: 'arcface', margin: 0.2 }, 0.5, 0.3), { kind: 'arcface', margin: 0 });
  });
});
