import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import type { Page } from 'playwright-core';
import { figureOutputs, readNotebook } from '../../src/workshop/notebook-file';
import { root } from '../../src/workshop/python';
import { openInLab, shutDownKernels, startLab, type Lab } from './jupyter-lab';
import { keep, withBrowser } from './with-browser';

interface Box {
  /** Of the picture or the figure, in pixels of the screen. */
  width: number;
  height: number;
  /** What the page has for it. */
  room: number;
  /** Height of all that its cell shows. The code above is left out: Lab measures its lines only once they are seen. */
  outputs: number;
}

describe('figures of committed notebooks in JupyterLab', function () {
  this.timeout(300_000);
  const browser = withBrowser();
  let lab: Lab;

  before(async () => {
    lab = await startLab();
  });

  after(async () => lab?.close());

  it('the extension that sizes them may be loaded before any other', () => {
    const window: { _JUPYTERLAB?: Record<string, unknown> } = {};
    runInNewContext(readFileSync(join(root, 'scripts', 'lab', 'page', 'figures.js'), 'utf8'), { window });
    assert.deepEqual(Object.keys(window._JUPYTERLAB!), ['facelab-figures']);
  });

  for (const name of ['05-sphereface', '08-celebrities', '09-measuring']) {
    it(`${name}: pictures fit the page and are as large as the figures that replace them`, async () => {
      const path = join(root, 'notebooks', `${name}.ipynb`);
      const figures = figureOutputs(await readNotebook(path)).map((output) => output.data!);
      const sizes = figures.map((data) => (data['application/vnd.plotly.v1+json'] as Sized).layout);
      const { page } = await openInLab(browser(), lab, path, { viewport: { width: 1280, height: 900 } });
      const pictures = new Map<number, Box[]>();
      for (const width of [1280, 1440]) {
        await page.setViewportSize({ width, height: 900 });
        await inTime(async () => {
          const shown = await boxes(page, 'img.plot-img', figures.length);
          const isFollowed = [...pictures.values()].every(([{ room }]) => room !== shown[0].room);
          assert.ok(isFollowed, `Lab has not followed the window to ${width} px`);
          shown.forEach((picture, index) => {
            const scale = Math.min(1, picture.room / sizes[index].width);
            const wanted = [scale * sizes[index].width, scale * sizes[index].height];
            assertNear([picture.width, picture.height], wanted, `picture ${index + 1} at ${width} px`);
          });
          pictures.set(width, shown);
        });
      }
      for (const figure of await page.locator('.jp-RenderedPlotly').all()) {
        await figure.scrollIntoViewIfNeeded();
        await figure.hover();
        await figure.locator('.main-svg').first().waitFor();
      }
      for (const width of [1440, 1280]) {
        await page.setViewportSize({ width, height: 900 });
        await inTime(async () =>
          (await boxes(page, '.svg-container', figures.length)).forEach((figure, index) => {
            const picture = pictures.get(width)![index];
            const [actual, wanted] = [figure, picture].map((box) => [box.width, box.height, box.outputs, box.room]);
            assertNear(actual, wanted, `figure ${index + 1} at ${width} px`);
          }),
        );
        keep(`lab-figures-${name}-${width}.png`, await page.screenshot());
      }
      await page.close();
      await shutDownKernels(lab);
    });
  }
});

/** On a busy machine Lab takes its time to fit what has just been resized: looks again for half a minute before it fails. */
async function inTime(look: () => Promise<void>): Promise<void> {
  for (const end = performance.now() + 30_000; ;) {
    try {
      return await look();
    } catch (error) {
      if (performance.now() > end) throw error;
    }
  }
}

function assertNear(actual: number[], wanted: number[], what: string): void {
  const isNear = actual.every((value, index) => Math.abs(value - wanted[index]) < 1);
  assert.ok(isNear, `${what}: ${actual.join(' × ')} px, expected ${wanted.join(' × ')}`);
}

interface Sized {
  layout: { width: number; height: number };
}

/** Waits until all figures of the page show what is looked for and Lab has put it in place, and measures that. */
async function boxes(page: Page, what: string, count: number): Promise<Box[]> {
  const shown = `[...document.querySelectorAll('.jp-RenderedPlotly')].map((figure) => figure.querySelector('${what}'))`;
  await page.waitForFunction(
    `${shown}.filter((element) => element !== null && element.clientWidth > 0).length === ${count}`,
    undefined,
    { polling: 500, timeout: 60_000 },
  );
  const measured = async (): Promise<Box[]> =>
    (await page.evaluate(`${shown}.map((element) => {
      const { width, height } = element.getBoundingClientRect();
      const figure = element.closest('.jp-RenderedPlotly');
      const room = figure.parentElement.clientWidth - figure.offsetLeft;
      return { width, height, room, outputs: element.closest('.jp-Cell-outputArea').getBoundingClientRect().height };
    })`)) as Box[];
  let now = await measured();
  for (let quiet = 0; quiet < 3;) {
    await page.waitForTimeout(200);
    const next = await measured();
    quiet = JSON.stringify(next) === JSON.stringify(now) ? quiet + 1 : 0;
    now = next;
  }
  return now;
}
