import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../base/errors';
import { prepareBoxes, type BoxMaker } from './box/prepare';
import { defaultLimits, type Limits } from './box/watch';
import { loadChapter, type GradedChapter } from './chapters';
import type { Files } from './compile';
import type { ExerciseResult } from './run-exercise';
import { SubmissionRunner } from './run-submission';

export interface CheckedChapter {
  chapter: GradedChapter;
  exercises: ExerciseResult[];
  earned: number;
  points: number;
}

const makers = new Map<string, Promise<BoxMaker>>();

/**
 * Grades one chapter's files as they are on the disk now, exactly as the grader does: an endless loop is stopped, and nothing
 * of an earlier version lingers. `place` is the folder with the chapters, `exercises` unless given.
 */
export async function checkChapter(
  root: string,
  name: string,
  { place = 'exercises', limits = defaultLimits }: { place?: string; limits?: Limits } = {},
): Promise<CheckedChapter> {
  const chapter = loadChapter(root, name);
  const files = readFiles(join(root, place, chapter.slug));
  const maker = makers.get(root) ?? prepareBoxes(root);
  makers.set(root, maker);
  const runner = new SubmissionRunner(await maker, limits);
  const exercises: ExerciseResult[] = [];
  try {
    for (const exercise of chapter.exercises) exercises.push(await runner.grade(chapter, exercise, files));
  } finally {
    await runner.end();
  }
  const sum = (of: (result: ExerciseResult) => number): number =>
    exercises.reduce((total, result) => total + of(result), 0);
  return { chapter, exercises, earned: sum(({ earned }) => earned), points: sum(({ points }) => points) };
}

function readFiles(folder: string): Files {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith('.ts'));
    return new Map(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
  } catch {
    throw new InputError(`There is no folder ${folder} with the exercises: start in the folder of facelab.`);
  }
}
