import { createHash } from 'node:crypto';
import path from 'node:path';
import { Command, Option } from 'commander';
import { InputError } from '../base/errors';
import { checkWritable } from '../data/disk';
import { Faces } from '../data/faces';
import { feedAhead } from '../data/feed';
import { identitySampler } from '../data/sampler';
import { selectEngine } from '../engine/select';
import { embed } from '../evaluation/embed';
import { tenFoldAccuracy } from '../evaluation/verification/folds';
import { FoldedPairs, lfwLikePairs, pairSimilarities } from '../evaluation/verification/pairs';
import { tarAtFar } from '../evaluation/verification/tar-at-far';
import { hasCheckpoint, readNotes, saveCheckpoint } from '../models/checkpoint';
import { disposeModel } from '../models/face-model';
import { fit } from '../training/fit';
import { recipeLoss, recipeModel, recipes, recipeSchedule } from '../training/recipes';
import { exitCodes, print, remark, runCommand, wholeNumber } from './terminal';
import { fewestPeople, peopleWithPairs, picturesFor, PictureSource } from './training-pictures';

interface Options extends Omit<PictureSource, 'preset'> {
  preset?: PictureSource['preset'];
  out: string;
  resume?: boolean;
  overwrite?: boolean;
  json?: boolean;
}

/** False accept rate at which the threshold is set. */
const far = 0.01;

/** `facelab train --out DIR`: ArcFace on rendered people or on a folder of photographs. */
export function addTrain(program: Command): void {
  program
    .command('train')
    .description('train ArcFace on rendered people, or on photographs, and save the network with its threshold')
    .requiredOption('--out <folder>', 'where the network is saved, every 50 steps and at the end')
    .addOption(
      new Option(
        '--preset <name>',
        'how long; `standard` on rendered people and `photographs` on photographs when left out; `shipped` is how data-samples/models/celebrities was made',
      ).choices(Object.keys(recipes)),
    )
    .option(
      '--photos <folder>',
      `train on photographs instead: one folder per person, ${fewestPeople} people or more with two pictures each`,
    )
    .option('--aligned', 'the photographs are aligned faces already: they are decoded while training, however many')
    .option('--keep-poor', 'take in photographed faces that are too small, blurred or askew to be judged')
    .option('--seed <number>', 'the same seed gives the same network', wholeNumber('--seed', 0), 1)
    .option('--resume', 'go on where an interrupted training stopped')
    .option('--overwrite', 'train anew where there is a model already')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  npx facelab train --out my-model\n  npx facelab train --out my-model --resume\n',
    )
    .action(({ preset, ...given }: Options) =>
      runCommand(async (session) => {
        const options = { ...given, preset: preset ?? (given.photos === undefined ? 'standard' : 'photographs') };
        await selectEngine();
        await checkFolder(options);
        const recipe = recipes[options.preset];
        const { training, names, validation } = await picturesFor(options, session);
        // Before training: what cannot be judged, or resumed, is reported now and not after an hour.
        const pairs = validationPairs(validation);
        const run = { preset: options.preset, seed: options.seed, people: hashOf(names) };
        if (options.resume) await checkSameRun(options.out, run);
        const model = recipeModel(recipe, names.length, options.seed);
        const { identitiesABatch: identities, picturesABatch: pictures } = recipe;
        const sampler = identitySampler(training.labels, {
          identities: Math.min(
            identities,
            peopleWithPairs(Array.from(training.labels, (label) => names[label])).length,
          ),
          pictures,
          seed: options.seed,
        });
        const feed = feedAhead(training, sampler, { onProblem: remark });
        const result = await fit(model, feed.batches, {
          loss: recipeLoss(recipe),
          steps: recipe.steps,
          learningRate: recipeSchedule(recipe),
          headRate: recipe.headRate,
          signal: session.signal,
          checkpoint: { folder: options.out, every: 50, resume: options.resume, notes: { size: recipe.size, ...run } },
          onStep: ({ step, steps, history }) =>
            session.progress(step, steps, `training, loss ${history.loss[history.loss.length - 1].toFixed(3)}`),
        }).finally(() => feed.close());
        if (result.ended === 'interrupted') {
          console.error(
            `\nStopped after step ${result.stepsDone}. facelab train --out ${options.out} --resume goes on from there.`,
          );
          return exitCodes.interrupted;
        }
        const similarities = pairSimilarities(await embed(model.backbone, validation), pairs);
        const accuracy = tenFoldAccuracy(similarities, pairs.same, pairs.folds).mean;
        const measured = measuredThreshold(similarities, pairs);
        const { threshold, noThreshold } = measured;
        // Velocities and history are only for going on: the finished network is half as large without them.
        const notes = { size: recipe.size, threshold, noThreshold, accuracy, ...run };
        await saveCheckpoint(options.out, { backbone: model.backbone, tensors: {}, notes });
        disposeModel(model);
        const verdict =
          threshold === undefined ? `no threshold: ${noThreshold}` : `distance threshold ${threshold.toFixed(3)}.`;
        print(
          options.json,
          {
            accuracy,
            ...measured,
            people: names.length,
            validationPeople: validation.names.length,
            waitingShare: feed.waiting(),
          },
          `${options.out}: ${(100 * accuracy).toFixed(1)} % verification accuracy on ${validation.names.length} people who were not trained on; ${verdict}`,
        );
        return exitCodes.fine;
      }),
    );
}

