import assert from 'node:assert/strict';
import { prepareBoxes, type BoxMaker } from '../../src/grading/box/prepare';
import { defaultLimits } from '../../src/grading/box/watch';
import { Compiler } from '../../src/grading/compiler';
import type { Outcome } from '../../src/grading/judge';
import { SubmissionRunner } from '../../src/grading/run-submission';
import { allChapters, root, solutionOf } from './in-a-box';

const right = solutionOf('countTriplets');

/** Texts that keep a compiler busy, kill it or fill its memory, and what may become of each: never a pass, never the grader's failure. */
const hardTexts: Record<string, [text: string, ...outcomes: Outcome[]]> = {
  '250,000 times !': [`${right}\n${'!'.repeat(250_000)}1;`, 'does not compile', 'timeout', 'out of memory'],
  '125,000 nested {': ['{'.repeat(125_000), 'does not compile', 'timeout', 'out of memory'],
  '120,000 times a<': [`${'a<'.repeat(120_000)}1`, 'does not compile', 'timeout', 'out of memory'],
  '60,000 times ()=>': [`${'()=>'.repeat(60_000)}1`, 'does not compile', 'timeout', 'out of memory'],
  '27 enum members, each twice the one before': [
    `${right}\nenum Doubling { a0 = 'xxxx', ${Array.from({ length: 27 }, (_, i) => `a${i + 1} = \`\${a${i}}\${a${i}}\``).join(', ')} }\nconsole.log(Doubling.a27);`,
    'does not compile',
    'timeout',
    'out of memory',
  ],
};

describe('compiling what strangers wrote', function () {
  this.timeout(300_000);
  let boxes: BoxMaker;
  before(async () => {
    boxes = await prepareBoxes(root);
  });

  for (const [name, [text, ...outcomes]] of Object.entries(hardTexts)) {
    it(`${name}: a verdict, and the next file is compiled as if nothing had been`, async () => {
      const compiler = new Compiler(boxes);
      const hard = await compiler.compile(new Map([['hard.ts', text]]), 'hard.ts');
      const next = await compiler.compile(new Map([['a.ts', right]]), 'a.ts');
      await compiler.end();
      assert.ok(hard.kind === 'refused' && outcomes.includes(hard.verdict.outcome), JSON.stringify(hard).slice(0, 300));
      assert.ok(hard.verdict.reason.length < 500);
      assert.equal(next.kind, 'code');
      assert.ok(compiler.peakBytes < 700 * 1024 * 1024, `${compiler.peakBytes}`);
    });
  }

  it('a long chain of else-if compiles', async () => {
    const chain = Array.from({ length: 6000 }, (_, i) => `if (n === ${i}) return ${i};`).join(' else ');
    const compiler = new Compiler(boxes);
    const compiled = await compiler.compile(
      new Map([['a.ts', `export function f(n: number): number { ${chain} return -1; }`]]),
      'a.ts',
    );
    await compiler.end();
    assert.equal(compiled.kind, 'code');
  });

  it('compiled code of more than a MiB is not run', async () => {
    const files = Array.from(
      { length: 8 },
      (_, i) => [`h${i}.ts`, `export const t${i} = '${'x'.repeat(200_000)}';`] as const,
    );
    const text = files.map((_, i) => `export * from './h${i}';`).join('\n');
    const compiler = new Compiler(boxes);
    const compiled = await compiler.compile(new Map([...files, ['a.ts', text]]), 'a.ts');
    await compiler.end();
    assert.ok(compiled.kind === 'refused' && compiled.verdict.outcome === 'does not compile');
    assert.match(compiled.verdict.reason, /characters; at most/);
  });

  it('a compiler that others ended is started again', async () => {
    let started = 0;
    const compiler = new Compiler({
      ...boxes,
      async startCompiler() {
        const running = await boxes.startCompiler();
        started += 1;
        if (started === 1) await running.end();
        return running;
      },
    });
    assert.equal((await compiler.compile(new Map([['a.ts', right]]), 'a.ts')).kind, 'code');
    assert.equal(started, 2);
    await compiler.end();
  });
});

describe('a submission', function () {
  this.timeout(120_000);
  const chapter = allChapters().find(({ slug }) => slug === '03-facenet')!;
  const [exercise] = chapter.exercises;
  const files = new Map([['count-triplets.ts', right]]);

  it('is not graded, rather than wrong, when the compiler or the box does not start', async () => {
    const boxes = await prepareBoxes(root);
    const fails = (): Promise<never> => Promise.reject(new Error('no process can be made'));
    for (const broken of [{ startCompiler: fails }, { start: fails }]) {
      const runner = new SubmissionRunner({ ...boxes, ...broken }, defaultLimits);
      const result = await runner.grade(chapter, exercise, files);
      await runner.end();
      assert.equal(result.outcome, 'not graded');
      assert.match(result.reason, /^The grader failed: no process can be made/);
    }
  });

  it('has so many seconds in all', async () => {
    const boxes = await prepareBoxes(root);
    const slow = right.replace('{', '{ const until = Date.now() + 400; while (Date.now() < until);');
    const runner = new SubmissionRunner(boxes, defaultLimits, 1);
    const first = await runner.grade(chapter, exercise, new Map([['count-triplets.ts', slow]]));
    const second = await runner.grade(chapter, exercise, files);
    await runner.end();
    assert.deepEqual([first.outcome, second.outcome], ['timeout', 'timeout']);
    assert.match(first.checks[first.checks.length - 1].reason, /used up the time/);
    assert.match(second.reason, /used up the 1 s/);
  });
});
