import type { Reply } from './box/answer';
import type { BoxMaker } from './box/prepare';
import type { Box } from './box/box';
import type { Limits } from './box/watch';
import type { GradedChapter } from './chapters';
import { fileOf, type Case, type Exercise } from './exercise';
import { callOf, checkResult, judge, type CheckResult, type Outcome, type Verdict } from './judge';

/** How an exercise of one submission went. */
export interface ExerciseResult {
  chapter: string;
  name: string;
  outcome: Outcome;
  /** What there is to say about the file as a whole; about single checks their own reasons say more. */
  reason: string;
  earned: number;
  points: number;
  checks: CheckResult[];
}

/** After so many timeouts, crashes or memory bombs in one exercise, the rest of it is not run. */
const MOST_BOXES_LOST = 2;

/**
 * Runs an exercise's compiled file in boxes. All exercises of a submission share a box, and what passes there has passed: only right values pass. What fails
 * there is tried again in a fresh box, and that result counts, so that no file of a submission can spoil the marks of another. All
 * visible cases run before the first hidden one, and what is shown to a student comes from a box that has not seen a hidden input
 * before it. Once `usedUp` says so, nothing more is run.
 */
export class ExerciseRunner {
  private box: Box | undefined;
  /** The code that the box has loaded. */
  private loaded: string | undefined;
  peakBytes = 0;

  constructor(
    private readonly boxes: BoxMaker,
    private readonly limits: Limits,
    private readonly usedUp: () => boolean = () => false,
  ) {}

  async run(chapter: GradedChapter, exercise: Exercise, code: string): Promise<ExerciseResult> {
    const shared = this.box;
    if (shared !== undefined) {
      const quick = await this.attempt(chapter, exercise, code, 1);
      if (quick.outcome === 'pass') return quick;
      this.box = undefined;
    }
    const result = await this.attempt(chapter, exercise, code, MOST_BOXES_LOST);
    // The shared box goes on while it lives; a box in which something failed is not used for anything else.
    if (shared !== undefined && !shared.ended) {
      await this.discard();
      this.box = shared;
    } else if (result.outcome !== 'pass') await this.discard();
    return result;
  }

  /** Ends the box. */
  async discard(): Promise<void> {
    await this.box?.end();
    this.peakBytes = Math.max(this.peakBytes, this.box?.peakBytes ?? 0);
    this.box = undefined;
  }

  private async attempt(
    chapter: GradedChapter,
    exercise: Exercise,
    code: string,
    mostLost: number,
  ): Promise<ExerciseResult> {
    const { checks, name } = exercise;
    let lost = 0;
    this.loaded = undefined;

    const verdict = async (which: Case): Promise<Verdict> => {
      if (lost >= mostLost) return notRun;
      if (this.usedUp()) return outOfTime;
      const reply = await this.ask(exercise, which, code);
      if (reply.kind === 'answer') return judge(exercise, which, reply.answer);
      lost += 1;
      await this.discard();
      return reply.verdict;
    };
    /** The verdicts of a check's cases up to the first that does not pass. */
    const verdicts = async (cases: Case[]): Promise<Verdict[]> => {
      const all: Verdict[] = [];
      for (const which of cases) {
        all.push(await verdict(which));
        if (all[all.length - 1].outcome !== 'pass') break;
      }
      return all;
    };

    const visible: Verdict[][] = [];
    for (const { cases } of checks) visible.push(await verdicts(cases));
    // What passed so far is looked at in any case, whatever became of the other checks.
    if (mostLost > 1) lost = 0;
    const results: CheckResult[] = [];
    for (const [index, check] of checks.entries()) {
      const passed = visible[index].every(({ outcome }) => outcome === 'pass');
      const hidden = passed ? await verdicts(chapter.hidden[name]?.[check.title] ?? []) : [];
      results.push(checkResult(check, visible[index], hidden));
    }
    return exerciseResult(chapter.slug, exercise, results);
  }

  private async ask(exercise: Exercise, which: Case, code: string): Promise<Reply> {
    if (this.box === undefined) {
      this.box = await this.boxes.start(this.limits);
      this.loaded = undefined;
    }
    if (this.loaded !== code) {
      const reply = await this.box.ask({ load: code, file: fileOf(exercise) });
      if (reply.kind === 'ended') return reply;
      this.loaded = code;
    }
    return this.box.ask({ name: exercise.name, call: callOf(which) });
  }
}

const notRun: Verdict = { outcome: 'not run', reason: `Not run, because the function had ended its process before.` };

const outOfTime: Verdict = {
  outcome: 'timeout',
  reason: 'Not run, because the submission had used up the time that all its functions may take together.',
};

/** The worst first: an exercise is called after the worst thing that happened in it. */
const severity: Outcome[] = [
  'not graded',
  'broke the rules',
  'crash',
  'out of memory',
  'timeout',
  'does not compile',
  'fail',
  'not implemented',
  'not run',
  'pass',
];

/** An exercise from its checks. Where a rule was broken, no check counts. */
export function exerciseResult(chapter: string, exercise: Exercise, checks: CheckResult[]): ExerciseResult {
  const outcome = severity.find((candidate) => checks.some((check) => check.outcome === candidate)) ?? 'pass';
  const broken = outcome === 'broke the rules';
  const counted = checks.map((check) => (broken ? { ...check, earned: 0 } : check));
  const worst = checks.find((check) => check.outcome === outcome);
  const [first] = checks;
  // Reasons name the input that failed: the same one everywhere is about the file, such as a function that is called otherwise.
  const shared =
    checks.length > 1 && checks.every(({ outcome, reason }) => outcome === 'fail' && reason === first.reason);
  const reason =
    !broken || worst === undefined
      ? shared
        ? first.reason
        : ''
      : worst.hidden
        ? 'It did what the rules forbid on an input that is not shown.'
        : worst.reason;
  const sum = (of: (check: CheckResult) => number): number => counted.reduce((total, check) => total + of(check), 0);
  return {
    chapter,
    name: exercise.name,
    outcome,
    reason,
    earned: sum(({ earned }) => earned),
    points: sum(({ points }) => points),
    checks: counted,
  };
}

/** An exercise whose function was never called: all its checks share the verdict. */
export function withoutRunning(chapter: string, exercise: Exercise, { outcome, reason }: Verdict): ExerciseResult {
  const checks = exercise.checks.map((check) => checkResult(check, [{ outcome, reason }], []));
  return { ...exerciseResult(chapter, exercise, checks), outcome, reason };
}
