import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { inWorkers, startWorker, workerCount } from '../../src/data/workers';

const file = resolve(__dirname, 'echo-worker.ts');
const root = resolve(__dirname, '../..');

describe('inWorkers', () => {
  it('hands out every job once and gives each answer with its job', async () => {
    const answers = new Map<number, number>();
    const progress: number[][] = [];
    await inWorkers<number, number>(file, [1, 2, 3, 4, 5], (answer, job) => answers.set(job, answer), {
      onProgress: (done, total) => progress.push([done, total]),
    });
    assert.deepEqual(
      progress,
      [1, 2, 3, 4, 5].map((done) => [done, 5]),
    );
    assert.deepEqual(
      [...answers].sort((a, b) => a[0] - b[0]),
      [
        [1, 1],
        [2, 4],
        [3, 9],
        [4, 16],
        [5, 25],
      ],
    );
  });

  it('does nothing when there is nothing to do', async () => {
    await inWorkers(file, [], () => assert.fail('no job, no answer'));
  });

  it('fails when a thread fails, when the handler fails and when it is interrupted', async () => {
    await assert.rejects(
      inWorkers<number, number>(file, [1, 13], () => undefined),
      /13 is unlucky/,
    );
    const failing = (): never => {
      throw new Error('handler');
    };
    await assert.rejects(inWorkers<number, number>(file, [1, 2], failing), /handler/);
    const controller = new AbortController();
    const interrupted = inWorkers<number, number>(
      file,
      Array.from({ length: 10_000 }, (_, i) => i + 20),
      () => controller.abort(new Error('enough')),
      { signal: controller.signal },
    );
    await assert.rejects(interrupted, /enough/);
  });

  it('lets threads that have done their work take more, and no others', async () => {
    let started = 0;
    const count = (): void => void started++;
    process.on('worker', count);
    try {
      const answers: number[] = [];
      const ask = (jobs: number[]): Promise<void> =>
        inWorkers<number, number>(file, jobs, (answer) => answers.push(answer), { threads: 1 });
      await ask([2]);
      const before = started;
      await ask([3, 4]);
      assert.equal(started, before, 'the thread of before');
      assert.deepEqual(answers, [4, 9, 16]);
      await assert.rejects(ask([13]), /13 is unlucky/);
      await assert.rejects(
        inWorkers<number, number>(file, [1, 13], () => undefined),
        /13 is unlucky/,
      );
      await ask([5]);
      assert.ok(started > before, 'a thread that failed is not asked again');
      assert.equal(answers[answers.length - 1], 25);
    } finally {
      process.off('worker', count);
    }
  });

  it('starts at least one thread', () => {
    assert.ok(workerCount() >= 1);
  });
});

describe('startWorker', () => {
  it('reads TypeScript in this process', async () => {
    const worker = startWorker(file);
    const answer = new Promise((resolve) => worker.once('message', resolve));
    worker.postMessage(7);
    assert.equal(await answer, 49);
    await worker.terminate();
  });

  it('reads TypeScript from a process of the facelab command', async function () {
    this.timeout(120_000);
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [
        '--require',
        'tsx/cjs',
        '--eval',
        `require('./src/data/celebrities/render').renderCelebrities({ identities: 25, picturesEach: 4, size: 16, seed: 1 })
          .then((faces) => console.log(faces.count))`,
      ],
      { cwd: root },
    );
    assert.equal(stdout.trim(), '100');
  });
});
