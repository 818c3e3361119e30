import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { runs } from '../support/runs';

const runScript = path.resolve(__dirname, '..', '..', 'scripts', 'common', 'run.js');
const { run } = require(runScript) as {
  run(command: string, args: string[], options: { log: string }): Promise<string>;
};

describe('the programs that the bootstrap runs', function () {
  this.timeout(180_000);

  it('give back what they print', async () => {
    assert.equal(
      await run(process.execPath, ['--eval', 'console.log("done"); console.error("a remark")'], { log: 'test' }),
      'done\n',
    );
  });

  it('fail with their exit code and last words', async () => {
    await assert.rejects(
      run(process.execPath, ['--eval', 'console.error("disk full"); process.exit(3)'], { log: 'test' }),
      (error: Error & { exitCode: number; output: string }) => {
        assert.equal(error.exitCode, 3);
        assert.match(error.output, /disk full/);
        return true;
      },
    );
  });

  it('fail with exit code 127 when they do not exist', async () => {
    await assert.rejects(run('no-such-program', [], { log: 'test' }), { exitCode: 127 });
  });

  it('end when the bootstrap is killed, with all that they started', async function () {
    if (process.platform === 'win32') this.skip();
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'facelab-run-'));
    const file = path.join(folder, 'id');
    // A shell that starts a second process, and tells which.
    const command = `sleep 600 & echo $! > ${file}; wait`;
    const code = `require(${JSON.stringify(runScript)}).run('sh', ['-c', ${JSON.stringify(command)}], { log: 'test' })`;
    const parent = spawn(process.execPath, ['--eval', code]);
    const read = (): string => (fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '');
    await until(() => read().endsWith('\n'));
    assert.ok(runs(Number(read())));
    parent.kill('SIGKILL');
    await until(() => !runs(Number(read())));
    fs.rmSync(folder, { recursive: true, force: true });
  });
});

async function until(condition: () => boolean): Promise<void> {
  const end = Date.now() + 60_000;
  while (!condition()) {
    assert.ok(Date.now() < end, 'it did not happen within a minute');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
