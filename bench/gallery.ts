/*
 * What an index misses and saves: galleries of drawn descriptors (128 numbers, four pictures per person), searched exactly and
 * through usearch with more and more candidates, for 500 people of the gallery and 500 strangers.
 *
 *     node --expose-gc --require tsx/cjs bench/gallery.ts                     10,000, 100,000 and 1,000,000 pictures
 *     node --expose-gc --require tsx/cjs bench/gallery.ts --sizes 10000 --freedom 128
 *
 * Prints tables for bench/results. "Together" are all probes in one call, "single" is one call per probe. Processor time is that of
 * all threads, so that other work on the machine changes it little; the index works in one thread, the exact search in all.
 * Recall is the share of probes whose most similar picture is the one that the exact search finds. Each size has a process of
 * its own.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { takeRows, type Matrix } from '../src/base/matrix';
import { selectEngine } from '../src/engine/select';
import { exactGallery } from '../src/gallery/exact';
import type { Gallery } from '../src/gallery/gallery';
import { GalleryRows } from '../src/gallery/rows';
import { readRows } from '../src/gallery/store';
import { indexedGallery } from '../src/gallery/usearch';
import { drawnDescriptors } from '../src/lessons/measuring/drawn-descriptors';

const probes = 500;
const pictures = 4;

interface Timed<T> {
  value: T;
  /** Seconds on the clock. */
  wall: number;
  /** Seconds of processor time. */
  processor: number;
}

async function timed<T>(work: () => Promise<T>): Promise<Timed<T>> {
  const before = process.cpuUsage();
  const start = performance.now();
  const value = await work();
  const { user, system } = process.cpuUsage(before);
  return { value, wall: (performance.now() - start) / 1000, processor: (user + system) / 1e6 };
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;
const row = (cells: (string | number)[]): void => console.log(`| ${cells.join(' | ')} |`);

/** Milliseconds per probe, on the clock and of the processor. */
const perProbe = ({ wall, processor }: Timed<unknown>, count: number): string =>
  `${((1000 * wall) / count).toPrecision(3)} / ${((1000 * processor) / count).toPrecision(3)}`;

async function best(gallery: Gallery, matrix: Matrix): Promise<Timed<string[]>> {
  const found = await timed(() => gallery.search(matrix, { topK: 1 }));
  return { ...found, value: found.value.map(([match]) => match?.source) };
}

/** One probe a call. */
function single(gallery: Gallery, matrix: Matrix, count: number): Promise<Timed<void>> {
  return timed(async () => {
    for (let probe = 0; probe < count; probe++) await gallery.search(takeRows(matrix, [probe]), { topK: 1 });
  });
}

const agreement = (found: string[], right: string[]): string =>
  (found.filter((source, probe) => source === right[probe]).length / right.length).toFixed(3);

/** Measures one size in this process. */
async function measure(size: number, freedom: number): Promise<void> {
  await selectEngine();
  const drawn = drawnDescriptors({
    people: size / pictures,
    pictures,
    mated: probes,
    strangers: probes,
    freedom,
    seed: 1,
  });
  const rows = new GalleryRows(128);
  const names = Array.from({ length: size }, (_, index) => ({
    name: `${Math.floor(index / pictures)}`,
    source: `${index}`,
  }));
  rows.add(names, drawn.gallery);
  const together: Matrix = { values: new Float32Array(2 * probes * 128), rows: 2 * probes, columns: 128 };
  together.values.set(drawn.mated.values);
  together.values.set(drawn.strangers.values, probes * 128);
  const folder = mkdtempSync(join(tmpdir(), 'facelab-gallery-'));
  try {
    const exact = exactGallery('drawn', rows);
    await best(exact, takeRows(together, [0, 1, 2])); // measures the rows, and starts the engine
    const all = await best(exact, together);
    const fewer = size > 200_000 ? 10 : 50;
    const one = await single(exact, together, fewer);
    const built = await timed(() => indexedGallery('drawn', { rows }));
    const saved = await timed(() => built.value.save(folder));
    const index = readdirSync(folder).find((file) => file.startsWith('index'))!;
    const read = await timed(() => readRows(folder));
    console.log(
      `\n### ${size.toLocaleString('en')} pictures, ${freedom} of 128 directions\n\n` +
        `Embeddings ${megabytes(rows.matrix.values.byteLength)}, index ${megabytes(statSync(join(folder, index)).size)} as a file; ` +
        `built in ${built.wall.toFixed(0)} s on the clock, ` +
        `${built.processor.toFixed(0)} s of one processor; saved in ${saved.wall.toFixed(1)} s, read and checked in ` +
        `${read.wall.toFixed(1)} s. Load before it ${loadavg()[0].toFixed(1)}.\n`,
    );
    row(['', 'recall@1, people', 'recall@1, strangers', 'together: ms per probe, clock / processor', 'single: clock / processor', 'exact / index, together', 'exact / index, single']); // prettier-ignore
    row(Array(7).fill('---'));
    row(['exact', 1, 1, perProbe(all, 2 * probes), perProbe(one, fewer), '', '']);
    for (const candidates of [16, 64, 128, 256, 512]) {
      const gallery = await indexedGallery('drawn', { rows, index: join(folder, index), candidates });
      await best(gallery, takeRows(together, [0, 1, 2]));
      const found = await best(gallery, together);
      const each = await single(gallery, together, 200);
      const ratio = (a: Timed<unknown>, b: Timed<unknown>, scale: number): string =>
        `${((a.wall / b.wall) * scale).toPrecision(2)} / ${((a.processor / b.processor) * scale).toPrecision(2)}`;
      row([
        `usearch, ${candidates} candidates`,
        agreement(found.value.slice(0, probes), all.value.slice(0, probes)),
        agreement(found.value.slice(probes), all.value.slice(probes)),
        perProbe(found, 2 * probes),
        perProbe(each, 200),
        ratio(all, found, 1),
        ratio(one, each, 200 / fewer),
      ]);
      global.gc!();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      sizes: { type: 'string', default: '10000,100000,1000000' },
      freedom: { type: 'string', default: '32' },
      only: { type: 'string' },
    },
  });
  if (values.only !== undefined) return measure(Number(values.only), Number(values.freedom));
  console.log(`${cpus()[0].model}, ${cpus().length} cores`);
  for (const size of values.sizes.split(',')) {
    const options = ['--expose-gc', '--require', 'tsx/cjs', __filename, '--only', size, '--freedom', values.freedom];
    spawnSync(process.execPath, options, { stdio: 'inherit' });
  }
}

void main();
