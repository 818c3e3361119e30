import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

interface Batch {
  name: string;
  files: string[];
  seconds: number;
  wide: boolean;
  alone: boolean;
}
interface Total {
  passed: number;
  failed: number;
  skipped: number;
  failures: string[];
}
const root = path.resolve(__dirname, '..', '..');
const scripts = path.join(root, 'scripts');
const { batchesOf, nextIndex } = require(path.join(scripts, 'testing', 'batches.js')) as {
  batchesOf(files: string[], root: string, costs: Record<string, Partial<Batch>>): Batch[];
  nextIndex(waiting: Batch[], running: Batch[]): number;
};
const { runBatches } = require(path.join(scripts, 'testing', 'run-batches.js')) as {
  runBatches(batches: Batch[], options: object): Promise<Total>;
};

describe('the order of the specs', () => {
  const costs = {
    'test/a/slow.spec.ts': { seconds: 50, wide: true },
    'test/b/timed.spec.ts': { seconds: 90, alone: true },
  };
  const names = ['test/a/one.spec.ts', 'test/a/deep/two.spec.ts', 'test/a/slow.spec.ts', 'test/b/timed.spec.ts'];

  it('keeps the quick specs of a folder together, each slow one by itself, longest first, alone last', () => {
    const batches = batchesOf(
      names.map((name) => path.join('/clone', name)),
      '/clone',
      costs,
    );
    assert.deepEqual(
      batches.map(({ name, files }) => [name, files.length]),
      [
        ['test/a/slow.spec.ts', 1],
        ['test/a', 2],
        ['test/b/timed.spec.ts', 1],
      ],
    );
  });

  it('pairs no two wide ones, and nothing with one that runs alone', () => {
    const batch = (wide: boolean, alone: boolean): Batch => ({ name: '', files: [], seconds: 1, wide, alone });
    const [narrow, wide, alone] = [batch(false, false), batch(true, false), batch(false, true)];
    assert.equal(nextIndex([wide, narrow], [wide]), 1);
    assert.equal(nextIndex([wide], [narrow]), 0);
    assert.equal(nextIndex([alone], [narrow]), -1);
    assert.equal(nextIndex([alone], []), 0);
    assert.equal(nextIndex([narrow], [alone]), -1);
  });

  it('knows no spec that is not there', () => {
    const known = Object.keys(JSON.parse(fs.readFileSync(path.join(root, 'test', 'costs.json'), 'utf8')) as object);
    assert.deepEqual(
      known.filter((name) => !fs.existsSync(path.join(root, name))),
      [],
    );
  });
});

describe('specs in processes of their own', function () {
  this.timeout(240_000);
  let folder: string;

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'facelab-batches-'));
  });

  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  /** Runs texts of specs, each array in one process, without the setup of the project. */
  async function run(texts: string[][], more: object = {}): Promise<Total & { output: string }> {
    let output = '';
    const batches = texts.map((group, i) => ({
      name: `batch ${i}`,
      files: group.map((text, j) => {
        const file = path.join(folder, `${i}-${j}.spec.js`);
        fs.writeFileSync(file, text);
        return file;
      }),
      seconds: 1,
      wide: false,
      alone: false,
    }));
    const mocha = [path.join(root, 'node_modules', 'mocha', 'bin', 'mocha.js'), '--no-config'];
    mocha.push('--reporter', path.join(scripts, 'reporter.js'));
    const print = (text: string | Buffer): void => void (output += text.toString());
    return { ...(await runBatches(batches, { mocha, cwd: folder, print, ...more })), output };
  }

  const passing = "it('passes', () => {});";
  const failing = "it('fails', () => { throw new Error('on purpose'); });";

  it('adds up what they report', async () => {
    const { output, ...total } = await run([[passing, failing], [`${passing} it.skip('waits', () => {});`]]);
    assert.deepEqual(total, { passed: 2, failed: 1, skipped: 1, failures: ['fails: on purpose'] });
    assert.match(output, /on purpose/);
    assert.match(output, /^\[3 of 3 files\] batch \d: /m);
  });

  it('a process that dies is a failure of the spec it was in; those behind it still run', async () => {
    const { passed, failed, failures } = await run([[passing, "it('dies', () => process.abort());", passing]]);
    assert.deepEqual(
      { passed, failed, failures },
      { passed: 2, failed: 1, failures: [`0-1.spec.js: its process ended with SIGABRT`] },
    );
  });

  it('a spec that dies while it is loaded takes no other with it', async () => {
    const { passed, failed, failures } = await run([[passing, 'process.abort();', 'this is no program']]);
    assert.deepEqual({ passed, failed }, { passed: 1, failed: 2 });
    assert.deepEqual(failures.map((name) => name.split(':')[0]).sort(), ['0-1.spec.js', '0-2.spec.js']);
  });

  it('one that hangs is ended, and one that does not end after its tests', async () => {
    const endless = "it('hangs', () => { for (;;); });";
    const open = `${passing} setInterval(() => {}, 1000);`;
    // Longer than mocha needs to start on a machine with much to do.
    const { passed, failed, failures } = await run([[endless, passing], [open]], { silence: 20_000 });
    assert.deepEqual({ passed, failed }, { passed: 2, failed: 2 });
    assert.deepEqual(failures.sort(), [
      '0-0.spec.js: its process reported nothing for 20 s',
      '1-0.spec.js: its process reported nothing for 20 s after its tests',
    ]);
  });

  it('is ended by its signal, with what runs and what waits', async () => {
    const stop = new AbortController();
    const waiting = "it('waits', () => new Promise(() => setInterval(() => {}, 1000))).timeout(0);";
    setTimeout(() => stop.abort(), 1500);
    const { passed } = await run([[waiting], [waiting], [passing]], { signal: stop.signal });
    assert.equal(passed, 0);
  });
});
