import assert from 'node:assert/strict';
import { base64, packed, rounded, thinned } from '../../../src/plots/parts/figure';

describe('figure', () => {
  it('packs typed numbers as little-endian base64 with their type', () => {
    const { dtype, bdata } = packed(Float32Array.of(1, -2.5));
    assert.equal(dtype, 'f4');
    assert.deepEqual([...new Float32Array(new Uint8Array(Buffer.from(bdata, 'base64')).buffer)], [1, -2.5]);
  });

  it('packs only the part that a view shows, with the shape of a map', () => {
    assert.deepEqual(packed(Uint8Array.of(9, 1, 2, 3, 4, 9).subarray(1, 5), [2, 2]), {
      dtype: 'u1',
      bdata: Buffer.from([1, 2, 3, 4]).toString('base64'),
      shape: '2, 2',
    });
  });

  it('encodes bytes beyond one chunk as Node does', () => {
    const bytes = Uint8Array.from({ length: 100_001 }, (_, index) => index % 251);
    assert.equal(base64(bytes), Buffer.from(bytes).toString('base64'));
  });

  it('rounds', () => {
    assert.deepEqual(rounded([0.123456, -1.99999], 3), [0.123, -2]);
  });

  it('thins long curves and keeps both ends', () => {
    assert.deepEqual(thinned(3, 5), [0, 1, 2]);
    assert.deepEqual(thinned(11, 3), [0, 5, 10]);
    assert.equal(thinned(1_000_000).length, 500);
  });
});
