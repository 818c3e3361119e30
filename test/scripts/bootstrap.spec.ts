import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import * as fs from 'node:fs';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { mountSmallDisk } from '../support/small-disk';

const root = path.resolve(__dirname, '..', '..');

/** What the bootstrap needs of a clone. */
function cloneInto(folder: string): void {
  for (const name of ['scripts', 'package.json', 'package-lock.json', 'requirements.txt', '.npmrc'])
    fs.cpSync(path.join(root, name), path.join(folder, name), { recursive: true });
}

interface Ended {
  code: number | null;
  out: string;
  err: string;
  /** How often the registry was asked for what. */
  requests: Map<string, number>;
}

describe('a first start', function () {
  this.timeout(300_000);
  let folder: string;

  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'facelab-first-'));
    cloneInto(folder);
  });
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  async function bootstrap(clone: string, more = {}): Promise<{ child: ChildProcess; ended: Promise<Ended> }> {
    const run: Ended = { code: null, out: '', err: '', requests: new Map() };
    // A registry of its own, which hangs up on everybody: what a killed one still asks for is not counted with the next.
    const server = http.createServer((request) => {
      run.requests.set(request.url!, (run.requests.get(request.url!) ?? 0) + 1);
      request.socket.destroy();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const registry = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const env = {
      ...process.env,
      FACELAB_ENGINE: 'tensorflow',
      npm_config_registry: registry,
      npm_config_cache: path.join(folder, 'npm-cache'),
      PIP_INDEX_URL: registry,
      PIP_EXTRA_INDEX_URL: '',
      PIP_NO_CACHE_DIR: '1',
      NO_PROXY: '127.0.0.1',
      no_proxy: '127.0.0.1',
      ...more,
    };
    const child = spawn(process.execPath, [path.join(clone, 'scripts', 'bootstrap.js')], { cwd: clone, env });
    child.stdout.on('data', (text) => (run.out += text));
    child.stderr.on('data', (text) => (run.err += text));
    const ended = new Promise<Ended>((resolve) =>
      child.on('close', (code) => {
        server.close();
        resolve({ ...run, code });
      }),
    );
    return { child, ended };
  }

  it('that was killed while Python made its environment makes it anew, and without a network says so after few tries', async function () {
    if (process.platform === 'win32') this.skip();
    const venv = path.join(folder, '.venv');
    // A Python that never gets beyond the first file of an environment: -m venv FOLDER.
    const slow = path.join(folder, 'slow-python');
    const script = '[ "$1" = -c ] && echo 3.12 && exit\nmkdir "$3/bin" && touch "$3/bin/python" && exec sleep 600\n';
    fs.writeFileSync(slow, `#!/bin/sh\n${script}`, { mode: 0o755 });
    const killed = await bootstrap(folder, { FACELAB_BASE_PYTHON: slow });
    while (!fs.existsSync(path.join(venv, 'bin', 'python')) && killed.child.exitCode === null)
      await new Promise((resolve) => setTimeout(resolve, 20));
    killed.child.kill('SIGKILL');
    assert.equal((await killed.ended).code, null);

    const { code, out, err, requests } = await (await bootstrap(folder)).ended;
    assert.equal(code, 1);
    assert.match(out, /✓ Python environment/);
    assert.ok(fs.existsSync(path.join(venv, 'bin', 'pip')));
    assert.equal(fs.existsSync(path.join(venv, 'making')), false);
    assert.match(
      err,
      /^facelab: npm could not install the packages of package-lock\.json\.\nCheck the network \(or the proxy settings of npm\) and the free disk space, then start again\.\n$/,
    );
    assert.match(out, /✗ JupyterLab: pip could not install JupyterLab\.\n +Check the network/);
    assert.match(out, /✗ TensorFlow .*: The TensorFlow .* wheel .* could not be downloaded\.\n +Check the network/);
    const tries = [...requests].filter(([address]) => /^\/(zeromq|tensorflow.*)$/.test(address));
    assert.deepEqual(
      tries.map(([, count]) => count),
      [4, 4],
      JSON.stringify(tries),
    );
  });

  it('on a disk that is full or read-only says so, with the remedy', async function () {
    const disk = mountSmallDisk(3072);
    if (typeof disk === 'string') {
      console.log(`      ${disk}`);
      return this.skip();
    }
    try {
      cloneInto(disk.folder);
      const full = await (await bootstrap(disk.folder)).ended;
      assert.equal(full.code, 1);
      assert.match(full.out, /✗ Python environment \(\.venv\): .*\n +Free some space, then start again/);
      assert.doesNotMatch(full.out + full.err, /^ +at /m);
      assert.equal(fs.existsSync(path.join(disk.folder, '.venv')), false);
      fs.rmSync(path.join(disk.folder, '.facelab'), { recursive: true, force: true });
      disk.makeReadOnly();
      const readOnly = await (await bootstrap(disk.folder)).ended;
      assert.equal(readOnly.code, 1);
      assert.match(
        readOnly.err,
        /^facelab: The disk is read-only.*\.\nChange the permissions, or clone facelab into a folder of your own/,
      );
      assert.equal(readOnly.err.trimEnd().split('\n').length, 2);
    } finally {
      disk.unmount();
    }
  });
});
