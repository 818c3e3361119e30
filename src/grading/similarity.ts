import { fingerprints } from './fingerprints';

/** One student's text of one exercise; or, of a course file, its path in place of the student. */
export interface Source {
  student: string;
  exercise: string;
  text: string;
}

/** How much of the shorter text is found in the other one, 0 to 1, over all exercises that both handed in. */
export interface Similarity {
  first: string;
  second: string;
  /** Weighted by the length of the texts. */
  score: number;
  exercises: { exercise: string; score: number }[];
}

/** How much of a student's text is found in one file of the course, 0 to 1. */
export interface Copy {
  student: string;
  exercise: string;
  file: string;
  score: number;
}

/** Shorter texts look alike by chance. */
const FEWEST_PRINTS = 6;
/** What so large a share of the class writes is the ordinary way, not a copy. */
const COMMON = 0.2;
const LOWEST_SCORE = 0.5;

/**
 * Compares submissions with each other, on this machine, by the {@link fingerprints} of their tokens. What the stub, the solution or much of the class
 * has too does not count. A high score is a reason to look, no proof: short functions have few ways to be written.
 */
export function similarities(sources: Source[], given: Source[]): Similarity[] {
  const pairs = new Map<
    string,
    { shared: number; smaller: number; exercises: { exercise: string; score: number }[] }
  >();
  for (const exercise of new Set(sources.map((source) => source.exercise))) {
    const ordinary = printsOf(given.filter((source) => source.exercise === exercise));
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
    .sort((a, b) => b.score - a.score || b.exercises.length - a.exercises.length || (a.first < b.first ? -1 : 1));
}

/**
 * Finds what was copied from the course: of each text, the file of `course` that holds most of it. What the exercise's stub has does not
 * count. Not found is what was copied and then written anew, statement by statement.
 */
export function copies(sources: Source[], stubs: Source[], course: Source[]): Copy[] {
  const owners = new Map<number, number[]>();
  course.forEach(({ text }, file) =>
    fingerprints(text).forEach((print) => owners.set(print, [...(owners.get(print) ?? []), file])),
  );
  const stubsOf = new Map<string, Set<number>>();
  return sources
    .flatMap(({ student, exercise, text }) => {
      const stub = stubsOf.get(exercise) ?? printsOf(stubs.filter((source) => source.exercise === exercise));
      stubsOf.set(exercise, stub);
      const prints = [...fingerprints(text)].filter((print) => !stub.has(print));
      const found = new Map<number, number>();
      for (const print of prints)
        for (const file of owners.get(print) ?? []) found.set(file, (found.get(file) ?? 0) + 1);
      const [best] = [...found].sort((a, b) => b[1] - a[1]);
      if (best === undefined || prints.length < FEWEST_PRINTS || best[1] / prints.length < LOWEST_SCORE) return [];
      return [{ student, exercise, file: course[best[0]].student, score: best[1] / prints.length }];
    })
    .sort((a, b) => b.score - a.score || (a.student < b.student ? -1 : 1));
}

function printsOf(sources: Source[]): Set<number> {
  return new Set(sources.flatMap(({ text }) => [...fingerprints(text)]));
}

/** Pairs of students whose texts of one exercise share a fingerprint. */
function comparePrints(
  texts: Source[],
  ordinary: Set<number>,
): { first: string; second: string; shared: number; smaller: number }[] {
  const prints = texts.map(({ text }) => fingerprints(text));
  const owners = new Map<number, number[]>();
  prints.forEach((set, index) =>
    set.forEach((print) => {
      const known = owners.get(print);
      if (known === undefined) owners.set(print, [index]);
      else known.push(index);
    }),
  );
  const telling = (print: number): boolean =>
    !ordinary.has(print) && owners.get(print)!.length <= Math.max(3, COMMON * texts.length);
  const sizes = prints.map((set) => [...set].filter(telling).length);
  const shared = new Map<number, number>();
  for (const [print, holders] of owners) {
    if (!telling(print)) continue;
    holders.forEach((a, i) =>
      holders.slice(i + 1).forEach((b) => {
        const pair = a * texts.length + b;
        shared.set(pair, (shared.get(pair) ?? 0) + 1);
      }),
    );
  }
  return [...shared].flatMap(([pair, count]) => {
    const [a, b] = [Math.floor(pair / texts.length), pair % texts.length];
    const smaller = Math.min(sizes[a], sizes[b]);
    if (smaller < FEWEST_PRINTS) return [];
    const [first, second] = [texts[a].student, texts[b].student].sort();
    return [{ first, second, shared: count, smaller }];
  });
}

/** The report for the teacher. */
export function similarityReport(pairs: Similarity[], copied: Copy[] = []): string {
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
<p>How much of the shorter text is in the other one, without what the stub, the solution or a fifth of the class has too. A text is an exercise's
file with the files beside it that are no exercises.</p>
${table(rows, ['first', 'second', 'all', 'exercises'], 'No pair reaches 50 %.')}
<h2>With the course</h2>
<p>How much of a text is in one file of src or solutions, without what the stub has. Who finds the short way by himself is listed too.</p>
${table(copyRows, ['student', 'exercise', 'file', 'in it'], 'No text reaches 50 %.')}
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
