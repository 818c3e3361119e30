import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

const runScript = path.resolve(__dirname, '..', '..', 'scripts', 'common', 'run.js');
const { run } = require(runScript) as {
  run(command: string, args: string[], options: { log: string }): Promise<string>;
};

describe('the programs that the bootstrap runs', function () {
  this.timeout(30_000);

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
    const beat = path.join(folder, 'beat');
    // A shell that starts a second process, which writes as long as it lives.
    const command = `(while true; do date +%N > ${beat}; sleep 0.05; done) & wait`;
    const code = `require(${JSON.stringify(runScript)}).run('sh', ['-c', ${JSON.stringify(command)}], { log: 'test' })`;
    const parent = spawn(process.execPath, ['--eval', code]);
    await until(() => fs.existsSync(beat) && fs.readFileSync(beat, 'utf8') !== '');
    parent.kill('SIGKILL');
    await until(async () => {
      const before = fs.readFileSync(beat, 'utf8');
      await sleep(300);
      return fs.readFileSync(beat, 'utf8') === before;
    });
    fs.rmSync(folder, { recursive: true, force: true });
  });
});

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 10_000;
  while (!(await condition())) {
    assert.ok(Date.now() < end, 'it did not happen within 10 s');
    await sleep(20);
  }
}
