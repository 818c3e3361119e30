/**
 * A mistake in what the caller gave, in one sentence that names the input, what was expected and what to do.
 * The command line prints the sentence alone; anything else that is thrown is a defect and keeps its stack.
 */
export class InputError extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'InputError';
  }
}

/** Throws an {@link InputError} with the sentence unless the condition holds. */
export function expect(condition: boolean, sentence: string): asserts condition {
  if (!condition) throw new InputError(sentence);
}
