import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../src/workshop/python';

const isAlive = (id: number): boolean => {
  try {
    return process.kill(id, 0);
  } catch {
    return false;
  }
};

describe('the kernel', function () {
  this.timeout(60_000);

  it('ends when the Jupyter that started it is gone, since nobody reaches it any more', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kernel-'));
    const connection = join(folder, 'connection.json');
    const ports = ['shell_port', 'iopub_port', 'stdin_port', 'control_port', 'hb_port'];
    writeFileSync(
      connection,
      JSON.stringify({
        ...Object.fromEntries(ports.map((name) => [name, 0])),
        ip: '127.0.0.1',
        transport: 'tcp',
        key: 'a key',
        signature_scheme: 'hmac-sha256',
      }),
    );
    // A shell in the place of Jupyter, which lives for two seconds.
    const command = `"${process.execPath}" scripts/kernel.js "${connection}" </dev/null >/dev/null 2>&1 & echo $!; sleep 2`;
    const { stdout } = spawnSync('sh', ['-c', command], { cwd: root, encoding: 'utf8' });
    const id = Number(stdout);
    assert.ok(isAlive(id), 'the kernel did not start');
    for (let tries = 0; isAlive(id) && tries < 100; tries++) await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(isAlive(id), false);
    rmSync(folder, { recursive: true });
  });
});
