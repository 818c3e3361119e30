import type { Value } from './values';

/**
 * A chapter's exercises, declared as data: inputs and expected values, no assertions. One declaration serves the student's
 * terminal, the notebook and the grader, which runs the function in a process that never sees what is expected.
 */
export interface Chapter {
  /** The folder's name under `exercises/`, such as `03-facenet`. */
  slug: string;
  title: string;
  exercises: Exercise[];
}

/** One function to write, in a file of its own: `countTriplets` is in `count-triplets.ts`. */
export interface Exercise {
  name: string;
  /** The parameters' names, for messages. */
  parameters: string[];
  checks: Check[];
}

/** One thing that the function must get right. Its points are given only if all its cases pass, the hidden ones too. */
export interface Check {
  title: string;
  points: number;
  /** The hint to read when it fails: 1, 2 or 3. */
  hint: 1 | 2 | 3;
  cases: Case[];
}

export interface Case {
  inputs: Value[];
  /** From a literal, or from an independent oracle in the spec. */
  expected?: Value;
  /** Instead of `expected`: the function must throw an error (another one than its TODO). */
  throws?: true;
  /** Instead of `expected`: the result, or the gradient, must be a tensor of finite numbers, whatever they are. */
  finite?: true;
  /** The gradient with respect to the input of this number is looked at instead of the result; of a tensor result, of its sum. */
  gradientOf?: number;
  /** 1e-6 for numbers, 1e-4 for tensors unless given. */
  tolerance?: number;
  /** The result is a list whose order does not matter. */
  anyOrder?: true;
}

/** More cases for a check, by exercise and title of the check; they are never shown to students. */
export type HiddenCases = Record<string, Record<string, Case[]>>;

/** `countTriplets` → `count-triplets.ts`. */
export function fileOf(exercise: { name: string }): string {
  return `${exercise.name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.ts`;
}

export function pointsOf(exercise: Exercise): number {
  return exercise.checks.reduce((sum, check) => sum + check.points, 0);
}

export function pointsOfChapter(chapter: Chapter): number {
  return chapter.exercises.reduce((sum, exercise) => sum + pointsOf(exercise), 0);
}
