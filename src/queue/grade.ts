import { grade, type GradeOptions, type GradeOrder, type GradeReport } from '../grading/grade';
import type { Graded } from '../grading/grade-submission';
import { expect } from '../base/errors';
import { openBatch, type BatchOptions } from './batch';
import type { GradeJob } from './job';
import { gradeId } from './perform';

/**
 * As `grade`, with the submissions graded by workers. The gradebook is the one of a run without them. What the workers gave up is 'not
 * graded' with the reason, and the same call tries it again.
 */
export async function gradeQueued(folder: string, options: GradeOptions & BatchOptions): Promise<GradeReport> {
  expect(
    [undefined, 'bubblewrap'].includes(options.protection),
    `--protection is "${options.protection}", but workers grade inside bubblewrap only: leave it out, or leave --queue out.`,
  );
  const batch = await openBatch(options);
  const elsewhere = {
    protection: 'bubblewrap' as const,
    grade: async (order: GradeOrder): Promise<Graded> =>
      (await batch.result({ id: gradeId(order.key), job: jobOf(order) })) as Graded,
  };
  try {
    return await grade(folder, { ...options, elsewhere });
  } finally {
    await batch.close();
  }
}

function jobOf({ submission, chapters, limits }: GradeOrder): GradeJob {
  const files = [...submission.chapters].map(([slug, each]): GradeJob['submission']['chapters'][number] => [
    slug,
    [...each],
  ]);
  return { kind: 'grade', submission: { ...submission, chapters: files }, chapters, limits };
}
