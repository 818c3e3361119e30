import type { GradedChapter } from './chapters';
import type { SubmissionResult } from './grade';

/** A row a student, a column an exercise, the total, whether it was late, and what the student handed in. Times are UTC. */
export function gradebook(results: SubmissionResult[], chapters: GradedChapter[]): string {
  const columns = chapters.flatMap(({ slug, exercises }) => exercises.map(({ name }) => `${slug}/${name}`));
  const header = ['student', ...columns, 'total', 'of', 'late', 'handed in', 'submission', 'problem'];
  const rows = results.map((result) => [
    result.student,
    ...result.exercises.map(({ earned }) => String(earned)),
    String(result.earned),
    String(result.points),
    result.late ? 'late' : '',
    result.handedIn,
    result.source,
    result.problem ?? '',
  ]);
  return [header, ...rows].map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n';
}

/** A spreadsheet runs what begins like a formula, so such a name gets an apostrophe in front. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}
