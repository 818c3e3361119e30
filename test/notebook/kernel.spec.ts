import assert from 'node:assert/strict';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';

const { nodeModules } = require('../../scripts/common/paths');

interface Answer {
  ok: boolean;
  shown: string;
  errors: string;
}

describe('the kernel', function () {
  this.timeout(120_000);
  let root: string;
  const sessions: Session[] = [];

  /** A process that runs cells in a project of its own; all that are started in one test share a cache. */
  class Session {
    private readonly child: ChildProcess;
    private readonly lines: Interface;

    constructor() {
      this.child = spawn(process.execPath, [join(__dirname, 'kernel-session.js'), root, join(root, '.cache')], {
        stdio: ['pipe', 'pipe', 'inherit'],
        detached: true,
      });
      this.lines = createInterface({ input: this.child.stdout! });
      sessions.push(this);
    }

    async run(cell: string | [code: string, position: number]): Promise<Answer> {
      const line = new Promise<string>((done) => this.lines.once('line', done));
      this.child.stdin!.write(`${JSON.stringify(cell)}\n`);
      return JSON.parse(await line);
    }

    /** What a cell prints that must run. */
    async shows(cell: string): Promise<string> {
      const { ok, shown, errors } = await this.run(cell);
      assert.deepEqual([ok, errors], [true, '']);
      return shown;
    }

    /** What the stop button of Jupyter does: a signal to the process and to all that it has started. */
    interrupt(): void {
      process.kill(-this.child.pid!, 'SIGINT');
    }

    end(): void {
      this.child.kill();
    }
  }

  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };
  const kept = (kind: 'declarations' | 'modules' | 'cells'): string[] =>
    readdirSync(join(root, '.cache', kind)).map((name) => join(root, '.cache', kind, name));

  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'facelab-kernel-')));
    symlinkSync(nodeModules, join(root, 'node_modules'), 'junction');
    write('src/number.ts', 'export const factor = 2;\n');
    write(
      'src/double.ts',
      "import { factor } from './number';\n\n/** Twice as much. */\nexport function double(x: number) {\n  return factor * x;\n}\n",
    );
  });

  afterEach(() => {
    for (const session of sessions.splice(0)) session.end();
    rmSync(root, { recursive: true, force: true });
  });

  const importCell = "import { double } from './src/double';\nconsole.log(double(4));";

  it('runs the project’s TypeScript, and keeps what it made of each file', async () => {
    const session = new Session();
    assert.equal(await session.shows(importCell), '8');
    assert.equal(await session.shows('const later = double(5);\nlater + (await Promise.resolve(1))'), '11');
    assert.deepEqual([kept('declarations').length, kept('modules').length], [2, 2]);
    const texts = kept('declarations').map((file) => readFileSync(file, 'utf8'));
    assert.ok(
      texts.some((text) =>
        /\/\*\* Twice as much\. \*\/\nexport declare function double\(x: number\): number;/.test(text),
      ),
    );
  });

  it('compiles further files after the stop button was pressed', async () => {
    write('src/half.ts', 'export const half = 0.5;\n');
    const session = new Session();
    assert.equal(await session.shows(importCell), '8');
    session.interrupt();
    assert.equal(await session.shows("import { half } from './src/half';\nconsole.log(half);"), '0.5');
  });

  it('a second kernel uses what the first has kept', async () => {
    assert.equal(await new Session().shows(importCell), '8');
    const changed = kept('modules').find((file) => readFileSync(file, 'utf8').includes('factor = 2'))!;
    const code = readFileSync(changed, 'utf8').replace(/^.*\n/, '').replace('factor = 2', 'factor = 3');
    const { hashOf } = require('../../scripts/kernel/store');
    writeFileSync(changed, `// ${hashOf(code)}\n${code}`);
    assert.equal(await new Session().shows(importCell), '12');
  });

  it('a cell that was compiled before is not compiled again, and one with errors is not kept', async () => {
    const cells = [importCell, 'const later = double(5);\nlater + (await Promise.resolve(1))', 'later'];
    const first = new Session();
    for (const cell of cells) await first.run(cell);
    await first.run('later + ;');
    assert.equal(kept('cells').length, 3);
    const changed = kept('cells').find((file) => readFileSync(file, 'utf8').includes('double(5)'))!;
    const text = readFileSync(changed, 'utf8').replace(/^.*\n/, '').replace('(5)', '(6)');
    const { hashOf } = require('../../scripts/kernel/store');
    writeFileSync(changed, `// ${hashOf(text)}\n${text}`);
    const second = new Session();
    assert.deepEqual([await second.shows(cells[0]), await second.shows(cells[1]), await second.shows(cells[2])], ['8', '13', '12']); // prettier-ignore
    // A new cell is checked against those above it, though the compiler never saw them.
    assert.equal(await second.shows('const two: number = later + 1;\ntwo'), '13');
    assert.match((await second.run('const text: string = later;')).errors, /Type 'number' is not assignable/);
  });

  it('npm start compiles the cells of all notebooks, each up to one with an error', () => {
    cpSync(join(__dirname, '..', '..', 'scripts'), join(root, 'scripts'), { recursive: true });
    const notebook = (...codes: string[]): string =>
      JSON.stringify({ cells: codes.map((code) => ({ cell_type: 'code', source: code.split(/(?<=\n)/) })) });
    write('notebooks/00-first.ipynb', notebook(importCell, 'const four = double(2);', 'four'));
    write('notebooks/01-second.ipynb', notebook('const one = 1;', 'one.length', 'one'));
    execFileSync(process.execPath, [join(root, 'scripts', 'lab', 'cells.js')]);
    const made = readdirSync(join(root, '.facelab', 'kernel', 'cells'));
    assert.equal(made.length, 4);
  });

  it('the same cell is compiled anew below other cells, and when what an earlier cell imports has changed', async () => {
    const cell = 'const length: number = value;\nlength';
    const answers = async (value: string): Promise<string> => {
      const session = new Session();
      await session.shows(value);
      const { shown, errors } = await session.run(cell);
      return shown + errors;
    };
    const wrong = "1:7 - Type 'string' is not assignable to type 'number'.";
    assert.equal(await answers('const value = 1;'), '1');
    assert.equal(await answers("const value = 'a';"), wrong);
    const imported = "import { factor } from './src/number';\nconst value = factor;";
    write('src/number.ts', 'export let factor = 2;\n');
    assert.equal(await answers(imported), '2');
    write('src/number.ts', "export let factor = '2';\n");
    assert.equal(await answers(imported), wrong);
  });

  it('a damaged file of the cache is made again', async () => {
    assert.equal(await new Session().shows(importCell), '8');
    const files = [...kept('declarations'), ...kept('modules'), ...kept('cells')];
    const whole = files.map((file) => readFileSync(file, 'utf8'));
    assert.equal(files.length, 5);
    files.forEach((file, index) => writeFileSync(file, whole[index].slice(0, index % 2 === 0 ? 50 : 0)));
    assert.equal(await new Session().shows(importCell), '8');
    assert.deepEqual(
      files.map((file) => readFileSync(file, 'utf8')),
      whole,
    );
  });

  it('two kernels may start at once', async () => {
    const both = [new Session(), new Session()];
    assert.deepEqual(await Promise.all(both.map((session) => session.shows(importCell))), ['8', '8']);
    assert.deepEqual([kept('declarations').length, kept('modules').length], [2, 2]);
  });

  it('an edit counts when the import cell runs again, also that of a file which an imported one imports', async () => {
    const session = new Session();
    assert.equal(await session.shows(importCell), '8');
    write('src/double.ts', 'export function double(x: number) {\n  return `${x}${x}`;\n}\n');
    assert.equal(await session.shows(importCell), '44');
    write('src/double.ts', "import { factor } from './number';\nexport const double = (x: number) => factor * x;\n");
    assert.equal(await session.shows(importCell), '8');
    write('src/number.ts', 'export const factor = 10;\n');
    assert.equal(await session.shows(importCell), '40');
    write('src/number.ts', 'export const factor = 2;\n');
    assert.equal(await session.shows(importCell), '8');
  });

  it('a module that did not change keeps its state when another is edited', async () => {
    write('src/counter.ts', 'let count = 0;\nexport const next = () => ++count;\n');
    const session = new Session();
    const cell =
      "import { next } from './src/counter';\nimport { double } from './src/double';\nconsole.log(double(next()));";
    assert.equal(await session.shows(cell), '2');
    write('src/number.ts', 'export const factor = 100;\n');
    assert.equal(await session.shows(cell), '200');
  });

  it('shows a type error of a cell and does not run it, with fresh and with kept declarations', async () => {
    const wrong = "import { double } from './src/double';\nconsole.log('ran');\ndouble('four');";
    const error = "3:8 - Argument of type 'string' is not assignable to parameter of type 'number'.";
    const session = new Session();
    assert.deepEqual(await session.run(wrong), { ok: false, shown: '', errors: error });
    assert.equal(await session.shows(importCell), '8');
    assert.deepEqual(await session.run(wrong), { ok: false, shown: '', errors: error });
    assert.deepEqual(await new Session().run(wrong), { ok: false, shown: '', errors: error });
  });

  it('shows a type error of an imported file before the cell runs, until it is mended', async () => {
    const session = new Session();
    assert.equal(await session.shows(importCell), '8');
    write('src/number.ts', "export const factor = 'two';\n");
    const answer = await session.run(importCell);
    assert.deepEqual([answer.ok, answer.shown], [false, '']);
    assert.match(answer.errors, /^src\/double\.ts 5:10 - The left-hand side of an arithmetic operation must be/);
    const fresh = await new Session().run(importCell);
    assert.equal(fresh.errors, answer.errors);
    write('src/number.ts', 'export const factor: number = 3;\n');
    assert.equal(await session.shows(importCell), '12');
  });

  it('an import of a file that is not there is an error until it is written, and again when it has gone', async () => {
    const session = new Session();
    await session.shows('/** @module mine */\nexport const mine = 2;');
    const cell = "import { three } from './src/three';\nimport { mine } from './mine';\nthree * mine";
    const missing = {
      ok: false,
      shown: '',
      errors: "1:23 - Cannot find module './src/three' or its corresponding type declarations.",
    };
    assert.deepEqual(await session.run(cell), missing);
    assert.deepEqual(await session.run(cell), missing);
    write('src/three.ts', "import { factor } from './number';\nexport const three = factor + 1;\n");
    assert.equal(await session.shows(cell), '6');
    rmSync(join(root, 'src/number.ts'));
    assert.match((await session.run(cell)).errors, /^src\/three\.ts 1:24 - Cannot find module '\.\/number'/);
    write('src/number.ts', 'export const factor = 4;\n');
    assert.equal(await session.shows(cell), '10');
  });

  it('tells the type and the comment of a name, be it of the project or of a package, with the types of earlier cells', async () => {
    const session = new Session();
    await session.shows(
      "import { double } from './src/double';\nimport { join } from 'node:path';\nconst four = double(2);",
    );
    const about = async (code: string): Promise<string> => (await session.run([code, 1])).shown;
    assert.equal(await about('double(1)'), '(alias) double(x: number): number\nimport double\nTwice as much.');
    assert.match(
      await about('join("a")'),
      /^\(alias\) join\(\.\.\.paths: string\[\]\): string\nimport join\nJoin all arguments together/,
    );
    assert.equal(await session.shows('four + 1'), '5');
  });

  it('a stack trace names the line of the TypeScript file', async () => {
    write(
      'src/fail.ts',
      'interface Unused {\n  a: number;\n}\n\nexport function fail(): void {\n  throw new Error("on purpose");\n}\n',
    );
    const { ok, errors } = await new Session().run("import { fail } from './src/fail';\nfail();");
    assert.equal(ok, false);
    assert.ok(errors.includes(`Error: on purpose\n    at fail (${join(root, 'src', 'fail.ts')}:6:9)`), errors);
  });

  it('a module knows its own file and folder', async () => {
    write('src/place.ts', 'export const place = [__filename, __dirname];\n');
    const shown = await new Session().shows("import { place } from './src/place';\nconsole.log(place.join());");
    assert.equal(shown, [join(root, 'src', 'place.ts'), join(root, 'src')].join());
  });

  it('cells can still be modules, and modules of cells import the project', async () => {
    const session = new Session();
    await session.shows("/** @module mine */\nimport { double } from './src/double';\nexport const six = double(3);");
    assert.equal(await session.shows("import { six } from './mine';\nsix"), '6');
  });
});
