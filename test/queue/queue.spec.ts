import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { runExperiment } from '../../src/experiments/record';
import { connect, withoutPassword } from '../../src/queue/connect';
import { runQueuedExperiment, type QueuedOptions } from '../../src/queue/run-experiment';
import { cancelAll, queueStates } from '../../src/queue/state';
import { queueText } from '../../src/queue/state-text';
import { freePort } from '../support/free-port';
import { withRedis } from './redis';
import { experiments as known, slow } from './slow-experiments';
import { withWorkers } from './workers';

const experiments = join(__dirname, 'slow-experiments.ts');

describe('a queue of runs', function () {
  this.timeout(300_000);
  const redis = withRedis();
  const { startWorker, kill, inFolder, lines, letEnd, until } = withWorkers(redis);

  const run = (options: Partial<QueuedOptions>): ReturnType<typeof runQueuedExperiment> =>
    runQueuedExperiment(known[0] as never, {
      seeds: 3,
      only: ['two', 'three'],
      folder: inFolder('records'),
      store: inFolder('mine'),
      experiments,
      url: redis().url,
      ...options,
    });

  /** The records of a folder, without what a clock tells. */
  const records = (name: string): Map<string, unknown> => {
    const below = inFolder(name, 'slow');
    const read = (file: string): object => JSON.parse(readFileSync(join(below, file), 'utf8'));
    return new Map(readdirSync(below).map((file) => [file, { ...read(file), seconds: 0, engine: '' }]));
  };

  it('gives the records of a run without one, though a worker is killed and the Redis started again', async () => {
    await runExperiment(slow, { seeds: 3, only: ['two', 'three'], folder: inFolder('alone'), engine: '' });
    const [first] = [await startWorker({ patience: 3 }), await startWorker({ patience: 3 })];
    const notes: string[] = [];
    const count = (word: string): number => lines().filter((line) => line.startsWith(word)).length;
    const ofRedis = (): string[] => notes.filter((note) => note.startsWith('The Redis at'));
    letEnd(0);
    const queued = run({ onNote: (text) => notes.push(text) });
    await until(() => count('begin') === 2);
    await kill(first.process);
    letEnd(2);
    await until(() => count('end') === 2);
    await redis().kill();
    await until(() => ofRedis().length === 1);
    await redis().start();
    letEnd(Infinity);
    assert.deepEqual(await queued, { ran: 6, skipped: 0, failed: [], interrupted: false });
    assert.deepEqual(records('records'), records('alone'));
    const ends = lines().filter((line) => line.startsWith('end'));
    assert.deepEqual(ends.sort(), ['end 2/1', 'end 2/2', 'end 2/3', 'end 3/1', 'end 3/2', 'end 3/3']);
    assert.match(ofRedis().join('\n'), /^The Redis at redis:\/\/127.* is gone: waiting.*\n.* is back\.$/);

    // What is known is asked of nobody; what another has forgotten comes from the store.
    assert.deepEqual(await run({}), { ran: 0, skipped: 6, failed: [], interrupted: false });
    rmSync(inFolder('records'), { recursive: true });
    await kill();
    assert.deepEqual(await run({}), { ran: 6, skipped: 0, failed: [], interrupted: false });
    assert.equal(lines().filter((line) => line.startsWith('end')).length, 6);
  });

  it('tells why a run failed, after three attempts, and what waits', async () => {
    const notes: string[] = [];
    const queued = run({ seeds: 1, only: ['broken', 'two'], onNote: (text) => notes.push(text) });
    const connection = await connect(redis().url);
    try {
      await until(async () => (await queueStates(connection))[0]?.waiting === 2);
      const text = queueText(await queueStates(connection), '');
      assert.match(
        text,
        /: 0 workers, 2 jobs wait, 0 run, .* 0 failed\n {2}waits longest: slow: (broken|two), seed 1, \d+ s$/,
      );
      assert.match(
        notes[0],
        /^Nobody works at redis:\/\/127\.0\.0\.1:\d+ yet: start npx facelab worker --queue redis:/,
      );
      await startWorker();
      const outcome = await queued;
      assert.deepEqual(
        [outcome.ran, outcome.failed],
        [1, [{ run: 'broken, seed 1', reason: 'The disk is made of cheese.' }]],
      );
      assert.equal(lines().filter((line) => line === 'begin 0/1').length, 3);
      assert.match(
        queueText(await queueStates(connection), ''),
        /1 workers, .* 1 failed\n {2}failed: slow: broken, seed 1, attempt 3: The disk is made of cheese\.$/,
      );
    } finally {
      connection.disconnect();
    }
  });

  it('has nothing done by workers with other sources, and says so', async () => {
    await startWorker();
    await assert.rejects(
      run({ experiments: undefined }),
      /^InputError: The workers at redis:.* have other sources \(version [0-9a-f]{16}\) than this folder \(version [0-9a-f]{16}\): bring both to the same commit/,
    );
    assert.deepEqual(lines(), []);
  });

  it('is asked, watched and served by the command itself', async () => {
    const facelab = (...args: string[]): ReturnType<typeof spawn> =>
      spawn(process.execPath, [join(__dirname, '..', '..', 'scripts', 'facelab.js'), ...args, '--queue', redis().url], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
    const worker = facelab('worker', '--store', inFolder('store'));
    let said = '';
    worker.stderr!.on('data', (text) => (said += text));
    await until(() => /^Worker of version [0-9a-f]{16} at redis:.*: 1 at a time\.$/m.test(said));
    const [text] = (await once(facelab('queue').stdout!, 'data')) as [Buffer];
    assert.match(
      String(text),
      /^Version [0-9a-f]{16}: 1 workers, 0 jobs wait, 0 run, 0 wait for another attempt, 0 failed\n$/,
    );
    const gone = once(worker, 'exit');
    worker.kill('SIGINT');
    assert.deepEqual(await gone, [130, null]);
  });

  it('ends what nobody wants any more', async () => {
    await startWorker();
    const stop = new AbortController();
    const queued = run({ seeds: 2, only: ['forever'], signal: stop.signal });
    await until(() => lines().length === 1);
    stop.abort();
    assert.equal((await queued).interrupted, true);
    const connection = await connect(redis().url);
    try {
      const mine = async (): Promise<boolean> => {
        const [{ waiting, running }] = await queueStates(connection);
        return waiting + running.length === 0;
      };
      await until(mine);
      // The worker is free again, and cancelled runs may be asked for again.
      const again = run({ seeds: 2, only: ['forever'] });
      await until(() => lines().length === 2);
      assert.equal(await cancelAll(connection), 2);
      const reason = 'Cancelled by facelab queue --cancel.';
      assert.deepEqual(
        (await again).failed.map((each) => each.reason),
        [reason, reason],
      );
    } finally {
      connection.disconnect();
    }
  });
});

describe('a command that uses no queue', () => {
  it('loads nothing that speaks to Redis', () => {
    const load = `require('./src/cli/program').facelabProgram();
      console.log(Object.keys(require.cache).filter((file) => /node_modules.(bullmq|ioredis)/.test(file)).length);`;
    const options = ['--require', 'tsx/cjs', '--eval', load];
    const { stdout, stderr } = spawnSync(process.execPath, options, {
      cwd: join(__dirname, '..', '..'),
      encoding: 'utf8',
    });
    assert.equal(stdout.trim().split('\n').at(-1), '0', stderr);
  });
});

describe('the address of a queue', () => {
  it('is one of a Redis that answers, or the sentence says why not', async () => {
    await assert.rejects(
      connect('localhost:6379'),
      /^InputError: --queue is "localhost:6379", but it must be the address of a Redis/,
    );
    await assert.rejects(
      connect('http://localhost'),
      /must be the address of a Redis, such as redis:\/\/127\.0\.0\.1:6379\.$/,
    );
    const port = await freePort();
    await assert.rejects(
      connect(`redis://:secret@127.0.0.1:${port}`),
      new RegExp(`^InputError: No Redis answers at redis://127.0.0.1:${port} \\(ECONNREFUSED\\): start one with`),
    );
    const server = createServer((_, response) => response.end('hello')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port: web } = server.address() as AddressInfo;
    await assert.rejects(connect(`redis://127.0.0.1:${web}`), /What answers at .* is no Redis|No Redis answers/);
    server.close();
    server.closeAllConnections();
  });

  it('is looked at even where every run is recorded', async () => {
    const nothingLeft = { seeds: 0, url: 'nonsense' };
    await assert.rejects(runQueuedExperiment(known[0] as never, nothingLeft), /--queue is "nonsense", but it must be/);
  });

  it('is shown without the password', () => {
    assert.equal(withoutPassword('rediss://ada:secret@queue.example:6380/2'), 'rediss://queue.example:6380/2');
  });
});
