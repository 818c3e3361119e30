import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { prepareBoxes } from '../../src/grading/box/prepare';
import { connect } from '../../src/queue/connect';
import { freePort } from '../support/free-port';

const root = join(__dirname, '..', '..');

/** A real Redis with the settings that ship, on a free port, which can be killed and started again. */
export interface RealRedis {
  url: string;
  start(password?: string): Promise<void>;
  kill(): Promise<void>;
  /** Forgets everything. */
  clear(): Promise<void>;
}

/**
 * A Redis for the tests of a suite. Where there is no redis-server, or no bubblewrap, which workers ask for, the suite is skipped with a
 * sentence; with CI=true their absence is a failure.
 */
export function withRedis(): () => RealRedis {
  let redis: RealRedis | undefined;
  let folder: string;
  before(async function () {
    const installed = spawnSync('redis-server', ['--version']).error === undefined;
    const boxes = await prepareBoxes(root, 'bubblewrap').catch(() => undefined);
    if ((!installed || boxes === undefined) && process.env.CI !== 'true') {
      console.log(`      skipped: ${installed ? 'bubblewrap does not work here' : 'no redis-server is installed'} (Debian: apt-get install redis-server bubblewrap)`); // prettier-ignore
      this.skip();
    }
    folder = mkdtempSync(join(tmpdir(), 'facelab-redis-'));
    redis = await realRedis(folder);
    await redis.start();
  });
  after(async () => {
    await redis?.kill();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });
  return () => redis!;
}

/** The same outside a suite; `folder` is for its data. */
export async function realRedis(folder: string): Promise<RealRedis> {
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let server: ChildProcess | undefined;
  const config = join(root, 'deploy', 'queue', 'redis.conf');
  return {
    url,
    async start(password = '') {
      const settings = [config, '--port', String(port), '--dir', folder, '--requirepass', password];
      server = spawn('redis-server', settings, { stdio: 'ignore' });
      while (server.exitCode === null && server.signalCode === null) {
        const client = await connect(url.replace('//', `//:${password}@`)).catch(() => undefined);
        client?.disconnect();
        if (client) return;
        await sleep(100);
      }
      throw new Error('redis-server does not answer.');
    },
    async kill() {
      if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
      const gone = once(server, 'exit');
      server.kill('SIGKILL');
      await gone;
    },
    async clear() {
      const client = await connect(url);
      await client.flushall();
      client.disconnect();
    },
  };
}
