import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as path from 'node:path';

const root = path.resolve(__dirname, '..', '..');
const { venvPython } = require('../../scripts/common/paths') as { venvPython: string };

describe('npm start', function () {
  this.timeout(120_000);

  it('serves JupyterLab with the facelab kernel, and stops when asked', async function () {
    if (!fs.existsSync(venvPython)) {
      const sentence = 'There is no JupyterLab here: the bootstrap told why.';
      assert.notEqual(process.env.CI, 'true', sentence);
      console.log(`      ${sentence}`);
      this.skip();
    }
    const port = await freePort();
    const lab = spawn(
      process.execPath,
      ['scripts/start.js', '--no-browser', '--port', String(port), '--IdentityProvider.token=for-this-test'],
      { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    let log = '';
    lab.stderr.setEncoding('utf8').on('data', (text) => (log += text));
    const ended = new Promise<number | null>((resolve) => lab.on('exit', resolve));
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
        () => (lab.exitCode === null ? undefined : log),
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
    } finally {
      lab.kill('SIGTERM');
      await ended;
    }
  });
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve(port));
    });
  });
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
