import { checkChapter, type CheckedChapter } from '../grading/check-chapter';
import { fileOf } from '../grading/exercise';
import { studentReason } from '../grading/feedback';
import type { Outcome } from '../grading/judge';
import { escaped, showHTML } from './show';

/**
 * Grades a chapter's exercises as they are saved now, and shows what is right and what is not, with a link to each file:
 * `await check('03-facenet')`. The functions run in a process of their own, so an endless loop does not stop the notebook.
 */
export async function check(chapter: string, root = process.cwd()): Promise<void> {
  showHTML(checkHTML(await checkChapter(root, chapter)));
}

/**
 * Draws with a student's own function: `await whenSolved(() => show(figureOf(myFunction)))`. While the function still throws its TODO, a line says
 * 'not solved yet' instead, and the notebook goes on. Any other error is shown to the student.
 */
export async function whenSolved(draw: () => unknown): Promise<void> {
  try {
    await draw();
  } catch (error) {
    const { message } = error as Error;
    if (!/^TODO\b/.test(message)) throw error;
    showHTML(
      `<p style="color:#6b7280">◦ Not solved yet (${escaped(message)}). The figure appears here once the function is written.</p>`,
    );
  }
}

const colors: Partial<Record<Outcome, string>> = {
  pass: '#17703a',
  'not implemented': '#6b7280',
  'not run': '#6b7280',
};

/** The table that {@link check} shows. */
export function checkHTML({ chapter, exercises, earned, points }: CheckedChapter): string {
  const cell = 'text-align:left;vertical-align:top;padding:3px 10px;border-top:1px solid #d5d8dd';
  const rows = exercises.flatMap((exercise) => {
    const path = `exercises/${chapter.slug}/${fileOf(exercise)}`;
    const link = `<a href="../${path}">${escaped(path)}</a>`;
    const head = `<tr><th style="${cell}" colspan="2"><code>${escaped(exercise.name)}</code> · ${link}</th><th style="${cell}">${exercise.earned} of ${exercise.points}</th></tr>`;
    const note =
      exercise.reason === ''
        ? ''
        : `<tr><td style="${cell};color:#b3261e" colspan="3">${escaped(exercise.reason)}</td></tr>`;
    const checks = exercise.checks.map((one) => {
      const color = colors[one.outcome] ?? '#b3261e';
      const mark = one.outcome === 'pass' ? '✔' : color === '#6b7280' ? '◦' : '✖';
      const reason =
        exercise.reason !== '' ? '' : one.outcome === 'not implemented' ? 'Not implemented yet.' : studentReason(one);
      const text =
        reason === ''
          ? ''
          : `<div style="color:#6b7280;white-space:normal;overflow-wrap:anywhere">${escaped(reason)}</div>`;
      return `<tr><td style="${cell};color:${color}">${mark}</td><td style="${cell}">${escaped(one.title)}${text}</td><td style="${cell}">${one.earned} of ${one.points}</td></tr>`;
    });
    return [head, note, ...checks];
  });
  const hints = `<a href="../exercises/${chapter.slug}/HINTS.md">hints</a>`;
  return `<table style="border-collapse:collapse;font-size:13px;max-width:60em"><caption style="caption-side:top;text-align:left;font-weight:bold;padding:4px 0">${escaped(chapter.title)}: ${earned} of ${points} points · ${hints}</caption><tbody>${rows.join('')}</tbody></table>`;
}
