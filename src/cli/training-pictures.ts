import { InputError } from '../base/errors';
import { keptCelebrities } from '../data/celebrities/worlds';
import { Faces, selectFaces } from '../data/faces';
import { FaceFiles, shareFaces } from '../data/feed';
import { PictureRecord } from '../data/folder';
import { loadFaces } from '../data/load';
import { samePictures } from '../data/same-pictures';
import { recipes } from '../training/recipes';
import { recordsOf, tellProblems } from './recognition';
import { Session } from './terminal';

/** Where the pictures come from. */
export interface PictureSource {
  preset: keyof typeof recipes;
  photos?: string;
  aligned?: boolean;
  keepPoor?: boolean;
  seed: number;
}

/** What is trained on, and the people that are kept for setting the threshold. */
export interface TrainingPictures {
  training: Faces | FaceFiles;
  /** Names of the people who are trained on, by label. */
  names: string[];
  validation: Faces;
}

/** With fewer people who have two pictures, too few are left to train on or to judge by. */
export const fewestPeople = 12;

/** Draws people, or reads photographs, and keeps some people for validation. What cannot be used is reported by name and left out. */
export async function picturesFor(source: PictureSource, { signal, progress }: Session): Promise<TrainingPictures> {
  const { photos, aligned, keepPoor, preset, seed } = source;
  const { identities, picturesEach, size } = recipes[preset];
  const onProgress = (done: number, count: number): void => progress(done, count, 'preparing pictures');
  if (keepPoor && (aligned || photos === undefined))
    throw new InputError('--keep-poor needs --photos without --aligned: only there are faces found and judged.');
  if (photos === undefined) {
    if (aligned) throw new InputError('--aligned needs --photos: rendered people are drawn aligned anyway.');
    return splitFaces(await keptCelebrities({ identities, picturesEach, size, seed, signal, onProgress }));
  }
  const records = await recordsOf(photos);
  expectPeople(records.map(({ name }) => name));
  tellProblems(await samePictures(records));
  if (aligned) {
    const { training, names, validation } = splitRecords(records);
    const { faces, problems } = await loadFaces(validation, { align: 'crop', size, signal, onProgress });
    tellProblems(problems);
    return { training: { ...training, size }, names, validation: faces };
  }
  const { faces, problems } = await loadFaces(records, { size, keepPoor, signal, onProgress });
  tellProblems(problems);
  expectPeople(Array.from(faces.labels, (label) => faces.names[label]));
  return splitFaces(faces);
}

/** People with two pictures or more, in their order; `names` has a name for each picture. */
export function peopleWithPairs(names: string[]): string[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].filter(([, count]) => count >= 2).map(([name]) => name);
}

function expectPeople(names: string[]): void {
  const people = peopleWithPairs(names).length;
  if (people >= fewestPeople) return;
  throw new InputError(
    `${fewestPeople} people are needed, each with two pictures or more that show a face, and here are ${people}: a third is kept for ` +
      'setting the threshold. Add people, or pictures of those who have only one.',
  );
}

/** A tenth of the people, at least 20 or a third of them, are kept for validation: the threshold is set on people who are not trained on. */
function keptForValidation(names: string[]): Set<string> {
  const people = new Set(names).size;
  const count = Math.min(Math.max(20, Math.round(people / 10)), Math.floor(people / 3));
  // A person with one picture makes no pair. Two thirds of those who do make one stay for training.
  const able = peopleWithPairs(names);
  return new Set(able.slice(0, Math.min(count, Math.floor(able.length / 3))));
}

function splitFaces(faces: Faces): TrainingPictures {
  const kept = keptForValidation(Array.from(faces.labels, (label) => faces.names[label]));
  const rows = Array.from(faces.labels.keys());
  const isKept = (row: number): boolean => kept.has(faces.names[faces.labels[row]]);
  const training = selectFaces(
    faces,
    rows.filter((row) => !isKept(row)),
  );
  return { training: shareFaces(training), names: training.names, validation: selectFaces(faces, rows.filter(isKept)) };
}

function splitRecords(records: PictureRecord[]): {
  training: Omit<FaceFiles, 'size'>;
  names: string[];
  validation: PictureRecord[];
} {
  const kept = keptForValidation(records.map(({ name }) => name));
  const training = records.filter(({ name }) => !kept.has(name));
  const names = [...new Set(training.map(({ name }) => name))];
  const labelOf = new Map(names.map((name, label) => [name, label]));
  return {
    training: { files: training.map(({ path }) => path), labels: training.map(({ name }) => labelOf.get(name)!) },
    names,
    validation: records.filter(({ name }) => kept.has(name)),
  };
}
