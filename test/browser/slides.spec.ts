import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { countMarks, watchConsole } from '../../src/workshop/draw';
import { readNotebook } from '../../src/workshop/notebook-file';
import { inlined, type Assets } from '../../src/workshop/pages/assets';
import { slideType } from '../../src/workshop/pages/slide-types';
import { root } from '../../src/workshop/python';
import { slidesHtml, titleOf } from '../../src/workshop/slides';
import { withBrowser } from './with-browser';

const notebooks = readdirSync(join(root, 'notebooks'))
  .filter((file) => file.endsWith('.ipynb'))
  .sort()
  .map((file) => join(root, 'notebooks', file));

/** Walks from the first slide to the last and tells what is wrong on each; a function of the page, as text. */
const walk = `(async () => {
  const wrong = [];
  for (;;) {
    const slide = Reveal.getCurrentSlide();
    while (slide.dataset.ready === undefined) await new Promise((done) => setTimeout(done, 2));
    const { h, v } = Reveal.getIndices();
    wrong.push(...faults(slide.querySelector('.content')).slice(0, 3).map((fault) => (h + 1) + '.' + (v + 1) + ': ' + fault));
    if (Reveal.isLastSlide() && Reveal.isLastVerticalSlide()) return wrong;
    Reveal.next();
  }

  function faults(content) {
    const found = [];
    const visible = [...content.querySelectorAll(':scope > div > *, .natural > *, .natural :is(td, th, img), .text *')]
      .filter((element) => element.closest('.js-plotly-plot > *, math > *') === null)
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 1 && box.height > 1);
    for (const { element, box } of visible)
      if (box.left < -1 || box.top < -1 || box.right > innerWidth + 1 || box.bottom > innerHeight - 8)
        found.push(element.tagName + ' reaches ' + Math.round(box.right) + ' × ' + Math.round(box.bottom));
    const figures = [...content.querySelectorAll('.figure')];
    for (const figure of figures) if ((${countMarks})(figure) === 0) found.push('an empty figure');
    const isEmpty = figures.length === 0 && content.innerText.trim() === '' && content.querySelector('img, svg') === null;
    if (isEmpty) found.push('nothing is shown');
    const pieces = visible.filter(({ element }) => element.matches('.picture, .text'));
    for (const [index, { box }] of pieces.entries())
      for (const { box: other } of pieces.slice(index + 1)) {
        const isBeside = box.left > other.right - 2 || other.left > box.right - 2;
        if (isBeside === false && box.top < other.bottom - 2 && other.top < box.bottom - 2) found.push('pieces overlap');
      }
    return found;
  }
})()`;

/** Stands for Plotly where only the room that figures take matters: drawing all of them takes minutes. */
const stub = `<script>Plotly = { newPlot: async (id) => { document.getElementById(id).innerHTML = '<i class="point">x</i>'; } };</script>`;
const withoutPlotly: Assets = (...names) =>
  names.map((name) => (name === 'plotly.js' ? stub : inlined(name))).join('\n');
const drawn = '08-celebrities';

describe('slides in a browser', function () {
  this.timeout(120_000);
  const browser = withBrowser();
  const folder = mkdtempSync(join(tmpdir(), 'facelab-slides-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  async function opened(path: string): Promise<{ page: Page; complaints: string[]; requests: string[] }> {
    const name = basename(path, '.ipynb');
    const notebook = await readNotebook(path);
    const file = join(folder, `${name}.html`);
    const assets = name === drawn ? inlined : withoutPlotly;
    const times = { cells: [75], preset: 'quick' as const };
    writeFileSync(file, slidesHtml(notebook, titleOf(notebook, name), { times, assets }));
    const page = await browser().newPage({ viewport: { width: 1280, height: 720 } });
    const complaints = watchConsole(page);
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(pathToFileURL(file).href);
    await page.waitForFunction(`Reveal.isReady() && Reveal.getCurrentSlide().dataset.ready !== undefined`);
    return { page, complaints, requests };
  }

  for (const path of notebooks) {
    it(`${basename(path, '.ipynb')}: every slide shows something, and all of it`, async () => {
      assert.ok(
        (await readNotebook(path)).cells.every((cell) => slideType(cell) !== undefined),
        'cells without a slide type',
      );
      const { page, complaints, requests } = await opened(path);
      assert.deepEqual(await page.evaluate(walk), []);
      assert.deepEqual(complaints, []);
      assert.deepEqual(requests.slice(1).filter((url) => /^(data|blob):/.test(url) === false), []); // prettier-ignore
      await page.close();
    });
  }

  it('would catch a slide with too much and one with nothing', async () => {
    const path = join(folder, 'too-much.ipynb');
    const cells = ['word '.repeat(1000), '<b></b>'].map((source) => ({
      cell_type: 'markdown',
      metadata: { slideshow: { slide_type: 'slide' } },
      source,
    }));
    writeFileSync(path, JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }));
    const { page } = await opened(path);
    const [tooMuch, ...others] = (await page.evaluate(walk)) as string[];
    assert.match(tooMuch, /^1\.1: [A-Z]+ reaches \d+ × \d{3,}$/);
    assert.equal(others.at(-1), '2.1: nothing is shown');
    await page.close();
  });

  it('C shows the code and hides it again; S opens the notes, from a file too', async () => {
    const { page } = await opened(notebooks[0]);
    const isShown = (): Promise<unknown> =>
      page.evaluate(`Reveal.getCurrentSlide().querySelector('.source').hidden === false`);
    assert.equal(await isShown(), false);
    await page.keyboard.press('c');
    assert.equal(await isShown(), true);
    await page.keyboard.press('PageDown');
    assert.equal(await isShown(), true, 'keys that turn slides scroll the code');
    await page.keyboard.press('c');
    assert.equal(await isShown(), false);
    const [speaker] = await Promise.all([page.context().waitForEvent('page'), page.keyboard.press('s')]);
    await speaker.waitForFunction(
      `document.querySelector('.speaker-controls-notes .value')?.innerText.includes('1.3 minutes')`,
    );
    await page.context().close();
  });
});
