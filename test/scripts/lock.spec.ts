import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

const lockScript = path.resolve(__dirname, '..', '..', 'scripts', 'common', 'lock.js');
const { withLock } = require(lockScript) as {
  withLock<T>(
    file: string,
    work: () => Promise<T>,
    options?: { onWait?: (pid: number) => void; pollMs?: number },
  ): Promise<T>;
};

describe('the lock of the bootstrap', function () {
  this.timeout(30_000);
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'facelab-lock-'));
    file = path.join(folder, 'lock');
  });

  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('gives back what the work returns, and goes away', async () => {
    assert.equal(await withLock(file, async () => fs.readFileSync(file, 'utf8')), String(process.pid));
    assert.deepEqual(fs.readdirSync(folder), []);
  });

  it('goes away when the work fails', async () => {
    await assert.rejects(
      withLock(file, async () => {
        throw new Error('no disk');
      }),
      /no disk/,
    );
    assert.deepEqual(fs.readdirSync(folder), []);
  });

  it('lets one process at a time in', async () => {
    // Each process reads a counter, waits, and writes it back increased: with two at once a count would be lost.
    const counter = path.join(folder, 'counter');
    fs.writeFileSync(counter, '0');
    const code = `
      const { withLock } = require(${JSON.stringify(lockScript)});
      const fs = require('node:fs');
      withLock(${JSON.stringify(file)}, async () => {
        const count = Number(fs.readFileSync(${JSON.stringify(counter)}, 'utf8'));
        await new Promise((resolve) => setTimeout(resolve, 60));
        fs.writeFileSync(${JSON.stringify(counter)}, String(count + 1));
      }, { pollMs: 5 });`;
    const codes = await Promise.all(
      Array.from(
        { length: 4 },
        () => new Promise((resolve) => spawn(process.execPath, ['--eval', code]).on('exit', resolve)),
      ),
    );
    assert.deepEqual(codes, [0, 0, 0, 0]);
    assert.equal(fs.readFileSync(counter, 'utf8'), '4');
  });

  it('tells whom it waits for', async () => {
    const waiting: number[] = [];
    const owner = spawn(process.execPath, ['--eval', 'process.stdin.resume()']);
    fs.writeFileSync(file, String(owner.pid));
    const onWait = (pid: number): void => {
      waiting.push(pid);
      owner.stdin.end(); // and so does the owner
    };
    await withLock(file, async () => {}, { onWait, pollMs: 10 });
    assert.deepEqual(waiting, [owner.pid]);
  });

  it('is taken over from a process that was killed', async () => {
    const dead = spawnSync(process.execPath, ['--eval', '0']);
    fs.writeFileSync(file, String(dead.pid));
    assert.equal(await withLock(file, async () => 'mine', { pollMs: 10 }), 'mine');
  });

  it('is taken over when its process id lives on as somebody else', async () => {
    fs.writeFileSync(file, String(process.ppid));
    const old = new Date(Date.now() - 60_000);
    fs.utimesSync(file, old, old);
    assert.equal(await withLock(file, async () => 'mine', { pollMs: 10 }), 'mine');
  });
});
