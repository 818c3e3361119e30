import type { GradedChapter } from './chapters';
import { fileOf } from './exercise';
import type { SubmissionResult } from './result';
import { passesHereOnly, type CheckResult, type Outcome } from './judge';
import type { ExerciseResult } from './run-exercise';

const marks: Record<Outcome, string> = {
  pass: '✔',
  fail: '✖',
  'not implemented': '◦',
  'does not compile': '✖',
  timeout: '✖',
  crash: '✖',
  'out of memory': '✖',
  'broke the rules': '✖',
  'not run': '◦',
};

/** What a student may read about a check: never a word about a hidden input, nor what the function did with it. */
export function studentReason({ hidden, outcome, reason, hint }: CheckResult): string {
  if (outcome === 'pass') return '';
  if (hidden && outcome !== 'not run')
    return outcome === 'fail' ? `${passesHereOnly} Hint ${hint} helps.` : `${passesHereOnly} (${outcome})`;
  return outcome === 'fail' ? `${reason}. Hint ${hint} helps.` : reason;
}

/** A student's page in HTML, complete in one file, without a script. */
export function feedbackHtml(result: SubmissionResult, chapters: GradedChapter[]): string {
  const chapterParts = byChapter(result, chapters).map(
    ({ chapter, exercises }) =>
      `<h2>${html(`${chapter.slug.slice(0, 2)} ${chapter.title}`)}</h2>${exercises.map(exerciseHtml).join('')}`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${html(result.student)}</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 56rem; margin: 2rem auto; padding: 0 1rem; color: #222; }
table { border-collapse: collapse; width: 100%; } td { border-top: 1px solid #ddd; padding: .3rem .5rem; vertical-align: top; }
td:first-child { width: 1.5rem; } td:last-child { width: 4rem; text-align: right; } h3 { margin-bottom: .2rem; }
.pass { color: #17703a; } .fail { color: #b3261e; } .reason { color: #555; overflow-wrap: anywhere; }
</style></head><body>
<h1>${html(result.student)}</h1>
<p><strong>${result.earned} of ${result.points} points</strong>${result.late ? ' · handed in late' : ''}</p>
${result.problem === undefined ? '' : `<p class="fail">${html(result.problem)}</p>`}
${chapterParts.join('\n')}
</body></html>
`;
}

function exerciseHtml(exercise: ExerciseResult): string {
  const rows = exercise.checks.map((check) => {
    const kind = check.outcome === 'pass' ? 'pass' : 'fail';
    const reason = showsChecks(exercise) ? studentReason(check) : '';
    const text = reason === '' ? '' : `<div class="reason">${html(reason)}</div>`;
    return `<tr><td class="${kind}">${marks[check.outcome]}</td><td>${html(check.title)}${text}</td><td>${check.earned} of ${check.points}</td></tr>`;
  });
  return `<h3>${html(exercise.name)}: ${exercise.earned} of ${exercise.points} · ${html(exercise.outcome)}</h3>
<p class="reason">${html(`${exercise.chapter}/${fileOf(exercise)}`)}${exercise.reason === '' ? '' : ` · ${html(exercise.reason)}`}</p>
<table>${rows.join('\n')}</table>`;
}

/** The same page in Markdown. */
export function feedbackMarkdown(result: SubmissionResult, chapters: GradedChapter[]): string {
  const lines = [
    `# ${markdown(result.student)}`,
    '',
    `**${result.earned} of ${result.points} points**${result.late ? ' · handed in late' : ''}`,
    '',
  ];
  if (result.problem !== undefined) lines.push(markdown(result.problem), '');
  for (const { chapter, exercises } of byChapter(result, chapters)) {
    lines.push(`## ${chapter.slug.slice(0, 2)} ${markdown(chapter.title)}`, '');
    for (const exercise of exercises) {
      lines.push(`### ${exercise.name}: ${exercise.earned} of ${exercise.points} · ${exercise.outcome}`, '');
      if (exercise.reason !== '') lines.push(markdown(exercise.reason), '');
      for (const check of exercise.checks) {
        const reason = showsChecks(exercise) ? studentReason(check) : '';
        lines.push(
          `- ${marks[check.outcome]} ${markdown(check.title)} (${check.earned} of ${check.points})${reason === '' ? '' : `: ${markdown(reason)}`}`,
        );
      }
      lines.push('');
    }
  }
  return lines.join('\n');
}

/** Where the whole file was refused, every check would repeat the same sentence. */
function showsChecks({ reason }: ExerciseResult): boolean {
  return reason === '';
}

function byChapter(
  result: SubmissionResult,
  chapters: GradedChapter[],
): { chapter: GradedChapter; exercises: ExerciseResult[] }[] {
  return chapters.map((chapter) => ({
    chapter,
    exercises: result.exercises.filter((exercise) => exercise.chapter === chapter.slug),
  }));
}

function html(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

function markdown(text: string): string {
  return html(text.replace(/\s+/g, ' '))
    .replace(/&quot;/g, '"')
    .replace(/[\\`*_[\]#|~!]/g, '\\$&');
}
