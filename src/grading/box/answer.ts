import type { Answer } from '../call';
import type { Verdict } from '../judge';

/** The outcome of a request to a box. */
export type Reply = { kind: 'answer'; answer: Answer } | { kind: 'ended'; verdict: Verdict };

/** An answer that came from the box: hostile until it has exactly the expected form. */
export function parseAnswer(text: string): Answer | undefined {
  let answer: Partial<Record<string, unknown>>;
  try {
    answer = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof answer !== 'object' || answer === null) return undefined;
  const { kind, message, code, value, inputs } = answer;
  if (kind === 'threw' && typeof message === 'string' && typeof code === 'string') return { kind, message, code };
  if (kind !== 'value' || !Array.isArray(inputs)) return undefined;
  return { kind, value: value as never, inputs };
}
