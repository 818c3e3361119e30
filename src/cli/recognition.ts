import path from 'node:path';
import { Command } from 'commander';
import { InputError } from '../base/errors';
import { Matrix, rowOf } from '../base/matrix';
import { Faces } from '../data/faces';
import { PictureProblem, PictureRecord, readFolder } from '../data/folder';
import { loadFaces } from '../data/load';
import { selectEngine } from '../engine/select';
import { pretrainedRecogniser, Recogniser, trainedRecogniser } from '../evaluation/recogniser';
import { remark, Session } from './terminal';

/** Options that all commands on pictures share. */
export interface PictureOptions {
  model?: string;
  aligned?: boolean;
  keepPoor?: boolean;
  json?: boolean;
}

/** Adds `--model`, `--aligned`, `--keep-poor` and `--json`. */
export function withPictureOptions(command: Command): Command {
  return command
    .option('--model <folder>', 'a network that `facelab train` saved; without it the pretrained descriptor')
    .option('--aligned', 'the pictures are aligned faces already, as the rendered celebrities are')
    .option('--keep-poor', 'take in faces that are too small, blurred or askew to be judged')
    .option('--json', 'print JSON');
}

/** Faces for a recogniser, and what could not be used. */
export interface Gathered {
  recogniser: Recogniser;
  faces: Faces;
  problems: PictureProblem[];
}

/** The same with the faces' vectors. */
export interface Described extends Gathered {
  embeddings: Matrix;
}

/** Pictures → aligned faces → vectors. What cannot be used is reported on standard error, by name. */
export async function describe(
  records: PictureRecord[],
  options: PictureOptions,
  session: Session,
): Promise<Described> {
  return describeFaces(await gather(records, options, session), session);
}

/** Pictures → aligned faces. What cannot be used is reported on standard error, by name. */
export async function gather(records: PictureRecord[], options: PictureOptions, session: Session): Promise<Gathered> {
  await selectEngine();
  if (options.aligned && !options.model) {
    throw new InputError('--aligned needs --model: the pretrained descriptor cuts its faces from photographs itself.');
  }
  const recogniser = options.model ? await trainedRecogniser(options.model) : pretrainedRecogniser();
  const { signal, progress } = session;
  const { faces, problems } = await loadFaces(records, {
    align: options.aligned ? 'crop' : 'detect',
    size: recogniser.size,
    keepPoor: options.keepPoor,
    signal,
    onProgress: (done, count) => progress(done, count, 'finding faces'),
  });
  tellProblems(problems);
  return { recogniser, faces, problems };
}

/** Reports on standard error what could not be used, and by which option faces that cannot be judged come in. */
export function tellProblems(problems: PictureProblem[]): void {
  for (const { problem } of problems) remark(problem);
  const poor = problems.filter((problem) => problem.poor && problem.skipped).length;
  if (poor > 0) console.error(`${poor} left out because the face cannot be judged: --keep-poor takes such faces in.`);
}

/** Aligned faces → vectors. Throws an {@link InputError} when there is no face. */
export async function describeFaces(gathered: Gathered, { signal, progress }: Session): Promise<Described> {
  const { recogniser, faces } = gathered;
  if (faces.count === 0) throw new InputError('No usable face was found: see the sentences above for each picture.');
  const embeddings = await recogniser.describe(faces, {
    signal,
    onProgress: (done, count) => progress(done, count, 'describing'),
  });
  return { ...gathered, embeddings };
}

/** The pictures whose face cannot be judged: a verdict about them would be a guess. */
export function unjudged({ problems }: Gathered): string[] {
  return problems.filter(({ poor, skipped }) => poor && skipped).map(({ problem }) => problem);
}

/** The pictures of a folder `NAME/*.jpg`; oddities are reported on standard error. */
export async function recordsOf(folder: string): Promise<PictureRecord[]> {
  const { records, problems } = await readFolder(folder);
  for (const { problem } of problems) remark(problem);
  if (records.length === 0)
    throw new InputError(
      `${folder} has no pictures: expected one folder per person, ${path.join(folder, 'NAME', 'picture.jpg')}.`,
    );
  return records;
}

/** The distance of two faces by their position. */
export function distanceBetween({ recogniser, embeddings }: Described, a: number, b: number): number {
  return recogniser.distance(rowOf(embeddings, a), rowOf(embeddings, b));
}
