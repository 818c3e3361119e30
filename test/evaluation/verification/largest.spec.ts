import assert from 'node:assert/strict';
import fc from 'fast-check';
import { keepLargest, largestOf, raise, seenAmong } from '../../../src/evaluation/verification/largest';
import { emptyCounts, operatingPoints, wantedBins } from '../../../src/evaluation/verification/operating-point';
import { tarAtFar } from '../../../src/evaluation/verification/tar-at-far';

describe('the largest similarities of a stream', () => {
  it('hold the thresholds, whatever the order and the ties', () => {
    const pair = fc.tuple(fc.integer({ min: -8, max: 8 }), fc.boolean());
    const stream = fc.array(fc.array(pair, { maxLength: 12 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(stream, fc.constantFrom(0.01, 0.2, 0.5, 1), (blocks, far) => {
        const pairs = blocks.flat();
        const genuine = pairs.filter(([, same]) => same).length;
        const impostors = pairs.length - genuine;
        fc.pre(genuine > 0 && impostors > 0);
        const allowed = Math.floor(far * impostors);
        const counts = emptyCounts(-1, 1);
        const largest = largestOf(genuine, impostors, allowed);
        for (const block of blocks) {
          const values = Float32Array.from(block, ([value]) => value / 8);
          values.forEach((value, i) => {
            counts[block[i][1] ? 'genuine' : 'impostor'][((value - counts.low) * counts.binsPerUnit) | 0]++;
          });
          raise(largest, counts, allowed);
          block.forEach(([, same], i) => keepLargest(largest, same, values, i, i + 1));
        }
        assert.ok(largest.complete);
        const rows = operatingPoints(counts, seenAmong(largest, counts, wantedBins(counts, [far])), [far]);
        const same = pairs.map(([, same]) => same);
        assert.deepEqual(
          rows,
          tarAtFar(
            pairs.map(([value]) => value / 8),
            same,
            [far],
          ),
        );
      }),
      { seed: 3, numRuns: 100 },
    );
  });

  it('are given up when too many tie', () => {
    const pairs = 2 ** 23;
    const largest = largestOf(1, pairs, 10);
    assert.ok(largest.complete);
    assert.ok(!largestOf(1, pairs, pairs / 2).complete, 'too many are allowed from the start');
    const values = new Float32Array(2 ** 21).fill(0.5);
    for (let block = 0; block < 3; block++) keepLargest(largest, false, values, 0, values.length);
    assert.ok(!largest.complete);
  });
});
