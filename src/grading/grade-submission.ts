import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BoxMaker } from './box/prepare';
import type { Protection } from './box/protection';
import type { Limits } from './box/watch';
import type { GradedChapter } from './chapters';
import type { Files } from './compile';
import { fileOf, type Exercise } from './exercise';
import { brief, type Verdict } from './judge';
import type { SubmissionResult } from './result';
import { withoutRunning, type ExerciseResult } from './run-exercise';
import { SubmissionRunner } from './run-submission';
import { foundElsewhere, type Submission } from './submission';

/** What grading a submission needs. */
export interface Means {
  boxes: BoxMaker;
  limits: Limits;
  root: string;
  signal?: AbortSignal;
}

/** A submission's result, without what changes from run to run or has nothing to do with grading. */
export type Graded = Omit<SubmissionResult, 'source' | 'files' | 'handedIn' | 'key'>;

/** Grades one submission; undefined when it was interrupted. */
export async function gradeSubmission(
  submission: Submission,
  chapters: GradedChapter[],
  means: Means,
): Promise<Graded | undefined> {
  const start = performance.now();
  const runner = new SubmissionRunner(means.boxes, means.limits);
  const exercises: ExerciseResult[] = [];
  try {
    for (const chapter of chapters) {
      for (const exercise of chapter.exercises) {
        if (means.signal?.aborted) return undefined;
        exercises.push(await gradeExercise(submission, chapter, exercise, runner, means.root));
      }
    }
  } finally {
    await runner.end();
  }
  const seconds = (performance.now() - start) / 1000;
  return resultOf(submission, exercises, seconds, Math.round(runner.peakBytes / 1024 / 1024));
}

/** The result of a submission that the grader could not grade, with the reason: no verdict, and nobody's fault but the grader's. */
export function notGraded(submission: Submission, chapters: GradedChapter[], reason: string): Graded {
  const verdict: Verdict = { outcome: 'not graded', reason: brief(`The grader failed: ${reason}`) };
  const exercises = chapters.flatMap(({ slug, exercises }) =>
    exercises.map((exercise) => withoutRunning(slug, exercise, verdict)),
  );
  return resultOf(submission, exercises, 0, 0);
}

function resultOf(submission: Submission, exercises: ExerciseResult[], seconds: number, peakMiB: number): Graded {
  const sum = (of: (result: ExerciseResult) => number): number =>
    exercises.reduce((total, result) => total + of(result), 0);
  return {
    student: submission.student,
    earned: sum(({ earned }) => earned),
    points: sum(({ points }) => points),
    ...problemOf(submission, exercises),
    exercises,
    seconds,
    peakMiB,
  };
}

async function gradeExercise(
  submission: Submission,
  chapter: GradedChapter,
  exercise: Exercise,
  runner: SubmissionRunner,
  root: string,
): Promise<ExerciseResult> {
  const decided = (verdict: Verdict): ExerciseResult => withoutRunning(chapter.slug, exercise, verdict);
  const file = fileOf(exercise);
  if (submission.problem !== undefined) return decided({ outcome: 'not run', reason: submission.problem });
  if (submission.failed !== undefined) return decided({ outcome: 'not graded', reason: submission.failed });
  const files: Files = submission.chapters.get(chapter.slug) ?? new Map();
  const text = files.get(file);
  if (text === undefined)
    return decided({
      outcome: 'not run',
      reason: `There is no file ${chapter.slug}/${file} in the submission.${foundElsewhere(submission, file)}`,
    });
  if (isStub(text, join(root, 'exercises', chapter.slug, file)))
    return decided({ outcome: 'not implemented', reason: '' });
  return runner.grade(chapter, exercise, files);
}

function problemOf({ problem, failed: unread }: Submission, exercises: ExerciseResult[]): { problem?: string } {
  if (problem !== undefined) return { problem };
  if (unread !== undefined) return { problem: `${unread} It is not graded: run the same command again.` };
  const failed = exercises.find(({ outcome }) => outcome === 'not graded');
  if (failed === undefined) return {};
  return { problem: `${failed.reason} ${failed.name} is not graded: run the same command again.` };
}

function isStub(text: string, stub: string): boolean {
  const plain = (code: string): string => code.replace(/\s+/g, ' ').trim();
  return existsSync(stub) && plain(readFileSync(stub, 'utf8')) === plain(text);
}

/** A hash of all that a submission's result depends on: what was handed in, the checks and the settings. */
export function keyOf(
  submission: Submission,
  chapters: Pick<GradedChapter, 'slug' | 'digest'>[],
  limits: Limits,
  protection: Protection,
): string {
  const parts = [
    submission.digest,
    submission.student,
    limits,
    protection,
    chapters.map(({ slug, digest }) => [slug, digest]),
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
