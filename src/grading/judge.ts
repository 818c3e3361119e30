import type { Answer, Call } from './call';
import { difference, untouched } from './compare';
import { formatValue } from './format';
import { fileOf, type Case, type Check, type Exercise } from './exercise';
import { isTensorValue, type Value } from './values';
import { decode, encode } from './wire';

/** What can become of a check, an exercise or a submission. Nothing else exists, so no mark is won or lost in silence. */
export type Outcome =
  | 'pass'
  | 'fail'
  | 'not implemented'
  | 'does not compile'
  | 'timeout'
  | 'crash'
  | 'out of memory'
  | 'broke the rules'
  | 'not run'
  /** The grader failed, not the student: no verdict, and tried again at the next run. */
  | 'not graded';

/** How one case went. `reason` says what input, what was expected and what came. */
export interface Verdict {
  outcome: Outcome;
  reason: string;
}

export interface CheckResult {
  title: string;
  points: number;
  earned: number;
  outcome: Outcome;
  reason: string;
  hint: number;
  /** The reason comes from a hidden case: it must not be shown to a student. */
  hidden: boolean;
}

export function callOf({ inputs, gradientOf }: Case): Call {
  return gradientOf === undefined ? { inputs: encode(inputs) } : { inputs: encode(inputs), gradientOf };
}

/** Compares an answer with what the case expects. This is the only place where a mark is decided. */
export function judge(exercise: Exercise, which: Case, answer: Answer): Verdict {
  const fail = (what: string): Verdict => ({ outcome: 'fail', reason: about(exercise, which, what) });
  if (answer.kind === 'threw') {
    // About the file, not about the input: `exerciseResult` says it once.
    if (answer.code === 'MISSING') return { outcome: 'fail', reason: missing(exercise, answer.message) };
    if (/^TODO\b/.test(answer.message)) return { outcome: 'not implemented', reason: brief(answer.message) };
    const special = specialOutcome(answer);
    if (special !== undefined) return { outcome: special, reason: about(exercise, which, answer.message) };
    if (which.throws) return { outcome: 'pass', reason: '' };
    return fail(`${expectation(which)}, but it threw "${answer.message.slice(0, 300)}"`);
  }
  let came: Value;
  let left: Value[];
  try {
    came = decode(answer.value);
    left = answer.inputs.map((input) => decode(input));
  } catch {
    return fail('gave an answer that is no data');
  }
  if (which.throws) return fail(`expected an error, came ${formatValue(came)}`);
  const changed = which.inputs.findIndex((input, index) => !untouched(input, left[index]));
  if (changed !== -1) {
    return fail(
      `it changed its input ${exercise.parameters[changed] ?? changed + 1}; work on a copy, and leave tensors as they are`,
    );
  }
  if (which.finite) {
    const finite = isTensorValue(came) && came.values.every(Number.isFinite);
    return finite ? { outcome: 'pass', reason: '' } : fail(`expected finite numbers, came ${formatValue(came)}`);
  }
  const said = difference(which.expected, came, { tolerance: toleranceOf(which), anyOrder: which.anyOrder });
  return said === undefined ? { outcome: 'pass', reason: '' } : fail(said);
}

function missing(exercise: Exercise, message: string): string {
  return `${fileOf(exercise)} must export ${exercise.name}, under exactly this name: ${brief(message)}`;
}

/** Errors that show more than a wrong answer. They come from the student's own process, so a false one harms only its author. */
function specialOutcome({ message, code }: { message: string; code: string }): Outcome | undefined {
  if (['RULE', 'ERR_ACCESS_DENIED', 'ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING'].includes(code)) return 'broke the rules';
  if (message.startsWith('Code generation from strings disallowed')) return 'broke the rules';
  if (code === 'IDLE') return 'timeout';
  return message === 'Array buffer allocation failed' ? 'out of memory' : undefined;
}

function toleranceOf({ tolerance, expected, gradientOf }: Case): number {
  return tolerance ?? (gradientOf !== undefined || isTensorValue(expected) ? 1e-4 : 1e-6);
}

function expectation(which: Case): string {
  if (which.finite) return 'expected finite numbers';
  return which.throws ? 'expected an error' : `expected ${formatValue(which.expected)}`;
}

/** What there is to say about a call. Part of it comes from a stranger, so its length is bounded. */
function about(exercise: Exercise, which: Case, what: string): string {
  return `${brief(callText(exercise, which))}: ${brief(what)}`;
}

/** A text of at most a few hundred characters. */
export function brief(text: string, most = 400): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

/** `countTriplets(labels = [0, 0, 1])` */
export function callText(exercise: Exercise, { inputs, gradientOf }: Case): string {
  const args = inputs.map((input, index) => `${exercise.parameters[index] ?? index + 1} = ${formatValue(input)}`);
  const call = `${exercise.name}(${args.join(', ')})`;
  return gradientOf === undefined ? call : `the gradient of ${call} with respect to ${exercise.parameters[gradientOf]}`;
}

/** A check from the verdicts of its cases, the visible ones first: it passes only if all pass. */
export function checkResult(check: Check, visible: Verdict[], hidden: Verdict[]): CheckResult {
  const { title, points, hint } = check;
  const shown = visible.find(({ outcome }) => outcome !== 'pass');
  const bad = shown ?? hidden.find(({ outcome }) => outcome !== 'pass');
  if (bad === undefined) return { title, points, earned: points, outcome: 'pass', reason: '', hint, hidden: false };
  return { title, points, earned: 0, outcome: bad.outcome, reason: bad.reason, hint, hidden: shown === undefined };
}

export const passesHereOnly = 'It passes on the inputs that are shown, but not on other inputs of the same kind.';
