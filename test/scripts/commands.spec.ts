import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

const root = path.resolve(__dirname, '..', '..');

function node(
  script: string,
  args: string[],
  env: NodeJS.ProcessEnv = {},
): { status: number | null; lines: string[]; errors: string } {
  const child = spawnSync(process.execPath, [path.join(root, 'scripts', script), ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  return { status: child.status, lines: child.stdout.trimEnd().split('\n'), errors: child.stderr };
}

describe('the commands', function () {
  this.timeout(60_000);
  let folder: string;

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'facelab-commands-'));
  });

  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  const spec = (text: string): void => fs.writeFileSync(path.join(folder, 'some.spec.ts'), text);

  it('npm test on a folder closes with the count, exit code 0 when all pass', () => {
    spec("it('passes', () => {}); it('passes too', () => {}); it.skip('waits', () => {});");
    const { status, lines } = node('test.js', [folder], { FACELAB_ENGINE: 'cpu' });
    assert.equal(lines.at(-1), '2 passed, 0 failed, 1 skipped');
    assert.equal(status, 0);
  });

  it('npm test closes with the count and exit code 1 when one fails', () => {
    spec("it('passes', () => {}); it('fails', () => { throw new Error('on purpose'); });");
    const { status, lines } = node('test.js', [path.join(folder, 'some.spec.ts')], { FACELAB_ENGINE: 'cpu' });
    assert.equal(lines.at(-1), '1 passed, 1 failed');
    assert.equal(status, 1);
  });

  it('an engine that does not exist is refused in one sentence', () => {
    const { status, errors } = node('bootstrap.js', [], { FACELAB_ENGINE: 'warp' });
    assert.equal(
      errors,
      'facelab: FACELAB_ENGINE is "warp": set it to tensorflow, webgpu, wasm, cpu, or leave it unset for the fastest one.\n',
    );
    assert.equal(status, 1);
  });

  it('the bootstrap has nothing to do here a second time, and says nothing', () => {
    const { status, lines, errors } = node('bootstrap.js', []);
    assert.deepEqual({ status, lines, errors }, { status: 0, lines: [''], errors: '' });
  });

  it('facelab doctor finds this clone in order', () => {
    const { status, lines, errors } = node('facelab.js', ['doctor', '--json']);
    assert.equal(status, 0, errors);
    const { findings } = JSON.parse(lines.join('\n')) as { findings: { what: string; state: string }[] };
    assert.deepEqual(
      findings.filter((finding) => finding.state === 'broken'),
      [],
    );
    for (const what of [
      'engine',
      'device',
      'versions',
      'memory',
      'kernel',
      'Python',
      'jupyterlab',
      'Chromium',
      'bubblewrap',
    ]) {
      assert.ok(
        findings.some((finding) => finding.what === what),
        `${what} is not in the table`,
      );
    }
  });
});
