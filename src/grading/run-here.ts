import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { callFunction } from './call';
import type { Case, Exercise } from './exercise';
import { callOf, checkResult, judge, type Verdict } from './judge';
import { exerciseResult, type ExerciseResult } from './run-exercise';

type HiddenOfExercise = Record<string, Case[]>;

/**
 * Grades a function in this process: for code of one's own. There is no protection and no limit here; strangers' code goes into a
 * box.
 */
export async function runHere(
  chapter: string,
  exercise: Exercise,
  hidden: HiddenOfExercise,
  run: unknown,
): Promise<ExerciseResult> {
  const results = [];
  for (const check of exercise.checks) {
    const visible = await verdictsHere(exercise, check.cases, run);
    results.push(checkResult(check, visible, await verdictsHere(exercise, hidden[check.title] ?? [], run)));
  }
  return exerciseResult(chapter, exercise, results);
}

export async function verdictsHere(exercise: Exercise, cases: Case[], run: unknown): Promise<Verdict[]> {
  const all: Verdict[] = [];
  for (const which of cases) all.push(judge(exercise, which, await callFunction(run, callOf(which), tensorflow)));
  return all;
}

/** Loads compiled code of one's own and gives what it exports. */
export function loadHere(root: string, code: string): Record<string, unknown> {
  const loaded = { exports: {} as Record<string, unknown> };
  const run = new Script(`(function (require, module, exports) {${code}\n})`).runInThisContext();
  run(createRequire(join(root, 'package.json')), loaded, loaded.exports);
  return loaded.exports;
}

function tensorflow(): typeof import('@tensorflow/tfjs') {
  return require('@tensorflow/tfjs');
}
