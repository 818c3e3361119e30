import { basename } from 'node:path';
import { Command, Option } from 'commander';
import { expect } from '../base/errors';
import { presets } from '../notebook/preset';
import type { Preset } from '../training/recipes';
import { publish } from '../workshop/publish';
import { notebookPaths, rehearsalTable, megabytes, rehearse, wentWell, type Running } from '../workshop/rehearse';
import { exitCodes, remark, runCommand, wholeNumber } from './terminal';

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
    .option('--until <number>', 'only up to this slide of one notebook', wholeNumber('--until'))
    .option('--warm', 'start the kernels in the JupyterLab that runs, load all imports, and leave them running')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Examples:
  npx facelab rehearse
  npx facelab rehearse 3 8 --preset standard
  npx facelab rehearse 8 --warm              # before the audience comes
  npx facelab rehearse 8 --warm --until 12   # everything before slide 12 has run: go on there
`,
    )
    .action((numbers: string[], options: RehearseFlags, command: Command) =>
      runCommand(async ({ signal, progress }) => {
        expect(
          !options.warm || command.getOptionValueSource('preset') === 'default',
          `With --warm the preset is that of JupyterLab: leave --preset out, or FACELAB_PRESET=${options.preset} npm start.`,
        );
        const paths = await notebookPaths(numbers);
        let ended = 0;
        const started = Date.now();
        const results = await rehearse(paths, {
          preset: options.preset,
          parallel: options.parallel,
          until: options.until,
          warm: options.warm,
          signal,
          onRunning: (running, left) =>
            progress(
              (Date.now() - started) / 1000,
              (Date.now() - started) / 1000 + left,
              told(running, ended + running.length === paths.length),
            ),
          onResult: ({ name, seconds, error }) => {
            ended++;
            remark(
              `${ended} of ${paths.length}: ${name}, ${seconds.toFixed(0)} s${error ? `, ${error.kind} error` : ''}`,
            );
          },
        });
        console.log(options.json ? JSON.stringify(results, null, 2) : rehearsalTable(results));
        return wentWell(results) ? exitCodes.fine : exitCodes.no;
      }),
    );
}

interface RehearseFlags {
  preset: Preset;
  parallel: number;
  until?: number;
  warm?: boolean;
  json?: boolean;
}

/** What is running, with its memory, and the time that each still takes where that is not the time of all. */
function told(running: Running[], isAll: boolean): string {
  const left = (seconds: number): string => (isAll && running.length === 1 ? '' : ` ${Math.round(seconds)} s left,`);
  return running.map((each) => `${each.name}${left(each.secondsLeft)} ${megabytes(each.memory)}`).join(' · ');
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
