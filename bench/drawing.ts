/*
 * How fast people are drawn, in as many threads as the machine has cores:
 *
 *     node --require tsx/cjs bench/drawing.ts                             sides of 32 and 112 pixels, 2,048 pictures a turn
 *     node --require tsx/cjs bench/drawing.ts --against ../other-clone    in turn with another version of the project
 *
 * Processor time is that of all threads, so that other work on the machine changes it little. The first turn starts the threads;
 * the median is of the later ones.
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
      turns: { type: 'string', default: '5' },
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
    for (let seed = 0; seed <= Number(values.turns); seed++) {
      for (const [i, render] of renders.entries())
        turns[i].push(await turnOf(render, size, Number(values.pictures), seed));
    }
    for (const [i, project] of projects.entries()) {
      const [first, ...later] = turns[i];
      const rate = median(later.map((turn) => turn.rate));
      const processor = median(later.map((turn) => turn.processor));
      console.log(
        `${size} pixels, ${project}: ${processor.toFixed(2)} ms of processor time a picture (${first.processor.toFixed(2)} in the ` +
          `first turn), ${rate.toFixed(0)} pictures a second`,
      );
    }
    const same = turns.every((one) => one.every((turn, seed) => turn.pixels === turns[0][seed].pixels));
    if (renders.length > 1) console.log(same ? '  the same pixels' : '  PIXELS DIFFER');
  }
}

void main();
