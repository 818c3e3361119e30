/*
 * How fast people are drawn, in as many threads as the machine has cores:
 *
 *     node --require tsx/cjs bench/drawing.ts                             sides of 32 and 112 pixels, 2,048 pictures each time
 *     node --require tsx/cjs bench/drawing.ts --against ../other-clone    in turn with another version of the project
 *
 * Processor time is that of all threads, so that other work on the machine changes it little. A turn draws twice in a row, with
 * threads that start and with threads that wait for more; medians over the turns.
 */
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { RenderOptions } from '../src/data/celebrities/render';
import type { Faces } from '../src/data/faces';

type Render = (options: RenderOptions) => Promise<Faces>;

interface Turn {
  /** Milliseconds of processor time a picture. */
  processor: number;
  /** Pictures a second on the clock. */
  rate: number;
  pixels: string;
}

async function turnOf(render: Render, size: number, pictures: number, seed: number): Promise<Turn> {
  const before = process.cpuUsage();
  const start = performance.now();
  const { pixels } = await render({ identities: pictures / 8, picturesEach: 8, size, seed });
  const { user, system } = process.cpuUsage(before);
  return {
    processor: (user + system) / 1000 / pictures,
    rate: (1000 * pictures) / (performance.now() - start),
    pixels: createHash('sha256').update(pixels).digest('hex'),
  };
}

const median = (values: number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1];

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      sizes: { type: 'string', default: '32,112' },
      pictures: { type: 'string', default: '2048' },
      turns: { type: 'string', default: '3' },
      against: { type: 'string' },
    },
  });
  const projects = ['.', ...(values.against === undefined ? [] : [values.against])];
  const renders = projects.map((project): Render => {
    const root = project === '.' ? resolve(__dirname, '..') : resolve(project);
    return require(resolve(root, 'src/data/celebrities/render')).renderCelebrities;
  });
  for (const size of values.sizes.split(',').map(Number)) {
    const turns: Turn[][] = renders.map(() => []);
    for (let seed = 0; seed < 2 * Number(values.turns); seed += 2) {
      for (const [i, render] of renders.entries()) {
        for (const half of [0, 1]) turns[i].push(await turnOf(render, size, Number(values.pictures), seed + half));
      }
    }
    for (const [i, project] of projects.entries()) {
      for (const [half, text] of ['threads that start', 'threads that waited'].entries()) {
        const own = turns[i].filter((_, turn) => turn % 2 === half);
        const processor = median(own.map((turn) => turn.processor)).toFixed(2);
        const rate = median(own.map((turn) => turn.rate)).toFixed(0);
        console.log(
          `${size} pixels, ${project}, ${text}: ${processor} ms of processor time a picture, ${rate} a second`,
        );
      }
    }
    const same = turns.every((one) => one.every((turn, seed) => turn.pixels === turns[0][seed].pixels));
    if (renders.length > 1) console.log(same ? '  the same pixels' : '  PIXELS DIFFER');
  }
}

void main();
