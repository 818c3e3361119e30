import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { rowOf } from '../../../src/base/matrix';
import { drawnDescriptors } from '../../../src/lessons/measuring/drawn-descriptors';
import { compareSearches } from '../../../src/lessons/measuring/missed-neighbours';
import { cosine, directions } from '../../../src/similarity/cosine';

describe('drawn descriptors', () => {
  it('are as similar as spread and freedom say, and the same for the same seed', () => {
    const settings = { people: 400, pictures: 2, mated: 3, strangers: 5, seed: 1 };
    for (const [freedom, deviation] of [
      [32, 1 / Math.sqrt(32)],
      [128, 1 / Math.sqrt(128)],
    ]) {
      // prettier-ignore
      const { gallery, mated, strangers } = drawnDescriptors({ ...settings, freedom, spread: 0.5 });
      assert.deepEqual([gallery.rows, mated.rows, strangers.rows], [800, 3, 5]);
      const rows = directions(gallery, 'gallery');
      const own = Array.from({ length: 400 }, (_, person) => cosine(rows, 2 * person, rows, 2 * person + 1));
      const others = Array.from({ length: 399 }, (_, person) => cosine(rows, 2 * person, rows, 2 * person + 2));
      const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
      assert.ok(Math.abs(mean(own) - 0.8) < 0.02, `${mean(own)}`);
      assert.ok(Math.abs(mean(others)) < 4 * (deviation / 20), `${mean(others)}`);
      // The axes of a subspace are drawn too and not at right angles: a little more than 1 / √freedom.
      const spreadOfOthers = Math.sqrt(mean(others.map((value) => value * value)));
      assert.ok(spreadOfOthers > 0.9 * deviation && spreadOfOthers < 1.25 * deviation, `${spreadOfOthers}`);
      assert.ok(Math.abs(Math.hypot(...rowOf(mated, 2)) - 1) < 1e-6);
      assert.deepEqual(drawnDescriptors({ ...settings, freedom, spread: 0.5 }).gallery.values, gallery.values);
    }
  });
});

describe('the comparison of searches', function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(os.tmpdir(), 'comparison-'));
  const { TMPDIR = '' } = process.env;
  before(() => (process.env.TMPDIR = folder));
  after(() => {
    process.env.TMPDIR = TMPDIR;
    rmSync(folder, { recursive: true });
  });

  it('counts what few candidates miss, and what that does to open-set errors', async () => {
    const settings = { people: 1000, probes: 200, candidates: [1, 256], fpir: 0.05, freedom: 128, seed: 2 };
    const { measured, ...same } = await compareSearches(settings);
    const { pictures, exact, indexed, bytes, threshold } = same;
    assert.equal(pictures, 4000);
    assert.equal(bytes.embeddings, 4000 * 128 * 4);
    assert.ok(bytes.index > 4000 * 128 && bytes.index < 4000 * 400, `${bytes.index}`);
    assert.ok(threshold > 0.2 && threshold < 0.7, `${threshold}`);
    assert.deepEqual(exact.recall, { people: 1, strangers: 1 });
    assert.equal(exact.fpir, 0.05);
    assert.deepEqual(indexed.map(({ candidates }) => candidates), [1, 256]); // prettier-ignore
    const [few, many] = indexed;
    assert.ok(many.recall.people >= 0.98 && many.recall.strangers >= 0.95, JSON.stringify(many));
    assert.ok(few.recall.strangers < many.recall.strangers, JSON.stringify(few));
    for (const { fpir, fnir } of indexed) assert.ok(fpir <= exact.fpir && fnir >= exact.fnir);
    assert.deepEqual(readdirSync(folder), []);

    const times = [measured.exact, ...measured.indexed].flatMap(({ single, together }) => [single, together]);
    assert.equal(times.length, 6);
    for (const time of [measured.buildSeconds, ...times]) assert.ok(time > 0 && time < 30_000, `${time}`);
    assert.deepEqual({ ...(await compareSearches(settings)), measured }, { ...same, measured });
  });

  it('refuses more probes than people', async () => {
    const settings = { people: 3, probes: 4, candidates: [8], fpir: 0.1, seed: 1 };
    await assert.rejects(compareSearches(settings), /There are 3 people, but 4 are asked for: pass at most 3 probes\./);
  });
});
