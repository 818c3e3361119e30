import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { Command } from 'commander';
import { InputError } from '../base/errors';
import { renderCelebrities } from '../data/celebrities/render';
import { pictureOf } from '../data/faces';
import { writePng } from '../data/image';
import { print, runCommand, wholeNumber } from './terminal';

interface Options {
  out: string;
  identities: number;
  pictures: number;
  size: number;
  seed: number;
  json?: boolean;
}

/** `facelab celebrities --out DIR`: draws people who do not exist. */
export function addCelebrities(program: Command): void {
  program
    .command('celebrities')
    .description('draw people who do not exist: one folder per person, aligned PNG pictures')
    .requiredOption('--out <folder>', 'where to')
    .option('--identities <count>', 'how many people', wholeNumber('--identities'), 20)
    .option('--pictures <count>', 'pictures of each', wholeNumber('--pictures'), 10)
    .option('--size <pixels>', 'side of a picture', wholeNumber('--size', 16), 112)
    .option('--seed <number>', 'the same seed draws the same people', wholeNumber('--seed', 0), 1)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  npx facelab celebrities --out people --identities 50 --pictures 20\n')
    .action((options: Options) =>
      runCommand(async ({ signal, progress }) => {
        await expectUnused(options.out);
        const { identities, pictures: picturesEach, size, seed } = options;
        const onProgress = (done: number, count: number): void => progress(done, count, 'drawing');
        const faces = await renderCelebrities({ identities, picturesEach, size, seed, signal, onProgress });
        for (let index = 0; index < faces.count; index++) {
          signal.throwIfAborted();
          const folder = path.join(options.out, faces.names[faces.labels[index]]);
          await mkdir(folder, { recursive: true });
          const file = `${String((index % picturesEach) + 1).padStart(String(picturesEach).length, '0')}.png`;
          await writePng(path.join(folder, file), pictureOf(faces, index));
        }
        print(
          options.json,
          { pictures: faces.count, people: identities, folder: options.out },
          `${faces.count} pictures of ${identities} people → ${options.out}`,
        );
      }),
    );
}

/** People of two runs in one folder would be mixed, and nobody could tell them apart afterwards. */
async function expectUnused(folder: string): Promise<void> {
  const entries = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    if (error.code === 'ENOTDIR') throw new InputError(`${folder} is a file: give a new or empty folder with --out.`);
    throw error;
  });
  if (entries.length > 0)
    throw new InputError(`${folder} is in use (it has ${entries[0]}): give a new or empty folder with --out.`);
}
