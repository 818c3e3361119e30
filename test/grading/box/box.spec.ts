import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { join } from 'node:path';
import type { Reply } from '../../../src/grading/box/answer';
import { prepareFolder } from '../../../src/grading/box/bundle';
import { prepareBoxes, type BoxMaker } from '../../../src/grading/box/prepare';
import { startBox, type Box } from '../../../src/grading/box/box';
import { protections, type Protection } from '../../../src/grading/box/protection';
import { defaultLimits } from '../../../src/grading/box/watch';
import { runs } from '../../support/runs';

const root = join(__dirname, '../../..');

/**
 * A runner with all of Node in its hands, as if a student's code had broken out of the real one: it says what it could do. The walls must
 * hold without the runner's help.
 */
const probe = (outside: string, port: number, local: string): string => `
const fs = require('fs');
const tries = {
  'read a file': () => fs.readFileSync(${JSON.stringify(join(root, 'package.json'))}),
  'list a folder': () => fs.readdirSync(${JSON.stringify(join(root, 'solutions'))}),
  'write a file': () => fs.writeFileSync(${JSON.stringify(outside)}, 'x'),
  'write beside the runner': () => fs.writeFileSync(process.argv[2] + '/x', 'x'),
  'start a process': () => { const done = require('child_process').spawnSync(process.execPath, ['-v']); if (done.error) throw done.error; },
  'start a shell': () => { require('child_process').execSync('id'); },
  'fork': () => { for (let i = 0; i < 3; i++) require('child_process').fork(__filename); },
  'start a thread': () => { new (require('worker_threads').Worker)('1', { eval: true }); },
  'see the environment': () => { if (!process.env.PATH && !process.env.HOME) throw { code: 'EMPTY' }; },
};
const could = [];
for (const [what, attempt] of Object.entries(tries)) { try { attempt(); could.push(what); } catch {} }
const connect = () => new Promise((done) => {
  const socket = require('net').connect(${port}, '127.0.0.1', () => { could.push('open a socket'); socket.destroy(); done(); });
  socket.on('error', () => done());
});
const local = () => new Promise((done) => {
  const socket = require('net').connect(${JSON.stringify(local)}, () => { could.push('open a local socket'); socket.destroy(); done(); });
  socket.on('error', () => done());
});
const listen = () => new Promise((done) => {
  const server = require('net').createServer().on('error', () => done());
  server.listen(${JSON.stringify(local)} + '.made', () => { could.push('make a local socket'); server.close(done); });
});
connect().then(local).then(listen).then(() => {
  fs.writeSync(4, 'ready\\n');
  const chunk = Buffer.alloc(65536);
  const nonce = JSON.parse(chunk.toString('utf8', 0, fs.readSync(3, chunk))).nonce;
  fs.writeSync(4, nonce + ' ' + JSON.stringify({ kind: 'value', value: could, inputs: [] }) + '\\n');
  setInterval(() => {}, 1000);
});
`;

/** A runner that sends a line of its own instead of an answer. */
const forger = (line: string): string => `
const fs = require('fs');
fs.writeSync(4, 'ready\\n');
fs.readSync(3, Buffer.alloc(65536));
fs.writeSync(4, ${line});
setInterval(() => {}, 1000);
`;

async function maker(protection: Protection): Promise<BoxMaker | undefined> {
  return prepareBoxes(root, protection).catch(() => undefined);
}

