import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { countMarks, watchConsole } from '../../src/workshop/draw';
import { figureOutputs, readNotebook } from '../../src/workshop/notebook-file';
import { executeNotebook } from '../../src/workshop/execute';
import { pythonEnvironment, root } from '../../src/workshop/python';
import {
  kernelPid,
  kernelSeconds,
  cellsTold,
  kernelsTold,
  openInLab,
  openInRise,
  pressStop,
  runAll,
  runCellOfSlide,
  shutDownKernels,
  startLab,
  untilIdle,
  type Lab,
} from './jupyter-lab';
import { keep, withBrowser } from './with-browser';

const sample = join(root, 'test', 'browser', 'notebooks', 'training.ipynb');
const slides = join(root, 'test', 'browser', 'notebooks', 'slides.ipynb');
const celebrities = join(root, 'notebooks', '08-celebrities.ipynb');

describe('notebooks in JupyterLab', function () {
  this.timeout(900_000);
  const browser = withBrowser();
  let lab: Lab;

  before(async () => {
    lab = await startLab({ FACELAB_PRESET: 'quick' });
  });

  after(async () => lab?.close());

  it('opens on the first notebook, whose link to its exercises leads on to functions and hints', async () => {
    const page = await browser().newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(lab.address);
    await page.waitForSelector('.jp-Notebook .jp-CodeCell', { timeout: 120_000 });
    assert.equal(new URL(page.url()).pathname, '/lab/tree/notebooks/00-welcome.ipynb');
    await page.waitForSelector('.jp-DirListing-item:has-text("01-deepface.ipynb")');
    await page.locator('.jp-Notebook h1').first().waitFor();
    keep('lab-first.png', await page.screenshot());

    await page.locator('.jp-Notebook a[href*="exercises/00-welcome/README.md"]').click();
    const text = page.locator('.jp-MarkdownViewer:visible');
    await text.locator('h1:has-text("Faces as vectors")').waitFor();
    keep('lab-exercises.png', await page.screenshot());
    await text.locator('a:has-text("cosine-similarity.ts")').click();
    const code = page.locator('.jp-FileEditor:visible');
    await code.locator('text=export function cosineSimilarity').waitFor();
    keep('lab-exercise.png', await page.screenshot());

    await page.locator('.lm-TabBar-tab:has-text("README.md")').click();
    await text.locator('a:has-text("HINTS.md")').click();
    await text.locator('h1:has-text("Hints")').waitFor();
    await page.close();
    await shutDownKernels(lab);
  });

  it('a link in a notebook leads to the margin playground, which plays when trusted', async () => {
    const page = await browser().newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(`${lab.url}/lab/tree/notebooks/04-centers-and-margins.ipynb?token=${lab.token}`);
    await page.locator('.jp-Notebook a[href*="playground.html"]').click({ timeout: 120_000 });
    const shown = page.frameLocator('.jp-HTMLViewer iframe');
    await shown.locator('h1').waitFor();
    assert.match(await shown.locator('noscript').innerText(), /press Trust HTML above/);
    await page.locator('jp-button:has-text("Trust HTML")').first().click();
    await shown.locator('#status:has-text("Step")').waitFor();
    assert.equal(await shown.locator('#seed').inputValue(), '1');
    await shown.locator('#knobs select').first().selectOption('softmax');
    await shown.locator('#run').click();
    await shown.locator('#loss:has-text(".")').waitFor();
    keep('lab-playground.png', await page.screenshot());
    await page.close();
    await shutDownKernels(lab);
  });

  it('RISE shows one slide at a time, runs its cells and asks no other server', async () => {
    let { page, elsewhere } = await openInRise(browser(), lab, slides);
    const shown = (text: string): Promise<boolean> =>
      page.locator(`.reveal section.present h1:has-text("${text}"), .reveal section.present h2:has-text("${text}")`).first().isVisible(); // prettier-ignore
    await page.waitForFunction(`document.querySelector('.reveal section.present h1')?.offsetParent !== null`);
    assert.deepEqual([await shown('The first slide'), await shown('The last slide')], [true, false]);
    if (!(await runCellOfSlide(page, '42.0 %'))) {
      // As below: a kernel that never answers is shut down.
      console.log(`      no answer from the kernel in 80 s; the server says: ${await kernelsTold(lab)}`);
      await page.close();
      await shutDownKernels(lab);
      ({ page, elsewhere } = await openInRise(browser(), lab, slides));
      assert.equal(await runCellOfSlide(page, '42.0 %'), true);
    }
    keep('rise-first.png', await page.screenshot());
    await page.keyboard.press('Escape');
    for (const next of ['A slide below', 'The last slide']) {
      await page.keyboard.press('Space');
      await page.locator(`.reveal section.present h2:has-text("${next}")`).waitFor();
    }
    assert.equal(await shown('The first slide'), false);
    assert.deepEqual(elsewhere, []);
    await page.close();
    await shutDownKernels(lab);
  });

  it('gives its kernel to an editor that knows the address only, as VS Code does, for a name that is no file', async () => {
    const api = `${lab.url}/api`;
    const { kernelspecs } = await (await fetch(`${api}/kernelspecs?token=${lab.token}`)).json();
    assert.equal(kernelspecs.facelab.spec.language, 'typescript');
    const asked = { path: 'slides-jvsc-1.ipynb', name: 'slides', type: 'notebook', kernel: { name: 'facelab' } };
    const answer = await fetch(`${api}/sessions?token=${lab.token}`, { method: 'POST', body: JSON.stringify(asked) });
    const { kernel } = (await answer.json()) as { kernel: { id: string } };
    const connection = join(pythonEnvironment().JUPYTER_RUNTIME_DIR!, `kernel-${kernel.id}.json`);
    const { notebook, error } = await executeNotebook(slides, { kernel: connection });
    assert.equal(error, undefined);
    assert.match(JSON.stringify(notebook.cells[1].outputs), /42\.0 %/);
    await shutDownKernels(lab);
  });

  it('stops training from the toolbar, keeps what was learnt, runs the next cells and draws their figures', async () => {
    const page = await stopInTraining(sample);
    const text = await page.innerText('.jp-Notebook');
    assert.match(text, /Stopped after step \d+ of 1000000; the weights are kept/);
    assert.match(text, /the next cell runs: interrupted after some steps, weights 256 x 256/);
    await assertFiguresDrawn(page, 3);
    // What it has left to do comes to an end; training would not.
    let used = Infinity;
    for (let tries = 0; used >= 0.9 && tries < 10; tries++) used = await secondsUsedIn(3000);
    assert.ok(used < 0.9, `the kernel used ${used.toFixed(1)} s of processor time in 3 s after training was stopped`);
    keep('lab-training.png', await page.screenshot());
    await page.close();
    await shutDownKernels(lab);
  });

  it('runs the celebrity experiment; training is stopped from the toolbar and all figures are drawn', async function () {
    if (existsSync(celebrities) === false) this.skip();
    const complaints: string[] = [];
    const page = await stopInTraining(celebrities, {
      onOpen: (opened) => complaints.push(...watchConsole(opened)),
      change: (text) => {
        assert.match(text, /steps: 1250, /);
        return text.replace('steps: 1250, ', 'steps: 1250000, ');
      },
    });
    assert.match(await page.innerText('.jp-Notebook'), /Stopped after step \d+/);
    // How long Lab takes to save depends on what else the machine does.
    let figures = 0;
    for (let tries = 0; figures < 4 && tries < 30; tries++) {
      await page.keyboard.press('Control+s');
      await page.waitForTimeout(3000);
      const saved = await readNotebook(join(lab.copies, '08-celebrities.ipynb'));
      figures = figureOutputs(saved).length;
    }
    assert.ok(figures >= 4, `the notebook made ${figures} figures`);
    await assertFiguresDrawn(page, figures);
    keep('lab-08-celebrities.png', await page.screenshot());
    assert.deepEqual(
      complaints.filter((complaint) => /plotly/i.test(complaint)),
      [],
    );
    await page.close();
  });

  /** Opens the notebook, runs all cells, presses stop once training shows its steps, and waits for the last cell. */
  async function stopInTraining(
    notebook: string,
    { onOpen = () => {}, change }: { onOpen?: (page: Page) => void; change?: (text: string) => string } = {},
  ): Promise<Page> {
    const openAndRun = async (): Promise<Page> => {
      const { page } = await openInLab(browser(), lab, notebook, { change });
      onOpen(page);
      await runAll(page);
      return page;
    };
    let page = await openAndRun();
    let told = await trainingShown(page);
    if (told === undefined) {
      // Now and then a kernel that has just been started never answers: a person would shut it down and open the notebook again.
      console.log(
        `      no answer from the kernel in 200 s; the server says: ${await kernelsTold(lab)}; Lab shows: ${await cellsTold(page)}`,
      );
      await page.close();
      await shutDownKernels(lab);
      page = await openAndRun();
      told = await trainingShown(page);
    }
    assert.equal(told, 'trains');
    await pressStop(page, 'Stopped after step');
    await untilIdle(page, 400_000);
    return page;
  }

  /** 'trains' once a step is shown, what went to standard error where there is something, undefined after 200 s without either. */
  async function trainingShown(page: Page): Promise<string | undefined> {
    const told = page.waitForFunction(
      `(() => {
        const error = document.querySelector('.jp-Notebook [data-mime-type="application/vnd.jupyter.stderr"]');
        if (error !== null) return error.innerText;
        return /step \\d+ of \\d+ · loss/.test(document.querySelector('.jp-Notebook').innerText) && 'trains';
      })()`,
      undefined,
      { polling: 500, timeout: 200_000 },
    );
    return told.then(
      (handle) => handle.jsonValue() as Promise<string>,
      () => undefined,
    );
  }

  async function secondsUsedIn(milliseconds: number): Promise<number> {
    const pid = await kernelPid(lab);
    const before = kernelSeconds(pid);
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    return kernelSeconds(pid) - before;
  }

  async function assertFiguresDrawn(page: Page, expected: number): Promise<void> {
    // Stored outputs with a picture beside the figure show the picture until the pointer is over it.
    for (const output of await page.locator('.jp-OutputArea-output').all())
      await output.hover({ timeout: 5000 }).catch(() => {});
    const counts = `[...document.querySelectorAll('.jp-Notebook .js-plotly-plot')].map(${countMarks})`;
    await page
      .waitForFunction(`${counts}.filter((count) => count > 0).length >= ${expected}`, undefined, {
        polling: 500,
        timeout: 60_000,
      })
      .catch(() => {}); // which one is missing is said below
    const marks = (await page.evaluate(counts)) as number[];
    assert.equal(marks.length, expected);
    marks.forEach((count, index) => assert.ok(count > 0, `figure ${index + 1} of ${expected} has no marks`));
  }
});
