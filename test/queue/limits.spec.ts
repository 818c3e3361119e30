import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Apart, type JobLimits } from '../../src/queue/apart';
import { connect } from '../../src/queue/connect';
import type { Task } from '../../src/queue/job';
import { experimentId } from '../../src/queue/perform';
import { withRedis } from './redis';
import { slow } from './slow-experiments';

describe('the limits of a job', function () {
  this.timeout(60_000);
  const roomy: JobLimits = { minutes: 1, memoryMiB: 1024 };
  const taskOf = (name: string): Task => {
    const run = { name, seed: 4 };
    return { id: experimentId(slow as never, run), job: { kind: 'experiment', experiment: 'slow', ...run } };
  };
  const experiments = join(__dirname, 'slow-experiments.ts');
  let child: Apart;
  beforeEach(() => (child = new Apart(roomy, 2)));
  afterEach(() => child.end());

  const reasonOf = async (name: string, limits: Partial<JobLimits>): Promise<string> => {
    const order = { task: taskOf(name), experiments };
    const { signal } = new AbortController();
    return child.do(order, { ...roomy, ...limits }, signal).then(
      (record) => JSON.stringify((record as { result: unknown }).result),
      (error) => `${error.name}, ${error.final ? 'final' : 'again'}: ${error.message}`,
    );
  };

  it('let a job end that keeps them, and the process does another', async () => {
    assert.equal(await reasonOf('two', {}), '{"value":8}');
    assert.equal(await reasonOf('three', {}), '{"value":12}');
    assert.equal(child.alive, true);
  });

  it('stop one that takes too long, with a sentence', async () => {
    const reason = await reasonOf('forever', { minutes: 0.02 });
    assert.equal(reason, 'JobError, final: It took more than 0.02 minutes and was stopped.');
    assert.equal(child.alive, false);
  });

  it('stop one that takes too much memory, with a sentence', async () => {
    // Node alone takes more.
    const reason = await reasonOf('forever', { memoryMiB: 20 });
    assert.equal(reason, 'JobError, final: It took more than 20 MiB of memory and was stopped.');
  });
});

describe('a Redis with a password', function () {
  this.timeout(60_000);
  const redis = withRedis();

  it('lets in whoever gives it, and tells others what is missing', async () => {
    await redis().kill();
    await redis().start('secret');
    const address = (password: string): string => redis().url.replace('//', `//${password}@`);
    const client = await connect(address(':secret'));
    assert.equal(await client.ping(), 'PONG');
    client.disconnect();
    const refusal = /refuses the password: give the right one as redis:\/\/:PASSWORD@HOST:PORT\.$/;
    for (const wrong of [redis().url, address(':wrong')]) await assert.rejects(connect(wrong), refusal);
  });
});
