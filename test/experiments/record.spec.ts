import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Experiment, readRecords, runExperiment } from '../../src/experiments/record';
import { importClosure, sourceHash } from '../../src/experiments/source-hash';
import { formatSpread, spread } from '../../src/experiments/over-seeds';

describe('recorded experiments', () => {
  let folder: string;
  let runs: string[];
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'facelab-records-'));
    runs = [];
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const doubling = (
    configurations: Record<string, { factor: number }>,
  ): Experiment<{ factor: number }, { value: number }> => ({
    name: 'doubling',
    description: 'multiplies the seed',
    file: __filename,
    configurations,
    run: async ({ factor }, { seed }) => {
      runs.push(`${factor}/${seed}`);
      return { value: factor * seed };
    },
  });
  const settings = { two: { factor: 2 }, three: { factor: 3 } };

  it('run every configuration with every seed, and are read back', async () => {
    const experiment = doubling(settings);
    assert.deepEqual(await runExperiment(experiment, { seeds: 2, folder, engine: 'cpu' }), {
      ran: 4,
      skipped: 0,
      interrupted: false,
    });
    assert.deepEqual(runs, ['2/1', '3/1', '2/2', '3/2']);
    const { records, stale } = await readRecords(experiment, folder);
    assert.deepEqual(
      records.map(({ name, seed, result }) => [name, seed, result.value]),
      [
        ['three', 1, 3],
        ['three', 2, 6],
        ['two', 1, 2],
        ['two', 2, 4],
      ],
    );
    assert.equal(stale, undefined);
  });

  it('are not run again, unless their settings changed', async () => {
    await runExperiment(doubling(settings), { seeds: 1, folder, engine: 'cpu' });
    const changed = doubling({ ...settings, three: { factor: 4 } });
    assert.match((await readRecords(changed, folder)).stale!, /1 of 2 records of doubling are stale/);
    assert.deepEqual(await runExperiment(changed, { seeds: 2, folder, engine: 'cpu' }), {
      ran: 3,
      skipped: 1,
      interrupted: false,
    });
    assert.deepEqual(runs, ['2/1', '3/1', '4/1', '2/2', '4/2']);
    assert.equal((await readRecords(changed, folder)).stale, undefined);
  });

  it('tell how far they are, from nothing to all of it', async () => {
    const shares: number[] = [];
    await runExperiment(doubling(settings), {
      seeds: 1,
      folder,
      engine: 'cpu',
      onProgress: ({ done, share, total }) => shares.push((done + share) / total),
    });
    assert.deepEqual(
      shares,
      [...shares].sort((a, b) => a - b),
    );
    assert.equal(shares[shares.length - 1], 1);
  });

  it('keep what was done when they are interrupted', async () => {
    const controller = new AbortController();
    const onProgress = ({ share, name }: { share: number; name: string }): void => {
      if (share === 1 && name === 'two') controller.abort();
    };
    const outcome = await runExperiment(doubling(settings), {
      seeds: 2,
      folder,
      engine: 'cpu',
      signal: controller.signal,
      onProgress,
    });
    assert.deepEqual(outcome, { ran: 1, skipped: 0, interrupted: true });
    assert.deepEqual(readdirSync(path.join(folder, 'doubling')), ['two-seed1.json']);
  });

  it('say in a sentence what is missing or broken', async () => {
    const experiment = doubling(settings);
    await assert.rejects(
      readRecords(experiment, folder),
      /There are no records of the experiment doubling: run npx facelab experiment doubling/,
    );
    await assert.rejects(
      runExperiment(experiment, { seeds: 1, only: ['four'], folder, engine: 'cpu' }),
      /has no configuration "four": it has two, three/,
    );
    await runExperiment(experiment, { seeds: 1, only: ['two'], folder, engine: 'cpu' });
    writeFileSync(path.join(folder, 'doubling', 'two-seed1.json'), '{');
    await assert.rejects(readRecords(experiment, folder), /cannot be read .* delete it and run the experiment again/);
  });

  it('depend on the code that they import, not on its comments', () => {
    const files = [path.join(folder, 'a.ts'), path.join(folder, 'b.ts')];
    writeFileSync(files[0], "import { b } from './b';\nexport const a = b + 1;\n");
    writeFileSync(files[1], 'export const b = 1;\n');
    assert.deepEqual(importClosure(files[0]), files);
    const before = sourceHash(files[0]);
    writeFileSync(files[1], '/** One. */\nexport const b   = 1;\n');
    assert.equal(sourceHash(files[0]), before);
    writeFileSync(files[1], 'export const b = 2;\n');
    assert.notEqual(sourceHash(files[0]), before);
    assert.ok(readFileSync(files[0], 'utf8').includes('./b'));
  });

  it('do not depend on what is imported for its types', () => {
    const files = ['a.ts', 'b.ts'].map((name) => path.join(folder, name));
    writeFileSync(files[0], "import { B } from './b';\nexport const a = (b: B): number => b.value;\n");
    writeFileSync(files[1], 'export interface B {\n  value: number;\n}\n');
    assert.deepEqual(importClosure(files[0]), [files[0]]);
  });

  it('spread over seeds is mean and sample deviation', () => {
    assert.deepEqual(spread([1, 2, 3]), { mean: 2, deviation: 1, low: 1, high: 3, count: 3 });
    assert.equal(spread([5]).deviation, 0);
    assert.equal(formatSpread({ mean: 0.9534, deviation: 0.0041, low: 0, high: 1, count: 5 }), '0.953 ± 0.004');
  });
});
