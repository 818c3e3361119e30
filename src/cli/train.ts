import { Command, Option } from 'commander';
import { InputError } from '../base/errors';
import { renderCelebrities } from '../data/celebrities/render';
import { Faces, selectFaces } from '../data/faces';
import { FaceFiles, feedAhead, shareFaces } from '../data/feed';
import { PictureProblem, PictureRecord } from '../data/folder';
import { loadFaces } from '../data/load';
import { identitySampler } from '../data/sampler';
import { selectEngine } from '../engine/select';
import { embed } from '../evaluation/embed';
import { lfwLikePairs, pairSimilarities } from '../evaluation/verification/pairs';
import { tarAtFar } from '../evaluation/verification/tar-at-far';
import { tenFoldAccuracy } from '../evaluation/verification/folds';
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
  aligned?: boolean;
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
    .option('--aligned', 'the photographs are aligned faces already: they are decoded while training, however many')
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
        const { training, people, validation } = await picturesFor(options, session);
        // Before training: too few people for the pairs are told now, not after an hour.
        const folds = Math.max(2, Math.min(10, Math.floor(validation.names.length / 2)));
        const pairs = lfwLikePairs(validation.labels, { seed: 1, folds });
        const model = recipeModel(recipe, people, options.seed);
        const { identitiesABatch: identities, picturesABatch: pictures } = recipe;
        const sampler = identitySampler(training.labels, {
          identities: Math.min(identities, people),
          pictures,
          seed: options.seed,
        });
        const feed = feedAhead(training, sampler);
        const result = await fit(model, feed.batches, {
          loss: recipeLoss(recipe),
          steps: recipe.steps,
          learningRate: recipeSchedule(recipe),
          signal: session.signal,
          checkpoint: { folder: options.out, every: 50, resume: options.resume, notes: { size: recipe.size } },
          onStep: ({ step, steps, history }) =>
            session.progress(step, steps, `training, loss ${history.loss[history.loss.length - 1].toFixed(3)}`),
        }).finally(() => feed.close());
        if (result.ended === 'interrupted') {
          console.error(
            `\nStopped after step ${result.stepsDone}. facelab train --out ${options.out} --resume goes on from there.`,
          );
          return exitCodes.interrupted;
        }
        const embeddings = await embed(model.backbone, validation);
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
            people,
            validationPeople: validation.names.length,
            waitingShare: feed.waiting(),
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

/** What is trained on, and the people that are kept for setting the threshold. */
interface Pictures {
  training: Faces | FaceFiles;
  people: number;
  validation: Faces;
}

async function picturesFor(options: Options, { signal, progress }: Session): Promise<Pictures> {
  const { identities, picturesEach, size } = recipes[options.preset];
  const onProgress = (done: number, count: number): void => progress(done, count, 'preparing pictures');
  const told = (problems: PictureProblem[]): void => problems.forEach(({ problem }) => console.error(problem));
  if (options.aligned && !options.photos)
    throw new InputError('--aligned needs --photos: rendered people are drawn aligned anyway.');
  if (options.photos && options.aligned) {
    const { training, people, validation } = splitRecords(await recordsOf(options.photos));
    const { faces, problems } = await loadFaces(validation, { align: 'crop', size, signal, onProgress });
    told(problems);
    return { training: { ...training, size }, people, validation: faces };
  }
  if (options.photos) {
    const { faces, problems } = await loadFaces(await recordsOf(options.photos), { size, signal, onProgress });
    told(problems);
    return splitFaces(faces);
  }
  return splitFaces(
    await renderCelebrities({ identities, picturesEach, size, seed: options.seed, signal, onProgress }),
  );
}

/** A tenth of the people, at least 20 or a third of them, are kept for validation: the threshold is set on people who are not trained on. */
function keptForValidation(people: number): number {
  return Math.min(Math.max(20, Math.round(people / 10)), Math.floor(people / 3));
}

function splitFaces(faces: Faces): Pictures {
  const kept = keptForValidation(faces.names.length);
  const rows = Array.from(faces.labels.keys());
  const training = selectFaces(
    faces,
    rows.filter((row) => faces.labels[row] >= kept),
  );
  const validation = selectFaces(
    faces,
    rows.filter((row) => faces.labels[row] < kept),
  );
  return { training: shareFaces(training), people: training.names.length, validation };
}

function splitRecords(records: PictureRecord[]): {
  training: Omit<FaceFiles, 'size'>;
  people: number;
  validation: PictureRecord[];
} {
  const names = [...new Set(records.map(({ name }) => name))];
  const kept = keptForValidation(names.length);
  const labelOf = new Map(names.slice(kept).map((name, label) => [name, label]));
  const training = records.filter(({ name }) => labelOf.has(name));
  return {
    training: { files: training.map(({ path }) => path), labels: training.map(({ name }) => labelOf.get(name)!) },
    people: labelOf.size,
    validation: records.filter(({ name }) => !labelOf.has(name)),
  };
}
