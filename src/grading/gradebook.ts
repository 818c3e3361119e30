import type { GradedChapter } from './chapters';
import { csvText } from './csv';
import type { Found } from './found';
import { visible } from './names';
import type { SubmissionResult } from './result';

/** A row a student, a column an exercise, the total, whether it was late, and what the student handed in. Times are UTC. */
export function gradebook(results: SubmissionResult[], chapters: GradedChapter[]): string {
  const columns = chapters.flatMap(({ slug, exercises }) => exercises.map(({ name }) => `${slug}/${name}`));
  const header = ['student', ...columns, 'total', 'of', 'late', 'handed in', 'submission', 'problem'];
  const rows = results.map((result) => [
    result.student,
    ...result.exercises.map(({ earned }) => earned),
    result.earned,
    result.points,
    result.late ? 'late' : '',
    result.handedIn,
    visible(result.source),
    result.problem ?? '',
  ]);
  return csvText(header, rows);
}

/** What lay in the folder of the submissions, and what became of it. */
export function foundList(found: Found[]): string {
  const words = { read: 'graded', refused: 'not graded', aside: 'left out' };
  return csvText(
    ['found', 'became', 'why'],
    found.map(({ source, student, became, why }) => [
      became === 'aside' ? student : visible(source),
      words[became],
      why,
    ]),
  );
}
