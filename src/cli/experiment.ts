import { Command } from 'commander';
import { InputError } from '../base/errors';
import { selectEngine } from '../engine/select';
import { experiments } from '../experiments/all';
import { countRecords, runExperiment } from '../experiments/record';
import { exitCodes, runCommand, wholeNumber } from './terminal';

/** `facelab experiment NAME --seeds 5`: records what the notebooks' tables show. */
export function addExperiment(program: Command): void {
  program
    .command('experiment')
    .description('run an experiment of the course over several seeds and record it')
    .argument('[name]', 'which one; without a name, all are listed')
    .option('--seeds <count>', 'how many seeds', wholeNumber('--seeds'), 5)
    .option('--only <names...>', 'only these configurations')
    .addHelpText('after', '\nExamples:\n  npx facelab experiment\n  npx facelab experiment toy-margins --seeds 3\n')
    .action((name: string | undefined, { seeds, only }: { seeds: number; only?: string[] }) =>
      runCommand(async ({ signal, progress }) => {
        if (name === undefined) {
          for (const experiment of experiments) {
            const { recorded, stale } = await countRecords(experiment);
            const state = `${recorded} recorded${stale > 0 ? `, ${stale} of them stale` : ''}`;
            const names = Object.keys(experiment.configurations).join(', ');
            console.log(`${experiment.name}: ${experiment.description} (${names}); ${state}`);
          }
          return exitCodes.fine;
        }
        const experiment = experiments.find((candidate) => candidate.name === name);
        if (!experiment) {
          throw new InputError(
            `There is no experiment "${name}": choose ${experiments.map((known) => known.name).join(', ')}.`,
          );
        }
        const engine = await selectEngine();
        let running = '';
        const outcome = await runExperiment(experiment, {
          seeds,
          only,
          engine: String(engine),
          signal,
          onRun: ({ name: configuration, seed }) => (running = `${configuration}, seed ${seed}`),
          onProgress: (done, total) => progress(done, total, running),
        });
        console.log(`${outcome.ran} runs recorded, ${outcome.skipped} were there already.`);
        return outcome.interrupted ? exitCodes.interrupted : exitCodes.fine;
      }),
    );
}