describe('boxes', function () {
  this.timeout(60_000);
  const work = mkdtempSync(join(tmpdir(), 'facelab-box-'));
  let server: Server;
  let localServer: Server;
  const local = join(work, 'local.sock');
  let port = 0;

  before((done) => {
    localServer = createServer((socket) => socket.destroy()).listen(local);
    server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1', () => {
      port = (server.address() as { port: number }).port;
      done();
    });
  });
  after(() => {
    server.close();
    localServer.close();
    rmSync(work, { recursive: true, force: true });
  });

  const run = async (protection: Protection, runner: string): Promise<Reply> => {
    const folder = mkdtempSync(join(work, 'runner-'));
    writeFileSync(join(folder, 'runner.js'), runner);
    mkdirSync(join(folder, 'root'));
    const box = await startBox(protection, folder, defaultLimits);
    const reply = await box.ask({ load: '', file: '' });
    await box.end();
    return reply;
  };
  const value = (reply: Reply): unknown =>
    reply.kind === 'answer' && reply.answer.kind === 'value' ? reply.answer.value : reply;

  // What is left open by each is what its text says.
  const open: Record<Protection, string[]> = {
    bubblewrap: [],
    namespaces: [],
    permissions: ['open a socket', 'open a local socket', 'make a local socket'],
  };
  for (const protection of protections) {
    it(`${protection} keeps out what it says, even from code that has all of Node`, async function () {
      if ((await maker(protection)) === undefined) return this.skip();
      const outside = join(work, 'written');
      assert.deepEqual(value(await run(protection, probe(outside, port, local))), open[protection]);
      assert.equal(existsSync(outside), false);
    });
  }

  it('counts no line that was forged without the nonce, and nothing out of format', async () => {
    const forged = JSON.stringify({ kind: 'value', value: 8, inputs: [] });
    for (const line of [forged, `${'0'.repeat(32)} ${forged}`, 'ready', '']) {
      const reply = await run((await prepareBoxes(root)).protection, forger(JSON.stringify(`${line}\n`)));
      assert.deepEqual(reply.kind === 'ended' && reply.verdict.outcome, 'broke the rules', line);
    }
  });

  it('reads no endless answer', async () => {
    const { protection } = await prepareBoxes(root);
    const reply = await run(protection, forger("'x'.repeat(1 << 22) + 'x'.repeat(1 << 22) + 'x'.repeat(1 << 22)"));
    assert.equal(reply.kind === 'ended' && reply.verdict.outcome, 'broke the rules');
  });

  it('ends everything when it ends', async () => {
    const { start } = await prepareBoxes(root);
    const box: Box = await start({ ...defaultLimits, idleSeconds: 0.5 });
    await box.ask({
      load: 'exports.f = () => { setInterval(() => {}, 10); return new Promise(() => {}); };',
      file: 'f.ts',
    });
    const reply = await box.ask({ name: 'f', call: { inputs: [] } });
    assert.equal(reply.kind === 'ended' && reply.verdict.outcome, 'timeout');
    assert.equal(box.ended, true);
    const after = await box.ask({ name: 'f', call: { inputs: [] } });
    assert.equal(after.kind, 'ended');
  });

  const outlives = async (protection: Protection, path: string | undefined): Promise<void> => {
    const grader = spawn(process.execPath, ['--require', 'tsx/cjs', join(__dirname, 'endless.ts'), protection], {
      cwd: root,
      env: { ...process.env, PATH: path },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const pids = await new Promise<number[]>((resolve) =>
      grader.stdout.once('data', (data: Buffer) => resolve(JSON.parse(data.toString()))),
    );
    assert.ok(pids.length > 1 && pids.every(runs), String(pids));
    grader.kill('SIGKILL');
    for (let wait = 0; wait < 200 && pids.some(runs); wait++) await setTimeout(50);
    assert.deepEqual(pids.filter(runs), []);
  };
  for (const protection of protections) {
    it(`${protection}: what runs in it ends with the grader, however that ends`, async function () {
      if ((await maker(protection)) === undefined) return this.skip();
      await outlives(protection, process.env.PATH);
    });
  }

  it('what runs ends with the grader where there is no setpriv, too', async function () {
    if (process.platform !== 'linux') return this.skip();
    await outlives('permissions', join(work, 'nothing'));
  });

  it('a box that ends by itself is over at once where there is no setpriv, too', async () => {
    const path = process.env.PATH;
    process.env.PATH = join(work, 'nothing');
    try {
      const { start } = await prepareBoxes(root, 'permissions');
      const box = await start(defaultLimits);
      const reply = await box.ask({ load: 'process.exit(7);', file: 'f.ts' });
      assert.match(reply.kind === 'ended' ? reply.verdict.reason : '', /exit code 7/);
      assert.equal(box.ended, true);
    } finally {
      process.env.PATH = path;
    }
  });

  it('says which protection is active, and refuses one that there is not', async () => {
    assert.ok(protections.includes((await prepareBoxes(root)).protection));
    const path = process.env.PATH;
    process.env.PATH = join(work, 'nothing');
    try {
      await assert.rejects(
        prepareBoxes(root, 'bubblewrap'),
        /protection "bubblewrap" does not work on this machine.*Nothing was run/,
      );
      assert.equal((await prepareBoxes(root)).protection, 'permissions');
    } finally {
      process.env.PATH = path;
    }
  });

  it('lets root fall below bubblewrap only when asked to, where the code is strangers’', async () => {
    const path = process.env.PATH;
    process.env.PATH = join(work, 'nothing');
    try {
      const strangers = { strangers: true, asRoot: true };
      await assert.rejects(prepareBoxes(root, undefined, strangers), /root can do everything.*--protection namespaces/);
      assert.equal((await prepareBoxes(root, 'permissions', strangers)).protection, 'permissions');
      assert.equal((await prepareBoxes(root, undefined, { strangers: true, asRoot: false })).protection, 'permissions');
    } finally {
      process.env.PATH = path;
    }
  });

  it('remakes a file of its cache that is damaged, and every user may read it', () => {
    // Of a clone of its own: others grade with the cache of this one meanwhile.
    const clone = join(work, 'clone');
    mkdirSync(clone);
    for (const name of ['src', 'node_modules']) symlinkSync(join(root, name), join(clone, name));
    const folder = prepareFolder(clone);
    const file = join(folder, 'tfjs.js');
    const whole = readFileSync(file);
    truncateSync(file, whole.length / 2);
    assert.equal(prepareFolder(clone), folder);
    assert.ok(readFileSync(file).equals(whole));
    const modes = ['', ...readdirSync(folder)].map((name) => statSync(join(folder, name)).mode);
    assert.ok(modes.every((mode) => (mode & 0o444) === 0o444));
  });
});
