import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { expect } from '../src/base/errors';
import { describeEngine } from '../src/engine/report';
import { selectEngine } from '../src/engine/select';
import type { Figure } from '../src/plots/parts/figure';
import { chromiumPath, openBrowser } from '../src/workshop/browser';
import { drawFigure, drawingPage } from '../src/workshop/draw';
import { contest } from './contest';
import { benchPython, folder, pythonVersions } from './python';
import { growthFigure, Measured, resultsPage, SectionResult, trainingFigure } from './report';
import { overview } from './overview';
import { processorKind } from './processor';
import { sections } from './sections';

const pages = join(__dirname, 'results');

/*
 * npm run bench [-- --only training,heads] [-- --rounds 7] [-- --quick]
 *
 * Compares facelab with PyTorch, pytorch-metric-learning, NumPy and scikit-learn on this machine and writes the page of this kind of
 * processor, results/KIND.md, and RESULTS.md over the pages of all kinds. Sections that are not run keep what was measured
 * before.
 */
async function main(): Promise<void> {
  const options = new Command('npm run bench --')
    .option('--only <sections>', `comma-separated, of ${sections.map(({ key }) => key).join(', ')}`)
    .option('--rounds <number>', 'turns of each contestant', '9')
    .option('--quick', 'one short turn each, to see that everything works; writes nothing')
    .parse()
    .opts<{ only?: string; rounds: string; quick?: boolean }>();
  const wanted = options.only?.split(',') ?? sections.map(({ key }) => key);
  for (const key of wanted)
    expect(
      sections.some((one) => one.key === key),
      `There is no section "${key}": see --help.`,
    );
  const rounds = options.quick ? 1 : Number(options.rounds);
  expect(Number.isInteger(rounds) && rounds > 0, `--rounds is ${options.rounds}: give a whole number from 1.`);

  const python = benchPython();
  mkdirSync(folder, { recursive: true });
  const kind = processorKind();
  const saved = join(folder, `${kind}.json`);
  const results: Record<string, SectionResult> = existsSync(saved) ? JSON.parse(readFileSync(saved, 'utf8')) : {};
  for (const { key, title, comparisons } of sections.filter((one) => wanted.includes(one.key))) {
    const load = os.loadavg()[0];
    if (load > 0.5) console.log(`The machine is busy (load ${load.toFixed(1)}): ratios will scatter.`);
    const measured: Measured[] = [];
    for (const { title, contestants, repetitions, targets, sameValue } of comparisons()) {
      console.log(`${title} …`);
      const outcomes = await contest(contestants, { rounds, repetitions: options.quick ? 1 : repetitions, python });
      for (const { name, all, failed } of outcomes) {
        console.log(`  ${name.padEnd(48)} ${all.length > 0 ? `${medianOf(all)} ms` : `failed: ${failed}`}`);
      }
      measured.push({ title, targets, sameValue, outcomes });
    }
    if (options.quick) continue;
    const command = `npm run bench -- --only ${key} --rounds ${rounds}`;
    results[key] = { measured, date: new Date().toISOString().slice(0, 10), command, load };
    write(saved, JSON.stringify(results));
    console.log(`${title}: measured`);
  }
  if (options.quick) return;
  await drawFigures(kind, results);
  write(join(pages, `${kind}.md`), resultsPage(kind, await machineOf(python), sections, results));
  write(join(__dirname, 'RESULTS.md'), overview(pages));
  console.log(`Written: bench/results/${kind}.md, bench/RESULTS.md`);
}

function medianOf(values: number[]): string {
  return [...values].sort((a, b) => a - b)[values.length >> 1].toFixed(1);
}

/** The figures as data for Plotly, and as pictures where there is a browser to draw them. */
async function drawFigures(kind: string, results: Record<string, SectionResult>): Promise<void> {
  const figures: Record<string, Figure> = {};
  if (results.training) figures.training = trainingFigure(results.training.measured);
  if (results.growth) figures.growth = growthFigure(results.growth.measured);
  const target = join(pages, 'figures');
  mkdirSync(target, { recursive: true });
  for (const [name, figure] of Object.entries(figures))
    write(join(target, `${kind}-${name}.json`), JSON.stringify(figure));
  if (chromiumPath() === undefined) {
    console.log('No Chromium: the figures are written as data only.');
    return;
  }
  const browser = await openBrowser();
  try {
    const page = await drawingPage(browser);
    for (const [name, figure] of Object.entries(figures)) {
      writeFileSync(join(target, `${kind}-${name}.png`), (await drawFigure(page, figure)).png);
    }
  } finally {
    await browser.close();
  }
}

async function machineOf(python: string): Promise<Record<string, string>> {
  await selectEngine();
  const { engine, device, versions } = await describeEngine();
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8', cwd: __dirname }).trim();
  return {
    Processor: `${os.cpus()[0].model.trim()}, ${os.availableParallelism()} cores`,
    Memory: `${(os.totalmem() / 2 ** 30).toFixed(0)} GiB`,
    System: `${os.type()} ${os.release()}`,
    Node: process.version,
    Engine: `${engine}, ${device}`,
    'TensorFlow.js and its library': Object.values(versions).slice(1).join(', '),
    ...pythonVersions(python),
    Commit: commit,
  };
}

/** Writes through a temporary file: an interruption leaves what was there. */
function write(path: string, text: string): void {
  writeFileSync(`${path}.part`, text);
  renameSync(`${path}.part`, path);
}

main().catch((error: Error) => {
  console.error(error.name === 'InputError' ? error.message : error);
  process.exit(1);
});
