import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { seeded } from '../../src/base/random';
import type { GradedChapter } from '../../src/grading/chapters';
import { fileOf } from '../../src/grading/exercise';
import type { SubmissionResult } from '../../src/grading/result';
import { zipOf } from '../../test/grading/zip-writer';
import { hostileFiles, type HostileFile } from './hostile-files';
import { kindsOf, pickHonest, type Kind, type Kinds } from './kinds';

/** What each student handed in for each exercise (`chapter/exercise`), with the points that it must earn. */
export type Truth = Map<string, Map<string, Kind>>;

/** Of every ten submissions so many hold a hostile file. */
const HOSTILE_OF_TEN = 6;

/**
 * Writes the submissions of a class into a folder, every fourth as a zip file. Six of ten hold one hostile file, none of which comes twice
 * before all have come; all their other files are like those of the honest. The same count and chapters give the same class,
 * without those who happen to hand in no file at all: they are no submission.
 */
export async function writeClass(
  folder: string,
  root: string,
  chapters: GradedChapter[],
  count: number,
): Promise<Truth> {
  const random = seeded(7, 'submissions');
  const kinds = new Map<string, Kinds>();
  for (const chapter of chapters)
    for (const exercise of chapter.exercises)
      kinds.set(`${chapter.slug}/${exercise.name}`, await kindsOf(root, chapter, exercise));
  const graded = new Set(chapters.flatMap(({ exercises }) => exercises.map(({ name }) => name)));
  const hostile = random.shuffle(hostileFiles.filter(({ exercise }) => graded.has(exercise)));
  const truth: Truth = new Map();
  let attacks = 0;
  for (let i = 0; i < count; i++) {
    const student = `student ${String(i).padStart(3, '0')}${i % 10 === 3 ? ' Müller 王' : ''}`;
    const attack = i % 10 < HOSTILE_OF_TEN ? hostile[attacks++ % hostile.length] : undefined;
    const files = new Map<string, string>();
    const handedIn = new Map<string, Kind>();
    for (const { slug, exercises } of chapters) {
      for (const exercise of exercises) {
        const name = `${slug}/${exercise.name}`;
        const own = kinds.get(name)!;
        const kind = attack?.exercise === exercise.name ? hostileKind(attack, own) : pickHonest(random, own);
        handedIn.set(name, kind);
        if (kind.text !== undefined) files.set(`exercises/${slug}/${fileOf(exercise)}`, kind.text);
      }
    }
    if (files.size === 0) continue;
    truth.set(student, handedIn);
    if (i % 4 === 1) writeZip(join(folder, `${student}.zip`), files);
    else for (const [path, text] of files) write(join(folder, student, path), text);
  }
  return truth;
}

function hostileKind({ name, text }: HostileFile, { right }: Kinds): Kind {
  return { name: `hostile: ${name}`, text: text(right[0].text!), points: 0 };
}

/** How many submissions hold a hostile file. */
export function countHostile(truth: Truth): number {
  return [...truth.values()].filter((all) => [...all.values()].some(({ name }) => name.startsWith('hostile'))).length;
}

/** Every mark that is not the truth, and every one that is missing, a sentence each. */
export function wrongMarks(results: SubmissionResult[], truth: Truth): string[] {
  return [...truth].flatMap(([student, handedIn]) => {
    const exercises = results.find((one) => one.student === student)?.exercises ?? [];
    return [...handedIn].flatMap(([name, kind]) => {
      const mark = exercises.find((one) => `${one.chapter}/${one.name}` === name);
      if (mark?.earned === kind.points) return [];
      const why = [mark?.reason, ...(mark?.checks ?? []).map(({ reason }) => reason)].find((text) => text) ?? '';
      const got = mark === undefined ? 'no mark' : `${mark.earned} (${mark.outcome})`;
      return [
        `${student}, ${name}, ${kind.name.slice(0, 100)}: ${got} instead of ${kind.points}. ${why.slice(0, 200)}`,
      ];
    });
  });
}

function writeZip(path: string, files: Map<string, string>): void {
  write(path, zipOf([...files].map(([file, content]) => ({ path: `hand-in/${file}`, content }))));
}

function write(path: string, content: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
