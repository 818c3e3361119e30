import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { writeWhole } from '../data/disk';
import type { Protection } from './box/protection';
import type { Limits } from './box/watch';
import type { GradedChapter } from './chapters';
import type { Files } from './compile';
import { fileOf, type Exercise } from './exercise';
import { feedbackHtml, feedbackMarkdown } from './feedback';
import type { Found } from './found';
import { foundList, gradebook } from './gradebook';
import type { Mark } from './marks';
import { fileNames } from './names';
import { copies, similarities, similarityReport, type Source } from './similarity';
import type { Submission } from './submission';

/** Honest helpers import each other over one or two files; what goes deeper is not compared. */
const DEEPEST_IMPORT = 4;
const MOST_COMPARED = 100_000;

/** A student's texts of the exercises, for the comparison: each with the files beside it that it imports, so that none hides there. */
export function sourcesOf(submission: Submission, chapters: GradedChapter[]): Source[] {
  return chapters.flatMap(({ slug, exercises }) =>
    exercises.flatMap((exercise) => {
      const files = submission.chapters.get(slug);
      const text = files?.get(fileOf(exercise));
      if (files === undefined || text === undefined) return [];
      return [
        {
          student: submission.student,
          exercise: `${slug}/${exercise.name}`,
          text: withHelpers(text, files, exercises),
        },
      ];
    }),
  );
}

function withHelpers(text: string, files: Files, exercises: Exercise[]): string {
  const own = new Set(exercises.map(fileOf));
  let whole = text;
  const left = new Map([...files].filter(([path]) => !own.has(path)));
  for (let depth = 0; depth < DEEPEST_IMPORT; depth++) {
    for (const [path, helper] of left) {
      if (whole.length > MOST_COMPARED || !whole.includes(`/${posix.basename(path, '.ts')}`)) continue;
      whole += `\n${helper}`;
      left.delete(path);
    }
  }
  return whole;
}

/** The course's own code, from which somebody may have copied. */
function courseFiles(root: string): Source[] {
  return ['src', 'solutions'].flatMap((place) => {
    const folder = join(root, place);
    if (!existsSync(folder)) return [];
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .sort()
      .map((path) => ({ student: `${place}/${path}`, exercise: '', text: readFileSync(join(folder, path), 'utf8') }));
  });
}

/** Writes the gradebook, the feedback pages and whatever else the teacher reads. */
export async function writeReports(
  out: string,
  marks: Mark[],
  chapters: GradedChapter[],
  texts: Source[],
  { found, ...settings }: { found: Found[]; protection: Protection; limits: Limits; root: string },
): Promise<void> {
  const { protection, limits, root } = settings;
  const given = (place: string): Source[] =>
    chapters.flatMap(({ slug, exercises }) =>
      exercises
        .map((exercise) => ({ exercise: `${slug}/${exercise.name}`, file: join(root, place, slug, fileOf(exercise)) }))
        .filter(({ file }) => existsSync(file))
        .map(({ exercise, file }) => ({ student: '', exercise, text: readFileSync(file, 'utf8') })),
    );
  const stubs = given('exercises');
  const pairs = similarities(texts, [...stubs, ...given('solutions')]);
  const feedback = join(out, 'feedback');
  mkdirSync(feedback, { recursive: true });
  const present = marks.filter(({ result }) => result !== undefined);
  const names = fileNames(present.map(({ student }) => student));
  for (const [index, mark] of present.entries()) {
    await writeWhole(join(feedback, `${names[index]}.html`), feedbackHtml(mark, chapters));
    await writeWhole(join(feedback, `${names[index]}.md`), feedbackMarkdown(mark, chapters));
  }
  await writeWhole(join(out, 'similarity.html'), similarityReport(pairs, copies(texts, stubs, courseFiles(root))));
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
