import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '../../src/workshop/python';
import { freePort } from '../support/free-port';
import { runs } from '../support/runs';

describe('the kernel', function () {
  this.timeout(180_000);

  it('ends when the Jupyter that started it is gone, since nobody reaches it any more', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kernel-'));
    const connection = join(folder, 'connection.json');
    const names = ['shell_port', 'iopub_port', 'stdin_port', 'control_port', 'hb_port'];
    const ports = await Promise.all(names.map(() => freePort()));
    writeFileSync(
      connection,
      JSON.stringify({
        ...Object.fromEntries(names.map((name, index) => [name, ports[index]])),
        ip: '127.0.0.1',
        transport: 'tcp',
        key: 'a key',
        signature_scheme: 'hmac-sha256',
      }),
    );
    // A shell in the place of Jupyter, which lives until its input ends.
    const command = `"${process.execPath}" scripts/kernel.js "${connection}" </dev/null >/dev/null 2>&1 & echo $!; read line`;
    const jupyter = spawn('sh', ['-c', command], { cwd: root, stdio: ['pipe', 'pipe', 'inherit'] });
    const [text] = await once(jupyter.stdout, 'data');
    const id = Number(text);
    try {
      while (!(await answers(ports[0]))) {
        assert.ok(runs(id), 'the kernel did not start');
        await sleep(100);
      }
      jupyter.stdin.end();
      for (let tries = 0; runs(id) && tries < 600; tries++) await sleep(100);
      assert.equal(runs(id), false);
    } finally {
      if (runs(id)) process.kill(id, 'SIGKILL');
      rmSync(folder, { recursive: true });
    }
  });
});

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => resolve(false));
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}
