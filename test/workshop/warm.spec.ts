import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { executeNotebook } from '../../src/workshop/execute';
import { kernelInLab } from '../../src/workshop/jupyter-server';
import { notebookText, textOf, type Cell, type Notebook } from '../../src/workshop/notebook-file';
import { pythonEnvironment, pythonPath } from '../../src/workshop/python';
import { rehearse, type Running } from '../../src/workshop/rehearse';
import { cellOfSlide } from '../../src/workshop/slide-cells';
import { keepTiming, lastTiming, secondsLeft } from '../../src/workshop/time-left';
import { warmingCells } from '../../src/workshop/warm';
import { withPython } from './with-python';

const text = (source: string, slide?: string): Cell => ({
  cell_type: 'markdown',
  metadata: slide === undefined ? {} : { slideshow: { slide_type: slide } },
  source,
});
const code = (source: string, slide?: string): Cell => ({
  ...text(source, slide),
  cell_type: 'code',
  execution_count: null,
  outputs: [],
});
const notebookOf = (...cells: Cell[]): Notebook => ({
  cells: cells.map((cell, index) => ({ id: `c${index}`, ...cell })),
  metadata: { kernelspec: { name: 'facelab', display_name: 'facelab (TypeScript)', language: 'typescript' } },
  nbformat: 4,
  nbformat_minor: 5,
});

const talk = notebookOf(
  text('# Title', 'slide'),
  code("import { choose } from './src/notebook/preset';\nlet value = 1;", '-'),
  text('Next', 'slide'),
  code('value += 10;', 'fragment'),
  code("import {\n  seeded,\n} from './src/base/random';\nimport 'node:fs';\nvalue += 100;", 'subslide'),
);

describe('a rehearsal before a talk', () => {
  it('counts slides and subslides from 1, and says so where there are none or not as many', () => {
    assert.deepEqual(
      [1, 2, 3].map((slide) => cellOfSlide(talk, slide, '08')),
      [0, 2, 4],
    );
    assert.throws(() => cellOfSlide(talk, 4, '08'), { name: 'InputError', message: '--until is 4, but 08 has 3 slides: give one of them.' }); // prettier-ignore
    assert.throws(() => cellOfSlide(notebookOf(text('a')), 1, '08'), {
      name: 'InputError',
      message: /^08 has no slides/,
    });
  });

  it('makes a kernel warm by the first code cell and all imports, or by all cells before a slide', () => {
    const sources = (notebook: Notebook): string[] => notebook.cells.map(({ source }) => textOf(source));
    const [, { source: first }, , { source: second }] = talk.cells;
    const others = "import './src/base/random';\nimport 'node:fs';";
    assert.deepEqual(sources(warmingCells(talk)), [first, others]);
    assert.deepEqual(sources(warmingCells(talk, 4)), [first, second, others]);
    assert.deepEqual(sources(warmingCells(talk, 5)).length, 3);
    assert.deepEqual(sources(warmingCells(notebookOf(text('a')))), []);
  });

  it('says how much time is left: from the last run, without one from the cells that have run', () => {
    const known = [2, 10, 4];
    assert.equal(secondsLeft({ done: 0, inCell: 0 }, 3, 0, known), 16);
    assert.equal(secondsLeft({ done: 1, inCell: 4 }, 3, 6, known), 10);
    assert.equal(secondsLeft({ done: 1, inCell: 15 }, 3, 17, known), 4);
    assert.equal(secondsLeft({ done: 1, inCell: 0 }, 2, 2, known), 10);
    assert.equal(secondsLeft({ done: 2, inCell: 1 }, 4, 9), 3 + 4);
    assert.equal(secondsLeft({ done: 0, inCell: 1 }, 2, 1), 2 + 3);
  });

  it('keeps how long cells took, until a cell is edited', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'facelab-timing-'));
    try {
      assert.equal(lastTiming(talk, 'talk', 'quick', folder), undefined);
      await keepTiming(talk, 'talk', 'quick', [1, 2, 3], folder);
      assert.deepEqual(lastTiming(talk, 'talk', 'quick', folder), [1, 2, 3]);
      assert.equal(lastTiming(talk, 'talk', 'full', folder), undefined);
      assert.equal(lastTiming(notebookOf(text('edited')), 'talk', 'quick', folder), undefined);
      writeFileSync(join(folder, 'talk-quick.json'), 'half');
      assert.equal(lastTiming(talk, 'talk', 'quick', folder), undefined);
      writeFileSync(join(folder, 'file'), '');
      await keepTiming(talk, 'talk', 'quick', [1], join(folder, 'file'));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('refuses a slide of several notebooks before it runs anything', async () => {
    await assert.rejects(rehearse(['a.ipynb', 'b.ipynb'], { until: 2 }), /--until is about the slides of one notebook/);
  });
});

describe('a rehearsal in JupyterLab', function () {
  this.timeout(300_000);
  withPython();
  const folder = mkdtempSync(join(tmpdir(), 'facelab-warm-'));
  const path = join(folder, 'talk.ipynb');
  let server: ChildProcess | undefined;

  before(() => writeFileSync(path, notebookText(talk)));
  after(async () => {
    if (server !== undefined && server.exitCode === null) {
      const ended = new Promise((done) => server!.on('exit', done));
      server.kill('SIGTERM');
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  });

  it('says so where none runs', async () => {
    await assert.rejects(
      rehearse([path], { warm: true }),
      /JupyterLab does not run, .*: npm start in another terminal/,
    );
  });

  it('starts the kernel that opening the notebook finds, runs it up to a slide, and leaves it running', async () => {
    server = await startServer(folder);
    const running: Running[] = [];
    const [result] = await rehearse([path], { warm: true, until: 3, onRunning: (all) => running.push(...all) });
    assert.deepEqual([result.error, result.warnings, result.cellSeconds.length], [undefined, [], 3]);
    assert.ok(result.memory > 50e6, `${result.memory}`);
    // The last cell begins with the memory of a kernel that has run the one before.
    assert.ok(running.at(-1)!.memory > 50e6, `${running.map(({ memory }) => memory)}`);

    const kernel = await kernelInLab(path);
    const after = join(folder, 'after.ipynb');
    writeFileSync(after, notebookText(notebookOf(code('console.log(value);'))));
    const { notebook, error } = await executeNotebook(after, { kernel });
    assert.equal(error, undefined);
    assert.equal(textOf(notebook.cells[0].outputs![0].text).trim(), '11');
  });

  it('without JupyterLab runs up to a slide too, in a kernel of its own', async () => {
    const [result] = await rehearse([path], { until: 3, preset: 'quick' });
    assert.deepEqual([result.error, result.cellSeconds.length], [undefined, 2]);
  });
});

/** A Jupyter server of the clone's environment that serves the folder. */
async function startServer(folder: string): Promise<ChildProcess> {
  const environment = pythonEnvironment();
  const options = [
    `--ServerApp.root_dir=${folder}`,
    '--ServerApp.open_browser=False',
    '--ServerApp.port=0',
    '--allow-root',
  ];
  const child = spawn(pythonPath(), ['-m', 'jupyter_server', ...options], {
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let told = '';
  child.stderr!.on('data', (chunk) => (told += chunk));
  const file = join(environment.JUPYTER_RUNTIME_DIR!, `jpserver-${child.pid}.json`);
  for (let tries = 0; tries < 600 && child.exitCode === null; tries++) {
    if (existsSync(file)) return child;
    await new Promise((wait) => setTimeout(wait, 100));
  }
  child.kill('SIGKILL');
  throw new Error(`Jupyter did not start:\n${told}`);
}
