import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome } from '../../src/grading/judge';
import type { Hostile } from './hostile';

const right = readFileSync(join(__dirname, '../../solutions/03-facenet/count-triplets.ts'), 'utf8');

/** What is tried, and what becomes of it wherever it stands. */
const acts: [what: string, code: string, ...outcomes: Outcome[]][] = [
  ['built-in by require', "require('f' + 's').readdirSync('/');", 'broke the rules'],
  ['built-in with a prefix', "require('node:' + 'child_process').execSync('id');", 'broke the rules'],
  ['module loader', "require('mod' + 'ule').createRequire('/')('fs');", 'broke the rules'],
  ['virtual machine', "require('v' + 'm').runInThisContext('1');", 'broke the rules'],
  ['inspector', "new (require('inspe' + 'ctor').Session)().connect();", 'broke the rules'],
  ['worker', "new (require('worker' + '_threads').Worker)('1', { eval: true });", 'broke the rules'],
  ['text to function', "new Function('return process')();", 'broke the rules'],
  ['constructor of a constructor', "({} as any).constructor.constructor('return 1')();", 'broke the rules'],
  ['generator from a text', "(function* () {} as any).constructor('yield 1')();", 'broke the rules'],
  ['asynchronous function from a text', "((async () => {}) as any).constructor('return 1')();", 'broke the rules'],
  ['indirect eval', "(globalThis as any)['ev' + 'al']('1 + 1');", 'broke the rules'],
  ['eval by apply', 'Reflect.apply(eval, null, ["import(\'net\')"]);', 'broke the rules'],
  ['native binding', "(process as any).binding('fs');", 'broke the rules'],
  ['linked binding', "(process as any)._linkedBinding('fs');", 'broke the rules'],
  ['native library', "(process as any).dlopen({ exports: {} }, '/lib/x.so');", 'broke the rules'],
  ['main module', "(process as any).mainModule.require('fs');", 'broke the rules'],
  ['built-in by name', "(process as any)['getBuiltin' + 'Module']('net');", 'broke the rules'],
  ['signal to the group', 'process.kill(0, 9);', 'broke the rules'],
  ['web socket', "new (globalThis as any).WebSocket('ws://127.0.0.1:1');", 'broke the rules'],
  ['exit with a code', 'process.exit(7);', 'crash'],
  ['exit under another name', "(process as any)['re' + 'allyExit'](0);", 'crash'],
  ['abort', "(process as any)['ab' + 'ort']();", 'crash'],
  ['busy loop', 'let spins = 0; while (spins >= 0) spins = (spins + 1) % 1000;', 'timeout'],
  ['catastrophic pattern', "/^(a+)+$/.test('a'.repeat(45) + 'b');", 'timeout'],
  ['endless sort', 'for (;;) Array.from({ length: 1000 }, Math.random).sort();', 'timeout'],
  ['floods the terminal', "for (;;) console.error('x'.repeat(10000));", 'timeout', 'out of memory'],
  ['waits for memory that nobody wakes', 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);', 'timeout'],
  ['list that grows', 'const list: any[] = []; for (;;) list.push(new Float64Array(1e6).fill(1));', 'out of memory'],
  [
    'text that grows',
    "let text = 'xxxxxxxx'; const kept: any[] = []; for (;;) { kept.push((text + kept.length).repeat(1e6).split('')); }",
    'out of memory',
  ],
  [
    'map that grows',
    'const map = new Map(); for (let i = 0; ; i++) map.set(i % 16000000, { i });',
    'out of memory',
    'crash',
  ],
];

/** Where it stands. The answer is wrong in each, so that there is nothing to be earned. */
const places: Record<string, (code: string) => string> = {
  'in the call': (code) => `export function countTriplets(labels: number[]): any { ${code} return -1; }`,
  'at loading': (code) => `${code}\nexport function countTriplets(labels: number[]): any { return -1; }`,
  'behind a promise': (code) =>
    `export async function countTriplets(labels: number[]): Promise<any> { await null; ${code} return -1; }`,
};

