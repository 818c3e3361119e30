import type { GradedChapter } from './chapters';
import { fileOf } from './exercise';
import { formatNumber } from './format';
import type { ExerciseMark, Mark } from './marks';
import { visible } from './names';
import type { HandedIn } from './submission';
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
  'not graded': '◦',
};

/** What a student may read about a check: never a word about a hidden input, nor what the function did with it. */
export function studentReason({ hidden, outcome, reason, hint }: CheckResult): string {
  if (outcome === 'pass') return '';
  if (hidden && outcome !== 'not run')
    return outcome === 'fail' ? `${passesHereOnly} Hint ${hint} helps.` : `${passesHereOnly} (${outcome})`;
  return outcome === 'fail' ? `${reason}. Hint ${hint} helps.` : reason;
}

/** What stands at the top of a page: the points and how they came about, then what was handed in. */
function summary({ total, points, chapters, penalty, extra, late, handedIn, result, comments }: Mark): string[] {
  const earned = chapters.reduce((sum, chapter) => sum + chapter.earned, 0);
  const parts = [
    ...(penalty > 0 || extra !== 0 ? [`${formatNumber(earned)} earned`] : []),
    ...(penalty > 0 ? [`${formatNumber(penalty)} taken for being late`] : []),
    ...(extra !== 0 ? [`${extra > 0 ? '+' : ''}${formatNumber(extra)} by hand`] : []),
  ];
  return [
    `${formatNumber(total)} of ${points} points${parts.length > 0 ? ` (${parts.join(', ')})` : ''}`,
    ...(result?.problem === undefined ? [] : [result.problem]),
    ...comments,
    `Handed in ${handedIn.slice(0, 16).replace('T', ' ')} UTC${late ? ', late' : ''}:`,
  ];
}

/** A student's page in HTML, complete in one file, without a script. */
export function feedbackHtml(mark: Mark, chapters: GradedChapter[]): string {
  const [points, ...lines] = summary(mark);
  const files = filesOf(mark).map(({ path, became }) => `<li><code>${html(path)}</code>: ${html(became)}</li>`);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${html(mark.student)}</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 56rem; margin: 2rem auto; padding: 0 1rem; color: #222; }
table { border-collapse: collapse; width: 100%; } td { border-top: 1px solid #ddd; padding: .3rem .5rem; vertical-align: top; }
td:first-child { width: 1.5rem; } td:last-child { width: 4rem; text-align: right; } h3 { margin-bottom: .2rem; }
.pass { color: #17703a; } .fail { color: #b3261e; } .reason { color: #555; overflow-wrap: anywhere; }
</style></head><body>
<h1>${html(mark.student)}</h1>
<p><strong>${html(points)}</strong></p>
${lines.map((line) => `<p>${html(line)}</p>`).join('\n')}
<ul>${files.join('\n')}</ul>
${exercisesByChapter(mark, chapters)
  .map(
    ({ title, exercises }) => `<h2>${html(title)}</h2>${exercises.map((exercise) => exerciseHtml(exercise)).join('')}`,
  )
  .join('\n')}
</body></html>
`;
}

function exerciseHtml({ exercise, mark, reason, checks }: Shown): string {
  const rows = checks.map((check) => {
    const kind = check.outcome === 'pass' ? 'pass' : 'fail';
    const why = studentReason(check);
    const text = why === '' ? '' : `<div class="reason">${html(why)}</div>`;
    return `<tr><td class="${kind}">${marks[check.outcome]}</td><td>${html(check.title)}${text}</td><td>${check.earned} of ${check.points}</td></tr>`;
  });
  const comments = mark.comments.map((comment) => `<p>${html(comment)}</p>`).join('');
  return `<h3>${html(headOf(exercise, mark))}</h3>
<p class="reason">${html(`${exercise.chapter}/${fileOf(exercise)}`)}${reason === '' ? '' : ` · ${html(reason)}`}</p>${comments}
${rows.length === 0 ? '' : `<table>${rows.join('\n')}</table>`}`;
}

/** The same page in Markdown. */
export function feedbackMarkdown(mark: Mark, chapters: GradedChapter[]): string {
  const [points, ...rest] = summary(mark);
  const lines = [`# ${markdown(mark.student)}`, '', `**${markdown(points)}**`, ''];
  for (const line of rest) lines.push(markdown(line), '');
  for (const { path, became } of filesOf(mark)) lines.push(`- ${markdown(path)}: ${markdown(became)}`);
  lines.push('');
  for (const { title, exercises } of exercisesByChapter(mark, chapters)) {
    lines.push(`## ${markdown(title)}`, '');
    for (const { exercise, mark: points, reason, checks } of exercises) {
      lines.push(`### ${markdown(headOf(exercise, points))}`, '');
      for (const text of [reason, ...points.comments]) if (text !== '') lines.push(markdown(text), '');
      for (const check of checks) {
        const why = studentReason(check);
        const text = `${markdown(check.title)} (${check.earned} of ${check.points})`;
        lines.push(`- ${marks[check.outcome]} ${text}${why === '' ? '' : `: ${markdown(why)}`}`);
      }
      lines.push('');
    }
  }
  return lines.join('\n');
}

function filesOf({ result }: Mark): HandedIn[] {
  const files = result?.files ?? [];
  return files.length > 0 ? files : [{ path: visible(result?.source ?? ''), became: 'no file that is graded' }];
}

function headOf({ name, outcome, earned }: ExerciseResult, mark: ExerciseMark): string {
  const points = `${name}: ${formatNumber(mark.earned)} of ${mark.points} · `;
  return mark.earned === earned ? `${points}${outcome}` : `${points}given by hand; ${earned} by the checks, ${outcome}`;
}

interface Shown {
  exercise: ExerciseResult;
  mark: ExerciseMark;
  /** About the file as a whole. */
  reason: string;
  /** None where the whole file was refused: every check would repeat the same sentence. */
  checks: CheckResult[];
}

/** The exercises as they are shown. A reason that several share, such as an error in a file that all import, is given once per chapter. */
function exercisesByChapter(
  { result, chapters: all }: Mark,
  chapters: GradedChapter[],
): { title: string; exercises: Shown[] }[] {
  return chapters.map(({ slug, title }, index) => {
    const told = new Map<string, string>();
    const { earned, points, exercises: given } = all[index];
    const exercises = (result?.exercises ?? []).filter(({ chapter }) => chapter === slug);
    return {
      title: `${slug.slice(0, 2)} ${title}: ${formatNumber(earned)} of ${points}`,
      exercises: exercises.map((exercise) => {
        const first = told.get(exercise.reason);
        if (exercise.reason !== '' && first === undefined) told.set(exercise.reason, exercise.name);
        return {
          exercise,
          mark: given.find(({ name }) => name === exercise.name)!,
          reason: first === undefined ? exercise.reason : `The same as in ${first}.`,
          checks: exercise.reason === '' ? exercise.checks : [],
        };
      }),
    };
  });
}

function html(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

function markdown(text: string): string {
  return html(text.replace(/\s+/g, ' '))
    .replace(/&quot;/g, '"')
    .replace(/[\\`*_[\]#|~!]/g, '\\$&');
}
