import { hostiles } from '../../test/grading/hostile';
import { variations } from '../../test/grading/hostile-variations';

/** A file that earns nothing, and costs nothing but its author's points for this exercise. */
export interface HostileFile {
  /** The exercise it is handed in for. */
  exercise: string;
  name: string;
  /** `right` is the exercise's solution. */
  text: (right: string) => string;
}

/** Exercises that hostile files are handed in for. Their answers are a number, two kinds of lists and a tensor. */
export const targets = ['countTriplets', 'correctLabels', 'mergeClasses', 'centerLoss'];

/** Texts that are hard on whoever reads, compiles or compares them, and answers that are hard on whoever reads those. */
const bombs: [name: string, text: (right: string, name: string) => string][] = [
  ['exclamation marks', (right) => `${right}\n;${'!'.repeat(250_000)}1`],
  ['nested blocks', (right) => `${right}\n${'{'.repeat(125_000)}`],
  ['open type arguments', (right) => `${right}\nlet x: ${'a<'.repeat(120_000)}`],
  ['arrows', (right) => `${right}\nconst f = ${'()=>'.repeat(60_000)}1;`],
  ['long else if', (_, name) => `export function ${name}(x: any): any { ${'if(x);else '.repeat(22_000)} return -1; }`],
  [
    'doubling enum',
    (_, name) =>
      `enum E { A0 = 'aa', ${Array.from({ length: 27 }, (_, i) => `A${i + 1} = A${i} + A${i}`).join(', ')} }
       export const ${name} = (): any => E.A27.length;`,
  ],
  ['many numbers', (_, name) => `export const ${name} = (): any => -1;\nconst all = [${numbers(40_000)}];`],
  [
    'false shape',
    (_, name) => `export const ${name} = (): any => ({ tensor: 'float32', shape: [1e9, 1], values: [] });`,
  ],
  ['huge key', (_, name) => `export const ${name} = (): any => ({ ['k'.repeat(8e6)]: 1 });`],
  [
    'deep answer',
    (_, name) =>
      `export const ${name} = (): any => { let x: any = []; for (let i = 0; i < 1e5; i++) x = [x]; return x; };`,
  ],
  [
    'overwrites its inputs',
    (_, name) =>
      `export const ${name} = (...all: any[]): any => {
         for (const one of all) if (Array.isArray(one)) one.length = 0;
         return -1;
       };`,
  ],
];

/** No run of tokens twice, so that a comparison of submissions has the most to keep. */
function numbers(count: number): string {
  return Array.from({ length: count }, (_, i) => (i * 7919) % 99_991).join();
}

/** Every hostile file there is, for every target. */
export const hostileFiles: HostileFile[] = targets.flatMap((exercise) => [
  ...[...hostiles, ...variations].map(({ name, text }) => ({
    exercise,
    name,
    text: () => text.replaceAll('countTriplets', exercise),
  })),
  ...bombs.map(([name, text]) => ({ exercise, name, text: (right: string) => text(right, exercise) })),
]);
