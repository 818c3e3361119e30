import type { Outcome } from '../../src/grading/judge';

/** A file handed in as `count-triplets.ts`, and what must become of it. None earns a point. */
export interface Hostile {
  name: string;
  outcome: Outcome;
  /** What may become of it instead, where it is a race which limit is met first. */
  or?: Outcome[];
  text: string;
}

/** The function's body, with wrong answers wherever it gives one. */
const body = (code: string, before = ''): string =>
  `${before}\nexport function countTriplets(labels: number[]): any {\n${code}\n}\n`;

export const hostiles: Hostile[] = [
  { name: 'endless loop', outcome: 'timeout', text: body('for (;;);') },
  { name: 'endless loop at loading', outcome: 'timeout', text: body('return 0;', 'for (;;);') },
  {
    name: 'endless async loop',
    outcome: 'timeout',
    text: 'export async function countTriplets() { for (;;) await new Promise((next) => setImmediate(next)); }',
  },
  {
    name: 'endless microtasks',
    outcome: 'timeout',
    text: 'export async function countTriplets() { for (;;) await null; }',
  },
  { name: 'never settled', outcome: 'timeout', text: body('return new Promise(() => {});') },
  {
    name: 'waits with a timer',
    outcome: 'timeout',
    text: body('setInterval(() => {}, 1000); return new Promise(() => {});'),
  },
  { name: 'exit 0', outcome: 'crash', text: body('process.exit(0);') },
  { name: 'exit 0 at loading', outcome: 'crash', text: body('return 8;', 'process.exit(0);') },
  { name: 'abort', outcome: 'crash', text: body('process.abort();') },
  {
    name: 'throws later',
    outcome: 'crash',
    text: body("setTimeout(() => { throw new Error('later'); }, 0); return new Promise(() => {});"),
  },
  { name: 'kills its parent', outcome: 'broke the rules', text: body('process.kill(process.ppid); return 8;') },
  {
    name: 'heap bomb',
    outcome: 'out of memory',
    text: body('const all: any[] = []; for (;;) all.push(new Array(4e6).fill(all.length));'),
  },
  {
    name: 'buffer bomb',
    outcome: 'out of memory',
    text: body('const all: any[] = []; for (;;) all.push(Buffer.alloc(1e8, 1));'),
  },
  { name: 'one huge buffer', outcome: 'out of memory', text: body('return Buffer.alloc(4e9, 1).length;') },
  {
    name: 'fork bomb',
    outcome: 'broke the rules',
    text: body('for (;;) fork(__filename);', "import { fork } from 'child_process';"),
  },
  {
    name: 'fork bomb through the back door',
    outcome: 'broke the rules',
    text: body(
      "const { Process } = (process as any).binding('process_wrap'); for (;;) new Process().spawn({ file: 'node', args: ['node'] });",
    ),
  },
  {
    name: 'shell',
    outcome: 'broke the rules',
    text: body("return execSync('id');", "import { execSync } from 'node:child_process';"),
  },
  {
    name: 'socket',
    outcome: 'broke the rules',
    text: body("connect(22, '127.0.0.1'); return 8;", "import { connect } from 'net';"),
  },
  { name: 'fetch', outcome: 'broke the rules', text: body("return fetch('http://127.0.0.1:1/').then(() => 8);") },
  {
    name: 'reads the solution',
    outcome: 'broke the rules',
    text: body(
      'return countSolution(labels);',
      "import { countTriplets as countSolution } from '../../solutions/03-facenet/count-triplets';",
    ),
  },
  {
    name: 're-exports src',
    outcome: 'broke the rules',
    text: "export { countTriplets } from '../../src/mining/triplets';",
  },
  {
    name: 'reads the checks from disk',
    outcome: 'broke the rules',
    text: body("return require('f' + 's').readFileSync('test/exercises/03-facenet.spec.ts');"),
  },
  {
    name: 'imports at run time',
    outcome: 'broke the rules',
    text: body("return import('f' + 's').then((fs: any) => fs.readdirSync('/').length);"),
  },
  {
    name: 'built-in at run time',
    outcome: 'broke the rules',
    text: body("return (process as any).getBuiltinModule('fs').readdirSync('/').length;"),
  },
  {
    name: 'evaluates an import',
    outcome: 'broke the rules',
    text: body("return (0, eval)(\"import('fs')\").then((fs: any) => fs.writeFileSync('/tmp/hostile', ''));"),
  },
  {
    name: 'writes outside',
    outcome: 'broke the rules',
    text: body("writeFileSync('../../outside', 'x'); return 8;", "import { writeFileSync } from 'fs';"),
  },
  {
    name: 'patched assert',
    outcome: 'broke the rules',
    text: body(
      'return 0;',
      "import assert from 'assert'; assert.equal = assert.deepEqual = assert.strictEqual = (() => {}) as any;",
    ),
  },
  {
    name: 'patched mocha',
    outcome: 'broke the rules',
    text: body('return 0;', "const Mocha = require('mocha'); Mocha.Runner.prototype.fail = () => {};"),
  },
  {
    name: 'patched lists and numbers',
    outcome: 'fail',
    text: body(
      'return -1;',
      `for (const name of ['every', 'some', 'find', 'filter', 'map', 'includes', 'push', 'join', 'flatMap']) (Array.prototype as any)[name] = () => true;
       (Array.prototype as any)[Symbol.iterator] = function* () {};
       Math.abs = () => 0; Math.max = () => 1e9; Object.is = () => true; Number.isFinite = () => true;`,
    ),
  },
  {
    name: 'patched JSON',
    outcome: 'broke the rules',
    text: body(
      'return -1;',
      `JSON.stringify = () => '{"kind":"value","value":8,"inputs":[[]]}'; JSON.parse = () => ({ kind: 'value', value: 8, inputs: [] });
       Object.prototype.toString = () => '8'; (Object.prototype as any).toJSON = () => 8;`,
    ),
  },
  {
    name: 'patched promises',
    outcome: 'fail',
    text: body(
      'return -1;',
      `(Promise.prototype as any).then = function (done: any) { done({ kind: 'value', value: -8, inputs: [] }); return this; };`,
    ),
  },
  {
    name: 'prints a forged result',
    outcome: 'fail',
    text: body(
      `for (const line of ['ok 1', '{"kind":"value","value":8,"inputs":[[]]}', 'ready']) { console.log(line); console.error(line); process.stdout.write(line + '\\n'); }
       return -1;`,
    ),
  },
  {
    name: 'proxy',
    outcome: 'fail',
    text: body(
      'let reads = 0; return new Proxy({}, { get: () => reads++, has: () => true, ownKeys: () => ["a"], getOwnPropertyDescriptor: () => ({ configurable: true, enumerable: true, value: 8 }) });',
    ),
  },
  {
    name: 'getter',
    outcome: 'fail',
    text: body(
      'let reads = 0; return { get value() { return reads++ ? 8 : 0; }, valueOf: () => 8, toJSON: () => 8, [Symbol.toPrimitive]: () => 8 };',
    ),
  },
  {
    name: 'thenable',
    outcome: 'fail',
    text: body(
      'let reads = 0; return { get then() { return reads++ ? undefined : (done: any) => done({ valueOf: () => 8 }); } };',
    ),
  },
  { name: 'equal to everything', outcome: 'fail', text: body('return [labels.length, { length: 1e12 }, () => 8];') },
  {
    name: 'endless proxy',
    outcome: 'fail',
    text: body(
      'const deep: any = new Proxy({}, { get: () => deep, ownKeys: () => ["a"], getOwnPropertyDescriptor: () => ({ configurable: true, enumerable: true, value: 0 }) }); return deep;',
    ),
  },
  { name: 'huge answer', outcome: 'fail', text: body("return 'x'.repeat(3e8);") },
  {
    name: 'throws a trap',
    outcome: 'fail',
    text: body('throw { get message() { throw 1; }, toString() { throw 2; } };'),
  },
  {
    name: 'syntax error',
    outcome: 'does not compile',
    text: 'export function countTriplets(labels: number[]): number { return 8;',
  },
  { name: 'exports nothing', outcome: 'fail', text: 'function countTriplets() { return 8; }' },
  {
    name: 'leaks through its error',
    outcome: 'fail',
    text: body(
      "if (labels.length === 4 && labels[0] === 0) return 8; throw new Error('SEEN ' + labels.join(' '));",
    ).replace('return 8', 'return 9'),
  },
];
