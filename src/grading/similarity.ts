import { countUpTo, type Fingerprints } from './fingerprints';

/** What one student handed in for one exercise; or, of a course file, its path in place of the student. */
export interface Source extends Fingerprints {
  student: string;
  exercise: string;
}

/** How much of the shorter text is found in the other one, 0 to 1, over all exercises that both handed in. */
export interface Similarity {
  first: string;
  second: string;
  /** Weighted by the length of the texts. */
  score: number;
  exercises: { exercise: string; score: number }[];
}

/** How much of a student's text is found in one file of the course, or of the file in the text where that is longer, 0 to 1. */
export interface Copy {
  student: string;
  exercise: string;
  file: string;
  score: number;
}

/** Shorter texts look alike by chance. */
const FEWEST_PRINTS = 6;
/** Shorter files of the course are in many texts, as a whole, by chance. */
const FEWEST_OF_FILE = 16;
/** What so large a share of the class writes is the ordinary way, not a copy. */
const COMMON = 0.2;
const LOWEST_SCORE = 0.5;

/**
 * Compares submissions with each other, on this machine, by the fingerprints of their tokens. What the chapter's stubs and solutions or much of
 * the class have too does not count. A high score is a reason to look, no proof: short functions have few ways to be written.
 */
export function similarities(sources: Source[], given: Source[]): Similarity[] {
  const pairs = new Map<
    string,
    { shared: number; smaller: number; exercises: { exercise: string; score: number }[] }
  >();
  for (const exercise of new Set(sources.map((source) => source.exercise))) {
    const ordinary = printsOf(given.filter((source) => sameChapter(source.exercise, exercise)));
    const texts = sources.filter((source) => source.exercise === exercise);
    for (const { first, second, shared, smaller } of comparePrints(texts, ordinary)) {
      const key = JSON.stringify([first, second]);
      const pair = pairs.get(key) ?? { shared: 0, smaller: 0, exercises: [] };
      pair.shared += shared;
      pair.smaller += smaller;
      if (shared / smaller >= LOWEST_SCORE) pair.exercises.push({ exercise, score: shared / smaller });
      pairs.set(key, pair);
    }
  }
  return [...pairs]
    .map(([key, { shared, smaller, exercises }]) => {
      const [first, second] = JSON.parse(key) as [string, string];
      return { first, second, score: shared / smaller, exercises: exercises.sort((a, b) => b.score - a.score) };
    })
    .filter(({ score, exercises }) => score >= LOWEST_SCORE && exercises.length > 0)
    .sort(
      (a, b) =>
        b.score - a.score ||
        b.exercises.length - a.exercises.length ||
        compareTexts(a.first, b.first) ||
        compareTexts(a.second, b.second),
    );
}

/**
 * Finds what was copied from the course: of each text, the file of `course` that it shares most with, measured by the shorter of the two, so that padding
 * hides nothing. What the chapter's stubs have does not count. Not found is what was copied and then written anew, statement by
 * statement.
 */
export function copies(sources: Source[], stubs: Source[], course: Source[]): Copy[] {
  const owners = new Map<number, number[]>();
  course.forEach(({ prints }, file) =>
    prints.forEach((print) => owners.set(print, [...(owners.get(print) ?? []), file])),
  );
  const stubsOf = new Map<string, Set<number>>();
  return sources
    .flatMap(({ student, exercise, prints, limit }) => {
      const stub = stubsOf.get(exercise) ?? printsOf(stubs.filter((source) => sameChapter(source.exercise, exercise)));
      stubsOf.set(exercise, stub);
      const own = prints.filter((print) => !stub.has(print));
      if (own.length < FEWEST_PRINTS) return [];
      const shared = new Map<number, number>();
      for (const print of own)
        for (const file of owners.get(print) ?? []) shared.set(file, (shared.get(file) ?? 0) + 1);
      const scores = [...shared].map(([file, count]) => {
        // What the stubs have is left out of the text, and so of the file.
        const whole = course[file].prints.filter((print) => print <= limit && !stub.has(print)).length;
        const shorter = Math.min(own.length, Math.max(whole, FEWEST_OF_FILE));
        return { student, exercise, file: course[file].student, score: count / shorter };
      });
      return scores.sort((a, b) => b.score - a.score).slice(0, 1);
    })
    .filter(({ score }) => score >= LOWEST_SCORE)
    .sort((a, b) => b.score - a.score || (a.student < b.student ? -1 : 1));
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** An exercise may import another one of its chapter, so what either was given is ordinary in both. */
function sameChapter(one: string, other: string): boolean {
  return one.split('/')[0] === other.split('/')[0];
}

function printsOf(sources: Source[]): Set<number> {
  return new Set(sources.flatMap(({ prints }) => [...prints]));
}

/** Pairs of students whose texts of one exercise share a fingerprint. */
function comparePrints(
  texts: Source[],
  ordinary: Set<number>,
): { first: string; second: string; shared: number; smaller: number }[] {
  const n = texts.length;
  const most = Math.max(3, COMMON * n);
  const telling = texts.map(({ prints }) => new Uint32Array(prints.length));
  const sizes = texts.map(() => 0);
  const shared = new Map<number, number>();
  for (const [print, holders] of holdersOf(texts)) {
    if (ordinary.has(print) || holders.length > most) continue;
    for (const [i, a] of holders.entries()) {
      telling[a][sizes[a]++] = print;
      for (let j = i + 1; j < holders.length; j++) {
        const pair = a * n + holders[j];
        shared.set(pair, (shared.get(pair) ?? 0) + 1);
      }
    }
  }
  return [...shared].flatMap(([pair, count]) => {
    const [a, b] = [Math.floor(pair / n), pair % n];
    // Of a text that is known in part, nothing can be shared beyond its limit.
    const limit = Math.min(texts[a].limit, texts[b].limit);
    const smaller = Math.min(...[a, b].map((one) => countUpTo(telling[one].subarray(0, sizes[one]), limit)));
    if (smaller < FEWEST_PRINTS) return [];
    const [first, second] = [texts[a].student, texts[b].student].sort();
    return [{ first, second, shared: count, smaller }];
  });
}

/** Each fingerprint, ascending, with the places of the texts that have it. Sorted numbers: a table of them all takes ten times the memory. */
function* holdersOf(texts: Source[]): Generator<[print: number, holders: number[]]> {
  const n = texts.length;
  const all = new Float64Array(texts.reduce((sum, { prints }) => sum + prints.length, 0));
  let filled = 0;
  texts.forEach(({ prints }, index) => prints.forEach((print) => (all[filled++] = print * n + index)));
  all.sort();
  for (let start = 0; start < all.length;) {
    const print = Math.floor(all[start] / n);
    const holders: number[] = [];
    for (; start < all.length && Math.floor(all[start] / n) === print; start++) holders.push(all[start] % n);
    yield [print, holders];
  }
}
