import { posix } from 'node:path';
import type { GradedChapter } from './chapters';
import type { Files } from './compile';
import { fileOf } from './exercise';
import { fingerprints, together, type Fingerprints } from './fingerprints';
import type { Source } from './similarity';
import type { Submission } from './submission';

/**
 * What a student handed in for each exercise, for the comparison: the exercise's file with the files beside it that it imports, directly or
 * through others, those of other exercises too, so that none hides there.
 */
export function sourcesOf(submission: Submission, chapters: GradedChapter[]): Source[] {
  return chapters.flatMap(({ slug, exercises }) => {
    const files = submission.chapters.get(slug) ?? new Map<string, string>();
    // A file is read once, however many exercises import it.
    const known = new Map<string, Fingerprints>();
    const printsOf = (path: string): Fingerprints => {
      const prints = known.get(path) ?? fingerprints(files.get(path)!);
      known.set(path, prints);
      return prints;
    };
    const named = new Map<string, Set<string>>();
    return exercises
      .filter((exercise) => files.has(fileOf(exercise)))
      .map((exercise) => ({
        student: submission.student,
        exercise: `${slug}/${exercise.name}`,
        ...together(reached(fileOf(exercise), files, named).map(printsOf)),
      }));
  });
}

/** A file and the files that it leads to. `named` remembers what each file names. */
function reached(file: string, files: Files, named: Map<string, Set<string>>): string[] {
  const found = [file];
  const left = new Set([...files.keys()].filter((path) => path !== file));
  for (const path of found) {
    const names = named.get(path) ?? namesIn(files.get(path)!);
    named.set(path, names);
    for (const other of left) {
      if (!names.has(posix.basename(other, '.ts'))) continue;
      found.push(other);
      left.delete(other);
    }
  }
  return found;
}

/** The last parts of all relative paths that a text names, however they are written. */
function namesIn(text: string): Set<string> {
  const plain = text
    .replace(/['"`]\s*\+\s*['"`]/g, '')
    .replace(/\\(?:u\{?|x)([\da-f]{1,6})\}?/gi, (whole, digits: string) => {
      const code = parseInt(digits, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    });
  const paths = [...plain.matchAll(/['"`](\.[^'"`\n]*)/g)].map(([, path]) => path);
  return new Set(paths.map((path) => posix.basename(path).replace(/\.[jt]s$/, '')));
}
