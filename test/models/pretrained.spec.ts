import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { rowOf, type Matrix } from '../../src/base/matrix';
import { readFolder } from '../../src/data/folder';
import { loadFaces } from '../../src/data/load';
import { describeFaces, descriptorThreshold } from '../../src/models/pretrained';
import { drawPeople, photographs, withFolder } from '../data/drawn-face';

function distance(matrix: Matrix, i: number, j: number): number {
  const [a, b] = [Array.from(rowOf(matrix, i)), rowOf(matrix, j)];
  return Math.sqrt(a.reduce((sum, value, k) => sum + (value - b[k]) ** 2, 0));
}

describe('models/pretrained', function () {
  this.timeout(90_000);

  it('describes the face, not its surroundings: other place and size, the same descriptor', async () => {
    await withFolder(async (folder) => {
      const records = [];
      for (const [i, x, y, radius] of [
        [0, 150, 130, 60],
        [1, 200, 160, 80],
      ]) {
        const path = join(folder, `${i}.png`);
        await writeFile(path, await drawPeople(400, 400, [{ x, y, radius }]));
        records.push({ path, name: 'Anna' });
      }
      const cacheFolder = join(folder, 'cache');
      const { faces } = await loadFaces(records, { cacheFolder });
      await describeFaces(faces, { cacheFolder: null });
      const tensors = tf.memory().numTensors;
      const calls: number[] = [];
      const descriptors = await describeFaces(faces, { cacheFolder, onProgress: (done) => calls.push(done) });
      assert.deepEqual([descriptors.rows, descriptors.columns, calls], [2, 128, [1, 2]]);
      assert.ok(distance(descriptors, 0, 1) < 0.35, String(distance(descriptors, 0, 1)));
      assert.equal(tf.memory().numTensors, tensors);

      // From the cache the same numbers come; from the aligned faces nearly the same.
      assert.deepEqual(await describeFaces(faces, { cacheFolder }), descriptors);
      const fromAligned = await describeFaces(faces, { from: 'aligned' });
      for (const row of [0, 1]) {
        const both = {
          values: Float32Array.of(...rowOf(descriptors, row), ...rowOf(fromAligned, row)),
          rows: 2,
          columns: 128,
        };
        assert.ok(distance(both, 0, 1) < 0.35, String(distance(both, 0, 1)));
      }

      const stop = AbortSignal.abort(new Error('enough'));
      await assert.rejects(describeFaces(faces, { signal: stop, cacheFolder }), /enough/);
      await rm(records[1].path);
      await assert.rejects(describeFaces(faces, { cacheFolder }), /1\.png cannot be read/);
    });
  });

  it('names a picture that shows no face', async () => {
    await withFolder(async (folder) => {
      await mkdir(join(folder, 'Anna'));
      await writeFile(join(folder, 'Anna', 'plain.png'), await drawPeople(64, 64, []));
      const { faces } = await loadFaces((await readFolder(folder)).records, { align: 'crop' });
      await assert.rejects(describeFaces(faces, { cacheFolder: null }), /plain\.png shows no face .* from: 'aligned'/);
      assert.equal((await describeFaces(faces, { from: 'aligned' })).rows, 1);
    });
  });

  it('tells the people of 40 tight grey photographs apart', async function () {
    this.timeout(300_000);
    const folder = photographs(this, 'tv-cast');
    await withFolder(async (cacheFolder) => {
      const { records, problems: stray } = await readFolder(folder);
      assert.deepEqual([records.length, stray], [40, []]);
      const { faces, problems } = await loadFaces(records, { cacheFolder });
      const descriptors = await describeFaces(faces, { cacheFolder });

      let [nearestRight, farthestSame, nearestDifferent] = [0, 0, Infinity];
      const refused = new Set<string>(); // pairs of one person beyond the threshold
      for (let i = 0; i < faces.count; i++) {
        let [nearest, best] = [Infinity, -1];
        for (let j = 0; j < faces.count; j++) {
          if (i === j) continue;
          const apart = distance(descriptors, i, j);
          if (apart < nearest) [nearest, best] = [apart, j];
          if (faces.labels[i] === faces.labels[j]) {
            farthestSame = Math.max(farthestSame, apart);
            if (apart >= descriptorThreshold) for (const row of [i, j]) refused.add(basename(faces.sources[row]));
          } else nearestDifferent = Math.min(nearestDifferent, apart);
        }
        if (faces.labels[best] === faces.labels[i]) nearestRight++;
      }
      console.log(
        `      ${faces.count} of 40 aligned, without ${problems.map(({ path }) => basename(path)).join(', ') || 'exception'}; ` +
          `1-NN ${nearestRight}/${faces.count}; farthest same pair ${farthestSame.toFixed(3)}, nearest different pair ${nearestDifferent.toFixed(3)}`,
      );
      assert.ok(faces.count >= 38, `${faces.count} of 40 aligned`);
      assert.equal(faces.names.length, 8);
      assert.deepEqual(
        [...faces.sources, ...problems.filter(({ skipped }) => skipped).map(({ path }) => path)].sort(),
        records.map(({ path }) => path).sort(),
      );
      assert.equal(nearestRight, faces.count);
      assert.ok(farthestSame < nearestDifferent && descriptorThreshold < nearestDifferent);
      // A half profile cut off at brow and chin is 0.611 from one other picture of its person, a little beyond the threshold.
      assert.ok(refused.size <= 2 && (refused.size === 0 || refused.has('stuart5.png')), [...refused].join());
    });
  });
});
