/** Everything in the Redis is below this word; a queue's own name is the version of the code. */
export const below = { prefix: 'facelab' };

/** The set of versions that have, or had, a queue. */
export const versionsKey = 'facelab:versions';

/** The key that says why nobody wants a job any more: one of {@link cancelled}. */
export function cancelKey(id: string): string {
  return `facelab:cancelled:${id}`;
}

/** The key of sealed hidden checks. */
export function checksKey(name: string): string {
  return `facelab:checks:${name}`;
}

/** The reasons of a job that was cancelled. Who else wants it when the first withdraws gets it; nobody does when all is cancelled. */
export const cancelled = {
  byOne: 'Cancelled by whoever queued it.',
  forAll: 'Cancelled by facelab queue --cancel.',
} as const;