const answers: [what: string, value: string][] = [
  ['a forged answer', "({ kind: 'value', value: 8, inputs: [[]] })"],
  ['a forged tensor', "({ tensor: 'float32', shape: [1e9, 1], values: [] })"],
  ['a tensor of many axes', "({ tensor: 'float32', shape: Array(5000).fill(1), values: [8] })"],
  ['a negative shape', "({ tensor: 'int32', shape: [-1, -8], values: [8, 8, 8, 8, 8, 8, 8, 8] })"],
  ['a huge key', "({ ['k'.repeat(8e6)]: 8 })"],
  ['many huge keys', "Object.fromEntries(Array.from({ length: 500 }, (_, i) => ['k'.repeat(1e4) + i, 8]))"],
  ['many texts', "Array(2000).fill('x'.repeat(20000))"],
  ['a deep list', 'Array.from({ length: 5000 }).reduce((inner) => [inner], 8 as any)'],
  ['a wide list', 'Array(1e6).fill(8)'],
  ['a list of lists', 'Array(440).fill(Array(440).fill(8))'],
  ['a sparse list', 'new Array(4e9)'],
  ['a number object', 'new Number(8)'],
  ['a big integer', '8n'],
  ['a symbol', "Symbol('8')"],
  ['a function', '() => 8'],
  ['a date', 'new Date(8)'],
  ['a set', 'new Set([8])'],
  ['a weak map', 'new WeakMap()'],
  ['a shared buffer', 'new SharedArrayBuffer(8)'],
  ['a revoked proxy', '(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy; })()'],
  ['a text', "'8'"],
  ['half a triplet', '0.5'],
  ['not a number', 'NaN'],
  ['an error', 'new Error("8")'],
  ['the global object', 'globalThis'],
  ['the process', 'process'],
  ['a cycle', '(() => { const cycle: any = {}; cycle.self = cycle; return cycle; })()'],
  ['a getter that throws', '({ get value() { throw new Error("no"); } })'],
  ['a prototype', 'JSON.parse(\'{"__proto__": 8}\')'],
];

const compilerTexts: [what: string, text: string, ...outcomes: Outcome[]][] = [
  ['250,000 times !', `${right}\n${'!'.repeat(250_000)}1;`, 'does not compile', 'timeout', 'out of memory'],
  ['200,000 times ~', `${right}\n${'~'.repeat(200_000)}1;`, 'does not compile', 'timeout', 'out of memory'],
  ['nested {', '{'.repeat(125_000), 'does not compile', 'timeout', 'out of memory'],
  ['nested [', '['.repeat(200_000), 'does not compile', 'timeout', 'out of memory'],
  ['nested (', '('.repeat(200_000), 'does not compile', 'timeout', 'out of memory'],
  ['nested types', `${'a<'.repeat(120_000)}1`, 'does not compile', 'timeout', 'out of memory'],
  ['nested arrows', `${'()=>'.repeat(60_000)}1`, 'does not compile', 'timeout', 'out of memory'],
  ['nested templates', '`${'.repeat(80_000), 'does not compile', 'timeout', 'out of memory'],
  [
    'doubling enum',
    `${right}\nenum E { a0 = 'xxxx', ${Array.from({ length: 27 }, (_, i) => `a${i + 1} = \`\${a${i}}\${a${i}}\``).join(', ')} }\nconsole.log(E.a27);`,
    'does not compile',
    'timeout',
    'out of memory',
  ],
  ['null bytes', '\0'.repeat(1000), 'does not compile'],
  ['half a character', 'export const countTriplets = () => "\ud800', 'does not compile'],
];

/** More hostile files for `count-triplets.ts`: none earns a point, none costs another exercise or submission one. */
export const variations: Hostile[] = [
  ...acts.flatMap(([what, code, outcome, ...or]) =>
    Object.entries(places).map(([place, wrap]) => ({ name: `${what} ${place}`, outcome, or, text: wrap(code) })),
  ),
  ...answers.map(([what, value]) => ({
    name: `gives ${what}`,
    outcome: 'fail' as const,
    or: ['broke the rules', 'out of memory', 'timeout'] as Outcome[],
    text: places['in the call'](`return ${value};`),
  })),
  ...compilerTexts.map(([what, text, outcome, ...or]) => ({ name: `compiles ${what}`, outcome, or, text })),
];
