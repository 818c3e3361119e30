import { basename } from 'node:path';
import { Command, Option } from 'commander';
import { presets } from '../notebook/preset';
import type { Preset } from '../training/recipes';
import { publish } from '../workshop/publish';
import { notebookPaths, rehearsalTable, rehearse, wentWell } from '../workshop/rehearse';
import { exitCodes, runCommand, wholeNumber } from './terminal';

const presetOption = (otherwise: Preset): Option =>
  new Option('--preset <name>', 'how much the notebooks compute').choices(presets).default(otherwise);

/** `facelab rehearse [NN…]`: does everything run? */
export function addRehearse(program: Command): void {
  program
    .command('rehearse')
    .description('execute notebooks without a browser and report what each took (exit code 1 when one fails or warns)')
    .argument('[numbers...]', 'which notebooks; all when left out')
    .addOption(presetOption('quick'))
    .option('--parallel <count>', 'notebooks at a time', wholeNumber('--parallel'), 2)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  npx facelab rehearse\n  npx facelab rehearse 3 8 --preset standard\n')
    .action((numbers: string[], options: { preset: Preset; parallel: number; json?: boolean }) =>
      runCommand(async ({ signal }) => {
        const paths = await notebookPaths(numbers);
        let ended = 0;
        const results = await rehearse(paths, {
          preset: options.preset,
          parallel: options.parallel,
          signal,
          onResult: ({ name, seconds, error }) => {
            ended++;
            console.error(
              `${ended} of ${paths.length}: ${name}, ${seconds.toFixed(0)} s${error ? `, ${error.kind} error` : ''}`,
            );
          },
        });
        console.log(options.json ? JSON.stringify(results, null, 2) : rehearsalTable(results));
        return wentWell(results) ? exitCodes.fine : exitCodes.no;
      }),
    );
}

/** `facelab publish [NN…]`: stores outputs in the notebooks. */
export function addPublish(program: Command): void {
  program
    .command('publish')
    .description('execute notebooks and store their outputs in them, with a static picture beside each figure')
    .argument('[numbers...]', 'which notebooks; all when left out')
    .addOption(presetOption('standard'))
    .option('--check', 'write nothing; exit code 1 when a notebook would change')
    .addHelpText('after', '\nExample:\n  npx facelab publish 8\n')
    .action((numbers: string[], { preset, check }: { preset: Preset; check?: boolean }) =>
      runCommand(async ({ signal, progress }) => {
        let anyChange = false;
        for (const path of await notebookPaths(numbers)) {
          const name = basename(path);
          const onProgress = (done: number, total: number): void => progress(done, total, name);
          const { changed, figures } = await publish(path, { preset, check, signal, onProgress });
          console.log(`${name}: ${figures} figures, ${changed ? (check ? 'would change' : 'written') : 'unchanged'}`);
          anyChange ||= changed;
        }
        return check && anyChange ? exitCodes.no : exitCodes.fine;
      }),
    );
}
