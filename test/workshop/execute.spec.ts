import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromiumPath } from '../../src/workshop/browser';
import { executeNotebook } from '../../src/workshop/execute';
import { figureOutputs, readNotebook, textOf, type Cell, type Notebook } from '../../src/workshop/notebook-file';
import { isInStep, publish, publishRecord } from '../../src/workshop/publish';
import { rehearse, wentWell } from '../../src/workshop/rehearse';
import { withPython } from './with-python';

const sample = join(__dirname, 'notebooks', 'sample.ipynb');
const failing = join(__dirname, 'notebooks', 'failing.ipynb');

describe('executing notebooks', function () {
  this.timeout(300_000);
  withPython();
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'facelab-test-'));
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  it('runs all cells in a fresh kernel under the preset, tells its progress and leaves the file alone', async () => {
    const before = readFileSync(sample, 'utf8');
    const positions: string[] = [];
    const executed = await executeNotebook(sample, {
      preset: 'quick',
      onProgress: (done, total) => positions.push(`${done}/${total}`),
    });
    assert.equal(executed.error, undefined);
    assert.deepEqual(executed.warnings, []);
    assert.deepEqual(positions, ['0/5', '1/5', '2/5', '3/5', '4/5', '5/5']);
    assert.equal(executed.figures, 2);
    assert.ok(executed.memory > 50e6 && executed.memory < 4e9, `memory ${executed.memory}`);
    assert.match(
      textOf(executed.notebook.cells[2].outputs![0].data!['text/markdown'] as string[]),
      /The preset is \*\*quick\*\*/,
    );
    assert.equal(readFileSync(sample, 'utf8'), before);
  });

  it('stops at the first error and tells cell and message; later cells have not run', async () => {
    const { error, notebook } = await executeNotebook(failing, { preset: 'quick' });
    assert.equal(error?.cell, 1);
    assert.equal(error?.kind, 'cell');
    assert.match(error!.message, /Error: on purpose/);
    assert.equal(notebook.cells[2].execution_count, null);
  });

  it('gives up a cell that takes too long, and the whole run when it is aborted', async () => {
    const endless = write(folder, 'endless.ipynb', ['await new Promise((resolve) => setTimeout(resolve, 600000));']);
    const late = await executeNotebook(endless, { timeout: 2 });
    assert.deepEqual([late.error?.kind, late.error?.message], ['timeout', 'Cell 0 took longer than 2 s.']);
    const controller = new AbortController();
    const aborted = await executeNotebook(endless, { signal: controller.signal, onProgress: () => controller.abort() });
    assert.equal(aborted.error?.kind, 'interrupted');
  });

  it('tells a kernel that died', async () => {
    const { error } = await executeNotebook(write(folder, 'dying.ipynb', ['process.exit(3)']));
    assert.equal(error?.kind, 'died');
  });

  it('a rehearsal runs several and knows whether all went well', async () => {
    const loud = write(folder, 'loud.ipynb', ["console.warn('a warning');"]);
    const told: string[] = [];
    const results = await rehearse([loud, failing], {
      preset: 'quick',
      onResult: ({ name }) => told.push(name),
      onProgress: (done, total) => told.push(`${done}/${total}`),
    });
    assert.deepEqual([...told].sort(), ['1/2', '2/2', 'failing', 'loud']);
    assert.deepEqual([told[1], told[3]], ['1/2', '2/2']);
    assert.deepEqual(
      results.map(({ name, warnings }) => [name, warnings]),
      [
        ['loud', ['cell 0: a warning']],
        ['failing', []],
      ],
    );
    assert.equal(wentWell(results), false);
    assert.equal(wentWell([{ ...results[0], warnings: [] }]), true);
  });

  it('publishing stores figures with pictures, and the same bytes every time', async function () {
    if (chromiumPath() === undefined && process.env.CI !== 'true') this.skip();
    const path = join(folder, 'sample.ipynb');
    copyFileSync(sample, path);
    assert.equal(isInStep(await readNotebook(path)), false);
    assert.deepEqual(await publish(path, { preset: 'quick' }), { changed: true, figures: 2 });
    const first = readFileSync(path, 'utf8');
    const notebook = await readNotebook(path);
    for (const output of figureOutputs(notebook)) assert.match(String(output.data!['image/png']), /^iVBORw0KGgo/);
    assert.equal(publishRecord(notebook)?.preset, 'quick');
    assert.equal(isInStep(notebook), true);
    assert.equal(isInStep({ ...notebook, cells: notebook.cells.slice(1) }), false);
    assert.doesNotMatch(first, /"execution": \{|steps? left|"text\/html": \[\]/);
    assert.deepEqual(await publish(path, { preset: 'quick' }), { changed: false, figures: 2 });
    assert.equal(readFileSync(path, 'utf8'), first);
  });

  it('a notebook that fails or warns is not published', async () => {
    const path = join(folder, 'failing.ipynb');
    copyFileSync(failing, path);
    await assert.rejects(publish(path), /failing\.ipynb was not published, cell 1 failed: .*on purpose/s);
    assert.deepEqual(readFileSync(path), readFileSync(failing));
    await assert.rejects(
      publish(write(folder, 'warns.ipynb', ["console.warn('hm')"])),
      /it prints warnings: cell 0: hm/,
    );
  });
});

function write(folder: string, name: string, sources: string[]): string {
  const cells = sources.map((source, index): Cell => ({
    cell_type: 'code',
    id: `c${index}`,
    metadata: {},
    source,
    execution_count: null,
    outputs: [],
  }));
  const notebook: Notebook = {
    cells,
    metadata: { kernelspec: { name: 'facelab', display_name: 'facelab (TypeScript)', language: 'typescript' } },
    nbformat: 4,
    nbformat_minor: 5,
  };
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(notebook));
  return path;
}
