import { Command, Option } from 'commander';
import { InputError } from '../base/errors';
import { pictureBatches } from '../data/batches';
import { renderCelebrities } from '../data/celebrities/render';
import { Faces, selectFaces } from '../data/faces';
import { loadFaces } from '../data/load';
import { identitySampler } from '../data/sampler';
import { selectEngine } from '../engine/select';
import { embed } from '../evaluation/embed';
import { lfwLikePairs, pairSimilarities } from '../evaluation/pairs';
import { tarAtFar, tenFoldAccuracy } from '../evaluation/verification';
import { hasCheckpoint, loadCheckpoint, saveCheckpoint } from '../models/checkpoint';
import { disposeModel } from '../models/face-model';
import { fit } from '../training/fit';
import { Preset, recipeLoss, recipeModel, recipes, recipeSchedule } from '../training/recipes';
import { recordsOf } from './recognition';
import { exitCodes, print, runCommand, Session, wholeNumber } from './terminal';

interface Options {
  out: string;
  preset: Preset;
  photos?: string;
  seed: number;
  resume?: boolean;
  json?: boolean;
}

/** `facelab train --out DIR`: ArcFace on rendered people or on a folder of photographs. */
export function addTrain(program: Command): void {
  program
    .command('train')
    .description('train ArcFace on rendered people, or on photographs, and save the network with its threshold')
    .requiredOption('--out <folder>', 'where the network is saved, every 50 steps and at the end')
    .addOption(new Option('--preset <name>', 'how long').choices(Object.keys(recipes)).default('standard'))
    .option('--photos <folder>', 'train on photographs instead: one folder a person')
    .option('--seed <number>', 'the same seed gives the same network', wholeNumber('--seed', 0), 1)
    .option('--resume', 'go on where an interrupted training stopped')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  npx facelab train --out my-model\n  npx facelab train --out my-model --resume\n',
    )
    .action((options: Options) =>
      runCommand(async (session) => {
        await selectEngine();
        if (options.resume && (await isFinished(options.out))) {
          throw new InputError(
            `The training in ${options.out} is finished: there is nothing to resume. Leave --resume out to train anew.`,
          );
        }
        const recipe = recipes[options.preset];
        const faces = await trainingFaces(options, session);
        const { training, validation } = splitPeople(faces);
        const model = recipeModel(recipe, training.names.length, options.seed);
        const { identitiesABatch: identities, picturesABatch: pictures } = recipe;
        const sampler = identitySampler(training.labels, {
          identities: Math.min(identities, training.names.length),
          pictures,
          seed: options.seed,
        });
        const result = await fit(model, pictureBatches(training, sampler), {
          loss: recipeLoss(recipe),
          steps: recipe.steps,
          learningRate: recipeSchedule(recipe),
          signal: session.signal,
          checkpoint: { folder: options.out, every: 50, resume: options.resume, notes: { size: recipe.size } },
          onStep: ({ step, steps, history }) =>
            session.progress(step, steps, `training, loss ${history.loss[history.loss.length - 1].toFixed(3)}`),
        });
        if (result.ended === 'interrupted') {
          console.error(
            `\nStopped after step ${result.stepsDone}. facelab train --out ${options.out} --resume goes on from there.`,
          );
          return exitCodes.interrupted;
        }
        const embeddings = await embed(model.backbone, validation);
        const pairs = lfwLikePairs(validation.labels, { seed: 1 });
        const similarities = pairSimilarities(embeddings, pairs);
        const accuracy = tenFoldAccuracy(similarities, pairs.same, pairs.folds).mean;
        const [{ threshold, tar }] = tarAtFar(similarities, pairs.same, [0.01]);
        const notes = {
          size: recipe.size,
          threshold: 1 - threshold,
          accuracy,
          preset: options.preset,
          seed: options.seed,
        };
        // Velocities and history are only for going on: the finished network is half as large without them.
        await saveCheckpoint(options.out, { backbone: model.backbone, tensors: {}, notes });
        disposeModel(model);
        print(
          options.json,
          {
            accuracy,
            threshold: 1 - threshold,
            tarAtFar1e2: tar,
            people: training.names.length,
            validationPeople: validation.names.length,
          },
          `${options.out}: ${(100 * accuracy).toFixed(1)} % verification accuracy on ${validation.names.length} people who were not trained on; distance threshold ${(1 - threshold).toFixed(3)}.`,
        );
        return exitCodes.fine;
      }),
    );
}

async function isFinished(folder: string): Promise<boolean> {
  if (!hasCheckpoint(folder)) return false;
  const { backbone, tensors, notes } = await loadCheckpoint(folder);
  backbone.dispose();
  Object.values(tensors).forEach((tensor) => tensor.dispose());
  return notes.threshold !== undefined;
}

async function trainingFaces(options: Options, { signal, progress }: Session): Promise<Faces> {
  const { identities, picturesEach, size } = recipes[options.preset];
  const onProgress = (done: number, count: number): void => progress(done, count, 'preparing pictures');
  if (!options.photos)
    return renderCelebrities({ identities, picturesEach, size, seed: options.seed, signal, onProgress });
  const { faces, problems } = await loadFaces(await recordsOf(options.photos), { size, signal, onProgress });
  for (const { problem } of problems) console.error(problem);
  return faces;
}

/** A tenth of the people, at least 20 or a third of them, are kept for validation: the threshold is set on people who are not trained on. */
function splitPeople(faces: Faces): { training: Faces; validation: Faces } {
  const people = faces.names.length;
  const kept = Math.min(Math.max(20, Math.round(people / 10)), Math.floor(people / 3));
  const rows = Array.from(faces.labels.keys());
  return {
    training: selectFaces(
      faces,
      rows.filter((row) => faces.labels[row] >= kept),
    ),
    validation: selectFaces(
      faces,
      rows.filter((row) => faces.labels[row] < kept),
    ),
  };
}
