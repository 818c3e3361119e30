import { transformSync } from 'esbuild';

/** One student's text of one exercise. */
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

const GRAM = 8;
const WINDOW = 4;
/** Shorter texts look alike by chance. */
const FEWEST_PRINTS = 6;
/** What so large a share of the class writes is the ordinary way, not a copy. */
const COMMON = 0.2;
const LOWEST_SCORE = 0.5;

/**
 * Compares submissions with each other, on this machine. A text is reduced to its tokens, with comments dropped and names made alike, and to
 * fingerprints of eight tokens in a row (winnowing: Schleimer, Wilkerson, Aiken 2003). What the stub, the solution or much of the class
 * has too does not count. A high score is a reason to look, no proof: short functions have few ways to be written.
 */
export function similarities(sources: Source[], given: Source[]): Similarity[] {
  const pairs = new Map<
    string,
    { shared: number; smaller: number; exercises: { exercise: string; score: number }[] }
  >();
  for (const exercise of new Set(sources.map((source) => source.exercise))) {
    const ordinary = new Set(
      given.filter((source) => source.exercise === exercise).flatMap((source) => [...fingerprints(source.text)]),
    );
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

/** Pairs of students whose texts of one exercise share a fingerprint. */
function comparePrints(
  texts: Source[],
  ordinary: Set<string>,
): { first: string; second: string; shared: number; smaller: number }[] {
  const prints = texts.map(({ text }) => fingerprints(text));
  const owners = new Map<string, number[]>();
  prints.forEach((set, index) => set.forEach((print) => owners.set(print, [...(owners.get(print) ?? []), index])));
  const telling = (print: string): boolean =>
    !ordinary.has(print) && owners.get(print)!.length <= Math.max(3, COMMON * texts.length);
  const sizes = prints.map((set) => [...set].filter(telling).length);
  const shared = new Map<string, number>();
  for (const [print, holders] of owners) {
    if (!telling(print)) continue;
    holders.forEach((a, i) =>
      holders.slice(i + 1).forEach((b) => shared.set(`${a} ${b}`, (shared.get(`${a} ${b}`) ?? 0) + 1)),
    );
  }
  return [...shared].flatMap(([pair, count]) => {
    const [a, b] = pair.split(' ').map(Number);
    const smaller = Math.min(sizes[a], sizes[b]);
    if (smaller < FEWEST_PRINTS) return [];
    const [first, second] = [texts[a].student, texts[b].student].sort();
    return [{ first, second, shared: count, smaller }];
  });
}

function fingerprints(text: string): Set<string> {
  const words = tokens(text);
  const grams = Array.from({ length: Math.max(0, words.length - GRAM + 1) }, (_, start) =>
    words.slice(start, start + GRAM).join(' '),
  );
  const chosen = new Set<string>();
  for (let start = 0; start + WINDOW <= grams.length; start++) {
    chosen.add(grams.slice(start, start + WINDOW).reduce((least, gram) => (gram < least ? gram : least)));
  }
  return chosen;
}

const keywords =
  /^(?:break|case|const|continue|do|else|export|for|function|if|import|in|let|new|of|return|switch|throw|typeof|var|while|yield|await|async)$/;

function tokens(text: string): string[] {
  let code = text;
  try {
    code = transformSync(text, { loader: 'ts', minifySyntax: true, minifyWhitespace: true }).code;
  } catch {
    // What does not compile is compared as it stands.
  }
  const found = code.match(/"[^"]*"|'[^']*'|\.?[A-Za-z_$][\w$]*|\d[\d.e]*|[^\s\w]/g) ?? [];
  // A name after a dot is a method or a field and stays; any other name is the student's choice.
  return found.map((token) => (/^[A-Za-z_$]/.test(token) && !keywords.test(token) ? 'name' : token));
}

/** The report for the teacher. */
export function similarityReport(pairs: Similarity[]): string {
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
<p>How much of the shorter text is in the other one, names and comments aside, without what the stub, the solution or a fifth of the class has too.
A reason to look, no proof.</p>
${rows.length === 0 ? '<p>No pair reaches 50 %.</p>' : `<table><tr><th>first</th><th>second</th><th>all</th><th>exercises</th></tr>${rows.join('\n')}</table>`}
</body></html>
`;
}

function percent(score: number): string {
  return `${Math.round(score * 100)} %`;
}

function escape(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
