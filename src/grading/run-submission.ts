import type { BoxMaker } from './box/prepare';
import type { Limits } from './box/watch';
import type { GradedChapter } from './chapters';
import type { Files } from './compile';
import { Compiler } from './compiler';
import { fileOf, type Exercise } from './exercise';
import { brief, type Verdict } from './judge';
import { ExerciseRunner, withoutRunning, type ExerciseResult } from './run-exercise';

/** Seconds that compiling and calling the functions of one submission may take together. All solutions take about five. */
export const submissionSeconds = 240;

/**
 * Grades the exercises of one submission, one after the other: compiles each file and runs it. The notebook, the terminal and
 * `facelab grade` all do it here, so a solution that is right in one place is right in all.
 */
export class SubmissionRunner {
  private readonly compiler: Compiler;
  private readonly runner: ExerciseRunner;
  private seconds = 0;
  private since: number | undefined;

  constructor(
    boxes: BoxMaker,
    limits: Limits,
    private readonly mostSeconds = submissionSeconds,
  ) {
    this.compiler = new Compiler(boxes);
    this.runner = new ExerciseRunner(boxes, limits, () => this.spent >= mostSeconds);
  }

  /** The most memory that one process took, in bytes. */
  get peakBytes(): number {
    return Math.max(this.compiler.peakBytes, this.runner.peakBytes);
  }

  /** Never throws for what a student handed in; where the grader itself fails, the exercise is 'not graded'. */
  async grade(chapter: GradedChapter, exercise: Exercise, files: Files): Promise<ExerciseResult> {
    const decided = (verdict: Verdict): ExerciseResult => withoutRunning(chapter.slug, exercise, verdict);
    if (this.spent >= this.mostSeconds) {
      return decided({
        outcome: 'timeout',
        reason: `Not run, because the submission had used up the ${this.mostSeconds} s that it may take together.`,
      });
    }
    this.since = performance.now();
    try {
      const compiled = await this.compiler.compile(files, fileOf(exercise));
      if (compiled.kind === 'refused') return decided(compiled.verdict);
      return await this.runner.run(chapter, exercise, compiled.code);
    } catch (error) {
      await this.end();
      return decided({ outcome: 'not graded', reason: brief(`The grader failed: ${(error as Error).message}`) });
    } finally {
      this.seconds = this.spent;
      this.since = undefined;
    }
  }

  private get spent(): number {
    return this.seconds + (this.since === undefined ? 0 : (performance.now() - this.since) / 1000);
  }

  /** Ends all processes. */
  async end(): Promise<void> {
    await this.compiler.end();
    await this.runner.discard();
  }
}
