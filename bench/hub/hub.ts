/*
 * Starts the hub of `npm run hub` for a test or a measurement, in a folder of its own.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { root } from '../../src/workshop/python';
import type { Hub } from './user';

export interface RunningHub extends Hub {
  folder: string;
  /** What `npm run hub` printed. */
  printed(): string;
  /** Ctrl-C, until it has ended. */
  stop(): Promise<number | null>;
}

export async function startHub(folder: string, options: string[], environment = {}): Promise<RunningHub> {
  const token = randomBytes(24).toString('hex');
  const port = await freePort();
  const args = [join(root, 'deploy', 'hub', 'start.js'), '--folder', folder, '--port', String(port), ...options];
  const hub = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, FACELAB_HUB_TOKEN: token, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [hub.stdout, hub.stderr]) stream.setEncoding('utf8').on('data', (part) => (text += part));
  const ended = new Promise<number | null>((resolve) => hub.on('exit', (code) => resolve(code)));
  const isUp = await new Promise<boolean>((resolve) => {
    const look = setInterval(() => {
      if (!text.includes('to stop')) return;
      clearInterval(look);
      resolve(true);
    }, 100);
    void ended.then(() => (clearInterval(look), resolve(false)));
  });
  if (!isUp) throw new Error(`The hub did not start:\n${text}`);
  const stop = (): Promise<number | null> => {
    hub.kill('SIGINT');
    return ended;
  };
  return { address: `http://127.0.0.1:${port}`, token, folder, printed: () => text, stop };
}

/** What the hub and its servers wrote. */
export const hubLog = (folder: string): string => readFileSync(join(folder, 'state', 'hub.log'), 'utf8');

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
