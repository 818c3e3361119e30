import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../data/disk';
import type { Protection } from './box/protection';
import type { Limits } from './box/watch';
import type { GradedChapter } from './chapters';
import { fileOf } from './exercise';
import { feedbackHtml, feedbackMarkdown } from './feedback';
import { fingerprints } from './fingerprints';
import type { Found } from './found';
import { foundList, gradebook } from './gradebook';
import type { Mark } from './marks';
import { fileNames } from './names';
import { copies, similarities, type Source } from './similarity';
import { similarityReport } from './similarity-report';

/** The course's own code, from which somebody may have copied. */
function courseFiles(root: string): Source[] {
  return ['src', 'solutions'].flatMap((place) => {
    const folder = join(root, place);
    if (!existsSync(folder)) return [];
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .sort()
      .map((path) => ({
        student: `${place}/${path}`,
        exercise: '',
        ...fingerprints(readFileSync(join(folder, path), 'utf8')),
      }));
  });
}

/** Writes the gradebook, the feedback pages and whatever else the teacher reads. */
export async function writeReports(
  out: string,
  marks: Mark[],
  chapters: GradedChapter[],
  sources: Source[],
  { found, ...settings }: { found: Found[]; protection: Protection; limits: Limits; root: string },
): Promise<void> {
  const { protection, limits, root } = settings;
  const given = (place: string): Source[] =>
    chapters.flatMap(({ slug, exercises }) =>
      exercises
        .map((exercise) => ({ exercise: `${slug}/${exercise.name}`, file: join(root, place, slug, fileOf(exercise)) }))
        .filter(({ file }) => existsSync(file))
        .map(({ exercise, file }) => ({ student: '', exercise, ...fingerprints(readFileSync(file, 'utf8')) })),
    );
  const stubs = given('exercises');
  const pairs = similarities(sources, [...stubs, ...given('solutions')]);
  const feedback = join(out, 'feedback');
  mkdirSync(feedback, { recursive: true });
  const present = marks.filter(({ result }) => result !== undefined);
  const names = fileNames(present.map(({ student }) => student));
  for (const [index, mark] of present.entries()) {
    await writeWhole(join(feedback, `${names[index]}.html`), feedbackHtml(mark, chapters));
    await writeWhole(join(feedback, `${names[index]}.md`), feedbackMarkdown(mark, chapters));
  }
  const copied = copies(sources, stubs, courseFiles(root));
  await writeWhole(join(out, 'similarity.html'), similarityReport(pairs, copied, sources));
  await writeWhole(
    join(out, 'results.json'),
    JSON.stringify(
      { protection, limits, results: present.map(({ result }) => result), marks: marks.map(withoutResult) },
      null,
      1,
    ),
  );
  await writeWhole(join(out, 'found.csv'), foundList(found, marks));
  await writeWhole(join(out, 'gradebook.csv'), gradebook(marks, chapters));
}

function withoutResult({ result, ...mark }: Mark): Omit<Mark, 'result'> & { source: string } {
  return { ...mark, source: result?.source ?? '' };
}
