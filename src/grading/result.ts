import type { ExerciseResult } from './run-exercise';
import type { HandedIn } from './submission';

/** Everything about one submission. It holds hidden inputs: it is for the teacher, the feedback pages are for students. */
export interface SubmissionResult {
  student: string;
  /** The folder or zip file. */
  source: string;
  /** Every file that was handed in, and what became of it. */
  files: HandedIn[];
  /** By the files' own times, ISO, UTC. */
  handedIn: string;
  earned: number;
  points: number;
  problem?: string;
  exercises: ExerciseResult[];
  seconds: number;
  /** The most memory that the student's processes took, in MiB. */
  peakMiB: number;
  /** Of the submission, the checks and the settings: a result with another key is out of date. */
  key: string;
}

/** Whether everything in it is a verdict: the grader failed nowhere. */
export function isGraded({ exercises }: SubmissionResult): boolean {
  return exercises.every(({ outcome }) => outcome !== 'not graded');
}
