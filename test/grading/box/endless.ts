import { join } from 'node:path';
import { prepareBoxes } from '../../../src/grading/box/prepare';
import type { Protection } from '../../../src/grading/box/protection';
import { descendants } from '../../../src/grading/box/usage';
import { defaultLimits } from '../../../src/grading/box/watch';

/** A grader in the middle of an endless loop, with a compiler beside it: prints the processes that run for it. */
async function main(): Promise<void> {
  const boxes = await prepareBoxes(join(__dirname, '../../..'), process.argv[2] as Protection);
  const box = await boxes.start({ ...defaultLimits, cpuSeconds: 60 });
  await boxes.startCompiler();
  void box.ask({ load: 'for (;;);', file: 'endless.ts' });
  setTimeout(() => console.log(JSON.stringify(descendants(process.pid))), 500);
}

void main();
