import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { prepareBoxes, type BoxMaker } from '../../src/grading/box/prepare';
import { protections, type Protection } from '../../src/grading/box/protection';
import { defaultLimits, type Limits } from '../../src/grading/box/watch';
import { loadChapters, type GradedChapter } from '../../src/grading/chapters';
import { compileSubmission } from '../../src/grading/compile';
import { fileOf } from '../../src/grading/exercise';
import { ExerciseRunner, withoutRunning, type ExerciseResult } from '../../src/grading/run-exercise';

export const root = join(__dirname, '../..');

let loaded: GradedChapter[] | undefined;

/** All chapters, compiled once. */
export function allChapters(): GradedChapter[] {
  loaded ??= loadChapters(root);
  return loaded;
}

/** The protections that work on this machine, each with its boxes. */
export async function workingBoxes(): Promise<Map<Protection, BoxMaker>> {
  const makers = new Map<Protection, BoxMaker>();
  for (const protection of protections) {
    const maker = await prepareBoxes(root, protection).catch(() => undefined);
    if (maker !== undefined) makers.set(protection, maker);
  }
  return makers;
}

/** Grades a text as if it were the file of the exercise, in a box of its own. */
export async function gradeText(
  boxes: BoxMaker,
  name: string,
  text: string,
  limits: Limits = defaultLimits,
): Promise<ExerciseResult> {
  const chapter = allChapters().find(({ exercises }) => exercises.some((exercise) => exercise.name === name))!;
  const exercise = chapter.exercises.find((one) => one.name === name)!;
  const compiled = await compileSubmission(new Map([[fileOf(exercise), text]]), fileOf(exercise));
  if (compiled.kind === 'refused') return withoutRunning(chapter.slug, exercise, compiled.verdict);
  const runner = new ExerciseRunner(boxes, limits);
  try {
    return await runner.run(chapter, exercise, compiled.code);
  } finally {
    await runner.discard();
  }
}

/** The solution's text of an exercise. */
export function solutionOf(name: string): string {
  const folder = join(root, 'solutions');
  const file = readdirSync(folder)
    .map((slug) => join(folder, slug, fileOf({ name })))
    .find((path) => existsSync(path))!;
  return readFileSync(file, 'utf8');
}
