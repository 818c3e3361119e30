import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { threadsOfJob } from '../../src/queue/apart';
import { runAtOnce, type AtOnceOptions } from '../../src/queue/run-at-once';
import { slow } from './slow-experiments';

const experiments = join(__dirname, 'slow-experiments.ts');

describe('several runs at a time on one machine', function () {
  this.timeout(60_000);
  let folder: string;
  const log = (): string[] => {
    const file = join(folder, 'log');
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'at-once-'));
    process.env.FACELAB_TEST_LOG = join(folder, 'log');
  });
  afterEach(() => {
    delete process.env.FACELAB_TEST_LOG;
    rmSync(folder, { recursive: true });
  });

  const run = (options: Partial<AtOnceOptions>): ReturnType<typeof runAtOnce> =>
    runAtOnce(slow as never, { jobs: 2, seeds: 2, only: ['two', 'three'], folder, experiments, ...options });

  const values = (): unknown[] =>
    readdirSync(join(folder, 'slow')).map(
      (file) => JSON.parse(readFileSync(join(folder, 'slow', file), 'utf8')).result.value,
    );

  it('records what one after the other records, and nothing twice', async () => {
    const reports: number[] = [];
    const onProgress = (done: number): unknown => reports.push(done);
    assert.deepEqual(await run({ onProgress }), { ran: 4, skipped: 0, failed: [], interrupted: false });
    assert.deepEqual(values(), [3, 6, 2, 4]); // three-seed1, three-seed2, two-seed1, two-seed2
    assert.deepEqual(reports, [0, 1, 2, 3, 4]);
    assert.deepEqual(await run({ jobs: 1 }), { ran: 0, skipped: 4, failed: [], interrupted: false });
    assert.equal(log().length, 8);
  });

  it('has two runs under way and never three', async () => {
    const outcome = await run({ only: ['together'], seeds: 3 });
    assert.deepEqual(outcome, { ran: 3, skipped: 0, failed: [], interrupted: false });
    let [open, most] = [0, 0];
    for (const line of log()) most = Math.max(most, (open += line.startsWith('begin') ? 1 : -1));
    assert.equal(most, 2);
  });

  it('names the run that failed with its reason and goes on', async () => {
    const failed = [{ run: 'broken, seed 1', reason: 'The disk is made of cheese.' }];
    const outcome = await run({ seed: 1, only: ['broken', 'two'] });
    assert.deepEqual(outcome, { ran: 1, skipped: 0, failed, interrupted: false });
    assert.deepEqual(values(), [2]);
  });

  it('stops on a signal and leaves no process and no half record', async () => {
    const stop = new AbortController();
    const running = run({ only: ['two', 'forever'], seed: 1, signal: stop.signal });
    while (!log().includes('begin 1/1') || !log().includes('end 2/1')) await sleep(50);
    while (!existsSync(join(folder, 'slow'))) await sleep(50);
    stop.abort();
    assert.deepEqual(await running, { ran: 1, skipped: 0, failed: [], interrupted: true });
    assert.deepEqual(readdirSync(join(folder, 'slow')), ['two-seed1.json']);
  });

  it('shares the threads of the processor out, one at least', () => {
    assert.equal(threadsOfJob(1), availableParallelism());
    assert.equal(threadsOfJob(10_000), 1);
  });
});
