import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** RESULTS.md: the aims of each kind of processor that has a page, with a link to all else, and what falls short. */
export function overview(pages: string): string {
  const kinds = readdirSync(pages)
    .filter((file) => file.endsWith('.md'))
    .map((file) => file.slice(0, -3))
    .sort();
  const notes = join(pages, '..', 'NOTES.md');
  return [
    '# Speed',
    'Written by `npm run bench`, which measures the processor that it runs on. A ratio above 1 means that facelab is faster; the page of each ' +
      'kind has all contestants, their times and the date.',
    ...kinds.flatMap((kind) => [
      `## [${kind}](results/${kind}.md)`,
      ...aimsOf(readFileSync(join(pages, `${kind}.md`), 'utf8')),
    ]),
    existsSync(notes) ? readFileSync(notes, 'utf8').trim() : '',
  ]
    .join('\n\n')
    .concat('\n');
}

/** The processor of a page, when it was measured and its table of aims. */
function aimsOf(page: string): string[] {
  const processor = /^\| Processor \| (.*) \|$/m.exec(page)?.[1] ?? 'unknown processor';
  const dates = [...new Set(page.match(/\b20\d\d-\d\d-\d\d(?=, `npm run bench)/g))].sort();
  const aims = /^## Aims\n\n([^]*?)\n\n/m.exec(page)?.[1] ?? 'No aims were measured.';
  return [`${processor}, measured ${dates.join(', ')}.`, aims];
}
