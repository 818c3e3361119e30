import { Command, Option } from 'commander';
import { InputError } from '../base/errors';
import { selectEngine } from '../engine/select';
import { experiments } from '../experiments/all';
import { countRecords, runExperiment, type Experiment } from '../experiments/record';
import { exitCodes, remark, runCommand, wholeNumber } from './terminal';

interface Options {
  seeds: number;
  seed?: number;
  only?: string[];
  jobs?: number;
  queue?: string;
  store?: string;
}

// What speaks to Redis is loaded only when it is used.
const queued = (): typeof import('../queue/run-experiment') => require('../queue/run-experiment');
const atOnce = (): typeof import('../queue/run-at-once') => require('../queue/run-at-once');

/** `facelab experiment NAME --seeds 5`: records what the notebooks' tables show. */
export function addExperiment(program: Command): void {
  program
    .command('experiment')
    .description('run an experiment of the course over several seeds and record it')
    .argument('[name]', 'which one; without a name, all are listed')
    .option('--seeds <count>', 'how many seeds', wholeNumber('--seeds'), 5)
    .option('--seed <number>', 'only this seed', wholeNumber('--seed'))
    .option('--only <names...>', 'only these configurations')
    .addOption(
      new Option('--jobs <count>', 'so many runs at a time, which share the threads of the processor')
        .argParser(wholeNumber('--jobs'))
        .conflicts('queue'),
    )
    .option('--queue <address>', 'have the runs done by the workers of this Redis, such as redis://127.0.0.1:6379')
    .option('--store <folder>', 'with --queue: the folder of results, where it is not the usual one')
    .addHelpText(
      'after',
      `
Examples:
  npx facelab experiment
  npx facelab experiment toy-margins --seeds 3
  npx facelab experiment toy-margins --seeds 5 --jobs 2
  npx facelab experiment toy-margins --seeds 5 --queue redis://127.0.0.1:6379
`,
    )
    .action((name: string | undefined, { jobs, queue, store, ...choice }: Options) =>
      runCommand(async ({ signal, progress }) => {
        if (name === undefined) {
          for (const experiment of experiments) {
            const { recorded, stale } = await countRecords(experiment);
            const state = `${recorded} recorded${stale > 0 ? `, ${stale} of them stale` : ''}`;
            console.log(`${experiment.name}: ${experiment.description} (${namesIn(experiment)}); ${state}`);
          }
          return exitCodes.fine;
        }
        const experiment = experiments.find((candidate) => candidate.name === name);
        if (!experiment) {
          throw new InputError(
            `There is no experiment "${name}": choose ${experiments.map((known) => known.name).join(', ')}.`,
          );
        }
        if (jobs !== undefined || queue !== undefined) {
          const onProgress = (done: number, total: number): void => progress(done, total, `${done} of ${total} runs`);
          const elsewhere = { ...choice, signal, onProgress };
          const outcome =
            queue === undefined
              ? await atOnce().runAtOnce(experiment, { ...elsewhere, jobs: jobs! })
              : await queued().runQueuedExperiment(experiment, { ...elsewhere, url: queue, store, onNote: remark });
          return told(outcome);
        }
        const engine = await selectEngine();
        let running = '';
        const outcome = await runExperiment(experiment, {
          ...choice,
          engine: String(engine),
          signal,
          onRun: ({ name: configuration, seed }) => (running = `${configuration}, seed ${seed}`),
          onProgress: (done, total) => progress(done, total, running),
        });
        return told(outcome);
      }),
    );
}

/** Says how it went, and gives the exit code. */
function told({ ran, skipped, failed, interrupted }: Awaited<ReturnType<typeof runExperiment>>): number {
  for (const { run, reason } of failed) remark(`Not recorded: ${run}. ${reason}`);
  console.log(`${ran} runs recorded, ${skipped} were there already.`);
  if (interrupted) return exitCodes.interrupted;
  return failed.length === 0 ? exitCodes.fine : exitCodes.no;
}

/** The names of an experiment's configurations, or the ends of a long list. */
function namesIn({ configurations }: Experiment<unknown, unknown>): string {
  const names = Object.keys(configurations);
  return names.length <= 20
    ? names.join(', ')
    : `${names[0]}, ${names[1]}, … ${names[names.length - 1]}: ${names.length} in all`;
}
