import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../../src/base/random';
import type { GradedChapter } from '../../src/grading/chapters';
import { compileSubmission } from '../../src/grading/compile';
import { fileOf, pointsOf, type Exercise } from '../../src/grading/exercise';
import { loadHere, runHere } from '../../src/grading/run-here';
import { mutants } from '../../test/exercises/mutants';

/** One way to hand in an exercise, and what it must earn. Without a text there is no file. */
export interface Kind {
  name: string;
  text?: string;
  points: number;
}

/** Every honest way to hand in one exercise: right, nearly right, not begun, missing. */
export interface Kinds {
  right: Kind[];
  mutants: Kind[];
  stub: Kind;
}

const corpus = join('test', 'grading', 'corpus');

/** Right ways are the solution and those of the corpus; a mutant of the solution is worth what it earns in this process, without a box. */
export async function kindsOf(root: string, chapter: GradedChapter, exercise: Exercise): Promise<Kinds> {
  const { slug } = chapter;
  const file = fileOf(exercise);
  const places = ['solutions', ...readdirSync(join(root, corpus)).map((way) => join(corpus, way))];
  const right = places
    .filter((place) => existsSync(join(root, place, slug, file)))
    .map((place) => ({ name: place, text: alone(join(root, place, slug), file), points: pointsOf(exercise) }));
  const nearly: Kind[] = [];
  for (const [from, to] of mutants[slug][exercise.name]) {
    const text = right[0].text.replace(from, () => to);
    const compiled = await compileSubmission(new Map([[file, text]]), file);
    if (compiled.kind === 'refused') throw new Error(compiled.verdict.reason);
    const run = loadHere(root, compiled.code)[exercise.name];
    const { earned } = await runHere(slug, exercise, chapter.hidden[exercise.name] ?? {}, run);
    nearly.push({ name: `${from} becomes ${to}`, text, points: earned });
  }
  const stub = readFileSync(join(root, 'exercises', slug, file), 'utf8');
  return { right, mutants: nearly, stub: { name: 'stub', text: stub, points: 0 } };
}

/** Of a class, most is right. */
export function pickHonest(random: Random, { right, mutants: nearly, stub }: Kinds): Kind {
  const dice = random.next();
  if (dice < 0.6) return random.pick(right);
  if (dice < 0.8) return random.pick(nearly);
  return dice < 0.92 ? stub : { name: 'missing', points: 0 };
}

/** A file with the one that it imports from its folder written into it: what lies beside it is another student's luck. */
function alone(folder: string, file: string): string {
  const imported = /^import \{ (\w+)(?: as (\w+))? \} from '\.\/([\w-]+)(?:\.js)?';$/m;
  return readFileSync(join(folder, file), 'utf8').replace(
    imported,
    (_, name: string, other: string | undefined, path: string) => {
      const text = readFileSync(join(folder, `${path}.ts`), 'utf8').replace(/^export /gm, '');
      return other === undefined ? text : `${text}\nconst ${other} = ${name};`;
    },
  );
}
