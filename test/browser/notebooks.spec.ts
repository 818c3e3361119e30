import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { countMarks, watchConsole } from '../../src/workshop/draw';
import { executeNotebook } from '../../src/workshop/execute';
import { exportHtml } from '../../src/workshop/export-html';
import { root } from '../../src/workshop/python';
import { withPython } from '../workshop/with-python';
import { keep, withBrowser } from './with-browser';

const folder = join(root, 'notebooks');
const files = existsSync(folder)
  ? readdirSync(folder)
      .filter((file) => file.endsWith('.ipynb'))
      .sort()
  : [];
const paths = [join(root, 'test', 'workshop', 'notebooks', 'sample.ipynb'), ...files.map((file) => join(folder, file))];

/** Bytes of a kernel under quick, as a class shares a machine. The first kernel of a clone checks all of `src` and takes most. */
const mostMemory = 1.5e9;

describe('notebooks as pages', function () {
  this.timeout(600_000);
  withPython();
  const browser = withBrowser();

  for (const path of paths) {
    const name = basename(path, '.ipynb');

    it(`${name}: runs, every figure has marks, the console is clean`, async () => {
      const { notebook, figures, warnings, memory, error } = await executeNotebook(path, { preset: 'quick' });
      assert.equal(error, undefined, error?.message);
      assert.deepEqual(warnings, []);
      assert.ok(memory < mostMemory, `the kernel took ${Math.round(memory / 1e6)} MB`);
      const file = keep(`notebook-${name}.html`, exportHtml(notebook, name));
      const page = await browser().newPage({ viewport: { width: 1000, height: 1200 } });
      const complaints = watchConsole(page);
      await page.goto(pathToFileURL(file).href);
      await page.waitForFunction(`document.body.dataset.figures === 'drawn'`, undefined, { timeout: 90_000 });
      const marks = (await page.evaluate(`[...document.querySelectorAll('.figure')].map(${countMarks})`)) as number[];
      keep(`notebook-${name}.png`, await page.screenshot({ fullPage: true }));
      assert.equal(marks.length, figures);
      marks.forEach((count, index) => assert.ok(count > 0, `figure ${index + 1} of ${figures} has no marks`));
      assert.deepEqual(complaints, []);
      await page.close();
    });
  }
});
