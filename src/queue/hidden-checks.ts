import type { Redis } from 'ioredis';
import type { GradedChapter } from '../grading/chapters';
import { JobError } from './apart';
import type { Attachment } from './batch';
import type { GradeJob, HiddenCode } from './job';
import { checksKey } from './names';
import { nameOf, seal, unseal, type CourseKey, type Sealed } from './sealed';

/** The hidden checks of chapters, sealed with the course's token, to lie in the Redis beside the jobs that need them. */
export function sealedChecks(key: CourseKey, chapters: GradedChapter[]): { name: string; attachment: Attachment } {
  const code: HiddenCode = chapters.flatMap(({ slug, hiddenCode }) =>
    hiddenCode === undefined ? [] : [[slug, hiddenCode]],
  );
  const text = JSON.stringify(code);
  const name = nameOf(key, text);
  return { name, attachment: { key: checksKey(name), value: JSON.stringify(seal(key, checksKey(name), text)) } };
}

/**
 * Fetches the hidden checks that a job needs and opens them, in memory only; undefined for a job that needs none.
 *
 * @throws JobError when this worker has no token, or another one
 */
export async function fetchedChecks(
  connection: Redis,
  { checks: name }: GradeJob,
  key: CourseKey | undefined,
): Promise<HiddenCode | undefined> {
  if (name === undefined) return undefined;
  if (key === undefined) {
    throw new JobError(
      'The hidden checks are sealed with the course’s token and this worker has none: start it with --token-file.',
      true,
    );
  }
  const value = await connection.get(checksKey(name));
  if (value === null) throw new JobError('The hidden checks are not in the Redis any more.', false);
  const text = unseal(key, checksKey(name), JSON.parse(value) as Sealed);
  if (text === undefined) {
    throw new JobError(
      'The hidden checks do not open with the token of this worker: give it the token file of whoever queued this.',
      true,
    );
  }
  return JSON.parse(text) as HiddenCode;
}
