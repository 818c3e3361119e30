/*
 * The picture of README: a page of a notebook, its slides, the margin playground and a student's feedback, from the committed files.
 *
 *     node --require tsx/cjs scripts/kit-picture.ts data-samples/kit.png
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { openBrowser } from '../src/workshop/browser';
import { root } from '../src/workshop/python';

const [width, height, gap] = [1200, 750, 24];

async function main(picture: string): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'facelab-kit-'));
  const browser = await openBrowser();
  try {
    run('scripts/facelab.js', 'export', '8', '--out', folder);
    run('scripts/facelab.js', 'slides', '8', '--out', folder);
    run('--require', 'tsx/cjs', 'playground/build.ts', path.join(folder, 'playground.html'));
    gradeHalf(folder);
    const page = await browser.newPage({ viewport: { width, height } });
    const shots = [
      await shot(page, path.join(folder, '08-celebrities.html'), (at) => at.evaluate(scrollTo('Could these two unlock'))),
      await shot(page, path.join(folder, '08-celebrities-slides.html'), (at) => showSlide(at, 'Who resembles whom?')),
      await shot(page, path.join(folder, 'playground.html'), learn),
      await shot(page, path.join(folder, 'results', 'feedback', 'a-student.html')),
    ];
    const whole = { width: 2 * width + gap, height: 2 * height + gap, channels: 3 as const, background: '#8a919c' };
    const tiles = shots.map((input, i) => ({ input, left: (i % 2) * (width + gap), top: Math.floor(i / 2) * (height + gap) }));
    const png = await sharp({ create: whole }).composite(tiles).png().toBuffer();
    await sharp(png).resize(1600).png({ palette: true, quality: 90 }).toFile(picture);
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true });
  }
} // prettier-ignore

/** A submission with one of its two functions written. */
function gradeHalf(folder: string): void {
  const own = path.join(folder, 'submissions', 'a-student', '08-celebrities');
  mkdirSync(own, { recursive: true });
  cpSync(path.join(root, 'exercises', '08-celebrities'), own, { recursive: true });
  writeFileSync(
    path.join(own, 'mean-vectors.ts'),
    readFileSync(path.join(root, 'solutions', '08-celebrities', 'mean-vectors.ts')),
  );
  run(
    'scripts/facelab.js',
    'grade',
    path.join(folder, 'submissions'),
    '--chapters',
    '08-celebrities',
    '--out',
    path.join(folder, 'results'),
  );
}

async function shot(page: Page, file: string, then?: (page: Page) => Promise<unknown>): Promise<Buffer> {
  await page.goto(pathToFileURL(file).href);
  await page.waitForTimeout(3000); // figures draw themselves
  await then?.(page);
  await page.waitForTimeout(2000);
  return page.screenshot();
}

/** Goes on until the slide with this title is shown, and one further, where its figure is. */
async function showSlide(page: Page, title: string): Promise<void> {
  for (let slide = 0; slide < 60; slide++) {
    if (await page.locator(`section.present h2:has-text("${title}")`).last().isVisible()) return;
    await page.keyboard.press('Space');
    await page.waitForTimeout(150);
  }
}

/** Lets the playground train for a while. */
async function learn(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Run' }).click();
  await page.waitForTimeout(6000);
}

const scrollTo = (title: string): string =>
  `[...document.querySelectorAll('h2')].find(({ textContent }) => textContent.includes('${title}')).scrollIntoView()`;

function run(...args: string[]): void {
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')}: ${stderr}`);
}

main(path.resolve(process.argv[2])).catch((error) => {
  console.error(error);
  process.exit(1);
});
