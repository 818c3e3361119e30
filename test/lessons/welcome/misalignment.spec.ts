import assert from 'node:assert/strict';
import { misaligned, misalignment } from '../../../src/lessons/welcome/misalignment';
import { blobFaces } from '../../support/blobs';

describe('misalignment', () => {
  const faces = blobFaces({ identities: 3, picturesEach: 6, size: 16, seed: 1 });

  it('moves nothing by 0, and pictures by different amounts otherwise', () => {
    assert.deepEqual(misaligned(faces, 'turned', 0).pixels, faces.pixels);
    for (const kind of ['turned', 'shifted', 'scaled'] as const) {
      assert.notDeepEqual(misaligned(faces, kind, 20).pixels, faces.pixels);
      assert.deepEqual(misaligned(faces, kind, 20).pixels, misaligned(faces, kind, 20).pixels);
    }
  });

  it('measures every kind at 0 and at each level, and raw pixels lose by it', async () => {
    const pixels = {
      name: 'pixels',
      size: 16,
      threshold: 0,
      describe: async (given: typeof faces) => ({
        values: Float32Array.from(given.pixels, (value) => value - 127),
        rows: given.count,
        columns: 16 * 16 * 3,
      }),
      distance: () => 0,
    };
    const progress: number[][] = [];
    const curves = await misalignment(pixels, faces, 2, { onProgress: (...now) => progress.push(now) });
    assert.deepEqual(
      progress,
      [1, 2, 3, 4, 5, 6, 7].map((done) => [done, 7]),
    );
    await assert.rejects(misalignment(pixels, faces, 2, { signal: AbortSignal.abort(new Error('enough')) }), /enough/);
    assert.deepEqual(
      curves.map(({ kind, amounts }) => [kind, amounts]),
      [
        ['turned', [0, 22.5, 45]],
        ['shifted', [0, 15, 30]],
        ['scaled', [0, 20, 40]],
      ],
    );
    assert.equal(curves[0].accuracies[0], 1);
    for (const { accuracies } of curves) assert.ok(accuracies[2] < 0.95, accuracies.join());
  });
});