/** Before any work: makes sure that the folder can be written and no model in it is lost. */
async function checkFolder({ out, resume, overwrite }: Options): Promise<void> {
  await checkWritable(path.join(out, 'model.json'));
  if (resume && overwrite) throw new InputError('--resume goes on and --overwrite starts anew: give one of them.');
  if (!hasCheckpoint(out) || overwrite) return;
  const { threshold, noThreshold } = await readNotes(out);
  const isFinished = threshold !== undefined || noThreshold !== undefined;
  if (resume && isFinished) {
    throw new InputError(
      `The training in ${out} is finished: there is nothing to resume. Give --overwrite instead to train anew.`,
    );
  }
  if (resume) return;
  throw new InputError(
    isFinished
      ? `${out} has a finished model: choose another folder, or give --overwrite to train anew in its place.`
      : `${out} has a training that was interrupted: give --resume to go on with it, --overwrite to start anew, or choose another folder.`,
  );
}

/** It makes no sense to go on with the class weights of other people, or with another schedule. */
async function checkSameRun(folder: string, run: { preset: string; seed: number; people: string }): Promise<void> {
  if (!hasCheckpoint(folder)) return;
  const before = await readNotes(folder);
  for (const option of ['preset', 'seed'] as const) {
    if (before[option] !== undefined && before[option] !== run[option]) {
      throw new InputError(
        `The training in ${folder} was started with --${option} ${before[option]}: give it again to resume, or choose another folder.`,
      );
    }
  }
  if (before.people !== undefined && before.people !== run.people) {
    throw new InputError(
      `The training in ${folder} belongs to other people than these: resume with the pictures it was started with, or choose another folder.`,
    );
  }
}

function hashOf(names: string[]): string {
  return createHash('sha256').update(JSON.stringify(names)).digest('hex').slice(0, 16);
}

function validationPairs(validation: Faces): FoldedPairs {
  const able = peopleWithPairs(Array.from(validation.labels, (label) => validation.names[label])).length;
  if (able < 4) {
    throw new InputError(
      `Of the people kept for setting the threshold only ${able} have two pictures that can be used, but 4 are needed: ` +
        'see the sentences above, and mend or add pictures.',
    );
  }
  const folds = Math.max(2, Math.min(10, Math.floor(validation.names.length / 2)));
  return lfwLikePairs(validation.labels, { seed: 1, folds });
}

/** The distance that keeps false accepts at the rate, or a sentence that says why it cannot be measured on these pairs. */
function measuredThreshold(
  similarities: ArrayLike<number>,
  { same }: FoldedPairs,
): { threshold?: number; noThreshold?: string; tarAtFar1e2?: number } {
  const [{ threshold, tar, refusal }] = tarAtFar(similarities, same, [far]);
  if (refusal !== undefined)
    return { noThreshold: `${refusal} Train with more people, or with more pictures of each.` };
  if (threshold === Infinity) {
    return {
      noThreshold:
        `No threshold keeps the false accept rate at ${far}, since more pairs of two people than that are as alike as any: ` +
        'look for pictures that lie under two names, then train again.',
    };
  }
  return { threshold: Math.max(0, 1 - threshold), tarAtFar1e2: tar };
}
