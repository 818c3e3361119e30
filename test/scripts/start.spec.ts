import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { freePort } from '../support/free-port';

const root = path.resolve(__dirname, '..', '..');
const { venvPython } = require('../../scripts/common/paths') as { venvPython: string };

describe('npm start', function () {
  this.timeout(180_000);
  // Not the one of the clone, to which other servers may write.
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'facelab-start-'));
  const log = path.join(folder, 'jupyter-server.log');
  before(() => (process.env.FACELAB_LOG = log));
  after(() => {
    delete process.env.FACELAB_LOG;
    fs.rmSync(folder, { recursive: true });
  });

  before(function () {
    if (fs.existsSync(venvPython)) return;
    const sentence = 'There is no JupyterLab here: the bootstrap told why.';
    assert.notEqual(process.env.CI, 'true', sentence);
    console.log(`      ${sentence}`);
    this.skip();
  });

  it('serves JupyterLab with the facelab kernel in three lines, and stops when asked', async () => {
    const port = await freePort();
    const { lab, ended, said } = startLab('--port', String(port), '--IdentityProvider.token=for-this-test');
    const ask = async (what: string, options: RequestInit = {}): Promise<Record<string, unknown>> => {
      const answer = await fetch(`http://127.0.0.1:${port}/${what}`, {
        ...options,
        headers: { authorization: 'token for-this-test' },
      });
      return (await answer.json()) as Record<string, unknown>;
    };
    try {
      const specs = await waitFor(
        () => ask('api/kernelspecs'),
        () => (lab.exitCode === null ? undefined : said()),
      );
      assert.equal(specs.default, 'facelab');
      assert.ok('facelab' in (specs.kernelspecs as object));

      // The kernel's process starts and answers: its state comes over its own sockets.
      const kernel = await ask('api/kernels', { method: 'POST', body: JSON.stringify({ name: 'facelab' }) });
      assert.equal(kernel.name, 'facelab');

      // JupyterLab asks nobody whether to fetch news.
      const notification = (await ask('lab/api/settings/@jupyterlab/apputils-extension:notification')) as {
        schema: { properties: Record<string, { default: unknown }> };
      };
      assert.equal(notification.schema.properties.fetchNews.default, 'false');

      // What it writes while it runs stays in the clone.
      const runtime = path.join(root, '.venv', 'jupyter', 'runtime');
      assert.ok(fs.readdirSync(runtime).some((name) => name.startsWith('jpserver-')));

      // A token that somebody chose is not shown; what Jupyter writes there itself is for the owner alone.
      await waitFor(
        async () => assert.match(said(), /to stop/),
        () => (lab.exitCode === null ? undefined : said()),
      );
      const [engine, address, stop, ...rest] = said().split('\n');
      assert.match(engine, /^engine   (tensorflow|webgpu|wasm|cpu) on /);
      assert.equal(address, `address  http://localhost:${port}/?token=...`);
      assert.equal(stop, 'to stop  Ctrl-C here, and once more (or y) to confirm');
      assert.deepEqual(rest, ['']);
      if (process.platform !== 'win32') assert.equal(fs.statSync(log).mode & 0o777, 0o600);
    } finally {
      lab.kill('SIGTERM');
      assert.equal(await ended, 0);
    }
  });

  it('says in one sentence why JupyterLab did not start, and where its log is', async () => {
    const server = net.createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as net.AddressInfo;
    try {
      const { ended, said } = startLab('--port', String(port), '--ServerApp.port_retries=0');
      assert.equal(await ended, 1);
      assert.equal(
        said(),
        `facelab: JupyterLab did not start, its log is ${path.relative(root, log)}: ` +
          `the Jupyter server could not be started because port ${port} is not available.\n`,
      );
    } finally {
      server.close();
    }
  });
});

/** npm start without a browser; `said()` is what it wrote into the terminal so far. */
function startLab(...options: string[]): { lab: ChildProcess; ended: Promise<number | null>; said: () => string } {
  const lab = spawn(process.execPath, ['scripts/start.js', '--no-browser', ...options], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [lab.stdout, lab.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
  const ended = new Promise<number | null>((resolve) => lab.on('close', resolve));
  return { lab, ended, said: () => said };
}

/** Asks until there is an answer, 90 s at most, or until `ended` gives the last words of what is asked. */
async function waitFor<T>(question: () => Promise<T>, ended: () => string | undefined): Promise<T> {
  const end = Date.now() + 90_000;
  for (;;) {
    try {
      return await question();
    } catch {
      if (ended() !== undefined || Date.now() > end) throw new Error(`JupyterLab does not answer:\n${ended() ?? ''}`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
