import { resolve } from 'node:path';
import { grade, type GradeOptions, type GradeOrder, type GradeReport } from '../grading/grade';
import { loadChapters } from '../grading/chapters';
import type { Graded } from '../grading/grade-submission';
import { expect } from '../base/errors';
import { openBatch, type BatchOptions } from './batch';
import type { GradeJob } from './job';
import { sealedChecks } from './hidden-checks';
import { gradeId } from './perform';
import { readCourseKey, unseal, type Sealed } from './sealed';

/**
 * As `grade`, with the submissions graded by workers. The gradebook is the one of a run without them. What the workers gave up is 'not
 * graded' with the reason, and the same call tries it again.
 *
 * With a token file the hidden checks need not be at the workers: they lie in the Redis, sealed with the course's token, and so do the
 * results, which hold hidden inputs. Workers open them that have the same token.
 */
export async function gradeQueued(
  folder: string,
  options: GradeOptions & BatchOptions & { tokenFile?: string },
): Promise<GradeReport> {
  expect(
    [undefined, 'bubblewrap'].includes(options.protection),
    `--protection is "${options.protection}", but workers grade inside bubblewrap only: leave it out, or leave --queue out.`,
  );
  const key = options.tokenFile === undefined ? undefined : readCourseKey(options.tokenFile);
  const checks = key && sealedChecks(key, loadChapters(resolve(options.root ?? process.cwd()), options.chapters));
  const batch = await openBatch(options);
  const elsewhere = {
    protection: 'bubblewrap' as const,
    grade: async (order: GradeOrder): Promise<Graded> => {
      const id = gradeId(order.key, checks?.name);
      const result = await batch.result({ id, job: jobOf(order, checks?.name) }, checks?.attachment);
      if (key === undefined) return result as Graded;
      const text = unseal(key, id, result as Sealed);
      expect(text !== undefined, 'The result does not open with this token: it was changed on its way.');
      return JSON.parse(text) as Graded;
    },
  };
  try {
    return await grade(folder, { ...options, elsewhere });
  } finally {
    await batch.close();
  }
}

function jobOf({ submission, chapters, limits }: GradeOrder, checks?: string): GradeJob {
  const files = [...submission.chapters].map(([slug, each]): GradeJob['submission']['chapters'][number] => [
    slug,
    [...each],
  ]);
  const sent = { ...submission, chapters: files };
  return { kind: 'grade', submission: sent, chapters, ...(checks !== undefined && { checks }), limits };
}
