import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { handout } from '../../src/workshop/handout';
import { root } from '../../src/workshop/python';
import { runAll, shutDownKernels, startLab, untilIdle, untilKernel } from './jupyter-lab';
import { keep, withBrowser } from './with-browser';

const viewport = { width: 1440, height: 900 };
const exercise = 'similarity-transform.ts';
const solution = readFileSync(join(root, 'solutions', '00-welcome', exercise), 'utf8').trim();

describe('a newcomer with a handout', function () {
  this.timeout(1_200_000);
  const browser = withBrowser();
  const folder = mkdtempSync(join(tmpdir(), 'facelab-newcomer-'));
  const course = join(folder, 'course');
  const written = (): string => readFileSync(join(course, 'exercises', '00-welcome', exercise), 'utf8').trim();

  before(async () => {
    await handout(course, { root });
    // What `npm start` would download is there already; its own Python environment is made.
    for (const part of ['node_modules', '.facelab'].filter((name) => existsSync(join(root, name)))) {
      const { status, stderr } = spawnSync('cp', ['-al', join(root, part), course], { encoding: 'utf8' });
      assert.equal(status, 0, stderr);
    }
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('starts, runs the first notebook, writes an answer, is told that it is right and sees a figure by it', async () => {
    // JupyterLab is downloaded and installed first.
    const lab = await startLab({ FACELAB_PRESET: 'quick' }, course, 400);
    try {
      const page = await browser().newPage({ viewport });
      await page.goto(lab.address);
      await page.waitForSelector('.jp-Notebook .jp-CodeCell', { timeout: 120_000 });
      const notebook = page.locator('.jp-Notebook:visible');
      const report = notebook.locator('.jp-OutputArea-output:has-text("of 16 points")');
      const own = notebook.locator('.jp-OutputArea-output:has-text("Aligned by your transform")');

      await untilKernel(page);
      await runAll(page);
      await untilIdle(page, 300_000);
      await report.scrollIntoViewIfNeeded();
      assert.match(await report.innerText(), /similarityTransform[^]*?0 of 5/);
      assert.equal(await own.count(), 0);
      keep('newcomer-1-not-written.png', await page.screenshot());

      await notebook.locator('a[href*="exercises/00-welcome/README.md"]').click();
      await page.locator(`.jp-MarkdownViewer:visible a:has-text("${exercise}")`).click();
      const editor = page.locator('.jp-FileEditor:visible .cm-content');
      await editor.locator('text=TODO').first().waitFor();
      keep('newcomer-2-exercise.png', await page.screenshot());
      await editor.click();
      await page.keyboard.press('Control+A');
      // Nothing is typed twice: the editor would close brackets that the text closes itself.
      await page.keyboard.insertText(solution);
      await page.keyboard.press('Control+S');
      for (let tries = 0; written() !== solution && tries < 600; tries++) await page.waitForTimeout(100);
      assert.equal(written(), solution);

      await page.locator('.lm-TabBar-tab:has-text("00-welcome.ipynb")').click();
      await untilKernel(page);
      await runAll(page);
      await untilIdle(page, 300_000);
      assert.match(await report.innerText(), /similarityTransform[^]*?5 of 5/);
      assert.equal(await own.count(), 1);
      await own.scrollIntoViewIfNeeded();
      keep('newcomer-3-own-figure.png', await page.screenshot());
      await page.close();
      await shutDownKernels(lab);
    } finally {
      await lab.close();
    }
  });
});
