import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { rowOf } from '../../src/base/matrix';
import { loadFaces } from '../../src/data/load';
import { describeFaces, descriptorThreshold } from '../../src/models/pretrained';
import { withFolder } from '../data/drawn-face';

const cases = process.env.FACELAB_CASES ?? resolve(__dirname, '../../../shared/cases/found');

describe('photographs on which a verdict was a guess', function () {
  this.timeout(120_000);
  before(function () {
    if (existsSync(join(cases, 'sideways'))) return;
    console.log(
      `    skipped: no photographs at ${cases}; set FACELAB_CASES to a folder that has sideways/ and tiny-faces/`,
    );
    this.skip();
  });

  it('people on their side and upside down are themselves and nobody else', async () => {
    await withFolder(async (cacheFolder) => {
      const records = ['a', 'b', 'c'].flatMap((person) =>
        ['', '-side', '-down'].map((way) => ({
          path: join(cases, 'sideways', `person-${person}${way}.jpg`),
          name: person,
        })),
      );
      const { faces, problems } = await loadFaces(records, { cacheFolder });
      assert.equal(faces.count, 9);
      assert.equal(
        problems.filter(({ problem }) => /turned by (8\d|9\d|1[678]\d)°: it is taken upright/.test(problem)).length,
        6,
      );
      const descriptors = await describeFaces(faces, { cacheFolder });
      const distance = (i: number, j: number): number => {
        const [a, b] = [rowOf(descriptors, i), rowOf(descriptors, j)];
        return Math.sqrt(Array.from(a).reduce((sum, value, d) => sum + (value - b[d]) ** 2, 0));
      };
      // Rows are upright, side, down of each person: a turned picture stands where the upright one does.
      for (let i = 0; i < 9; i++) {
        const upright = i - (i % 3);
        assert.ok(distance(i, upright) < 0.15, `${faces.sources[i]}: ${distance(i, upright)}`);
        for (const other of [0, 3, 6].filter((row) => row !== upright))
          assert.ok(Math.abs(distance(i, other) - distance(upright, other)) < 0.08, faces.sources[i]);
      }
      assert.ok(distance(1, 4) > descriptorThreshold, 'the two people who were once "the same person: 0.404"');
    });
  });

  it('faces in pictures 48 pixels wide are left out unless asked for', async () => {
    const records = ['a', 'b', 'c', 'd'].map((person) => ({
      path: join(cases, 'tiny-faces', `person-${person}-48px.png`),
      name: person,
    }));
    const { faces, problems } = await loadFaces(records, { cacheFolder: null });
    assert.equal(faces.count, 0);
    assert.ok(problems.every(({ skipped }) => skipped));
    assert.ok(problems.every(({ problem, poor }) => poor && /only \d+ pixels between the eyes/.test(problem)));
    assert.ok((await loadFaces(records, { cacheFolder: null, keepPoor: true })).faces.count > 0);
  });
});
