import type { Copy, Similarity, Source } from './similarity';

/** The report for the teacher. */
export function similarityReport(pairs: Similarity[], copied: Copy[] = [], sources: Source[] = []): string {
  const long = sources
    .filter(({ limit }) => limit < 0xffffffff)
    .map(
      ({ student, exercise, tokens }) =>
        `<tr><td>${escape(student)}</td><td>${escape(exercise)}</td><td>${tokens.toLocaleString('en')} tokens</td></tr>`,
    );
  const copyRows = copied.map(
    ({ student, exercise, file, score }) =>
      `<tr><td>${escape(student)}</td><td>${escape(exercise)}</td><td>${escape(file)}</td><td>${percent(score)}</td></tr>`,
  );
  const rows = pairs.map(
    ({ first, second, score, exercises }) =>
      `<tr><td>${escape(first)}</td><td>${escape(second)}</td><td>${percent(score)}</td><td>${exercises
        .map((one) => `${escape(one.exercise)} ${percent(one.score)}`)
        .join('<br>')}</td></tr>`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Similarity</title>
<style>body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; } th, td { border-top: 1px solid #ddd; padding: .3rem .5rem; text-align: left; vertical-align: top; }</style>
</head><body><h1>Similarity</h1>
<p>A reason to look, no proof, and no mark depends on it. Names of variables, comments and layout do not count; what was written anew, statement by statement, is not found.</p>
<h2>With each other</h2>
<p>How much of the shorter text is in the other one, without what the chapter's stubs and solutions or a fifth of the class have too. A
text is an exercise's file with the files beside it that it imports.</p>
${table(rows, ['first', 'second', 'all', 'exercises'], 'No pair reaches 50 %.')}
<h2>With the course</h2>
<p>How much of a text is in one file of src or solutions, or of the file in the text where that is longer, without what the stubs have. Who finds the short way by himself is listed too.</p>
${table(copyRows, ['student', 'exercise', 'file', 'in it'], 'No text reaches 50 %.')}
<h2>Too long to compare in full</h2>
<p>Of these a sample is compared that is spread over the whole text. No honest solution comes near this length: look at them yourself.</p>
${table(long, ['student', 'exercise', 'length'], 'None.')}
</body></html>
`;
}

function table(rows: string[], heads: string[], none: string): string {
  if (rows.length === 0) return `<p>${none}</p>`;
  return `<table><tr>${heads.map((head) => `<th>${head}</th>`).join('')}</tr>${rows.join('\n')}</table>`;
}

function percent(score: number): string {
  return `${Math.round(score * 100)} %`;
}

function escape(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
