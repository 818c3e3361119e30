import assert from 'node:assert/strict';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareBoxes, type BoxMaker } from '../../src/grading/box/prepare';
import { grade, type GradeOptions, type GradeReport } from '../../src/grading/grade';
import { fileNames } from '../../src/grading/names';

const root = join(__dirname, '../..');
const chapter = join('12-boundaryface', 'correct-labels.ts');
const solution = readFileSync(join(root, 'solutions', chapter), 'utf8');

describe('grading a folder of submissions', function () {
  this.timeout(60_000);
  const work = mkdtempSync(join(tmpdir(), 'facelab-grade-'));
  const folder = join(work, 'hand-ins');
  const handIn = (student: string, text: string): string => {
    const file = join(folder, student, chapter);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, text);
    return file;
  };
  const run = (options: GradeOptions = {}): Promise<GradeReport> =>
    grade(folder, { root, chapters: ['12-boundaryface'], ...options });
  const book = (): string[] =>
    readFileSync(join(`${folder}-graded`, 'gradebook.csv'), 'utf8')
      .trim()
      .split('\r\n');

  before(() => {
    for (const [index, student] of ['ada', 'ben', 'cem', 'dia'].entries()) {
      const file = handIn(student, solution);
      utimesSync(file, 1_000_000 + index, 1_000_000 + index);
      for (const part of ['', '12-boundaryface']) utimesSync(join(folder, student, part), 1_000_000, 1_000_000);
    }
    handIn('ben', solution.replace('best > row[label]', 'best >= row[label]'));
    utimesSync(join(folder, 'ben', chapter), 2_000_000, 2_000_000);
  });
  after(() => rmSync(work, { recursive: true, force: true }));

  it('gives partial credit with reasons, flags what is late, and tells progress', async () => {
    const progress: number[] = [];
    const report = await run({
      due: new Date(1_500_000_000),
      onProgress: ({ done, secondsLeft }) => progress.push(done, secondsLeft >= 0 ? 0 : 1),
    });
    assert.deepEqual(progress, [1, 0, 2, 0, 3, 0, 4, 0]);
    assert.equal(
      book()[0],
      'student,name,12-boundaryface/correctLabels,12-boundaryface,late penalty,extra,total,of,late,handed in,submission,problem,comment',
    );
    assert.deepEqual(book().slice(1, 3), [
      'ada,,6,6,0,0,6,6,,1970-01-12T13:46:40.000Z,ada,,',
      'ben,,5,5,0,0,5,6,late,1970-01-24T03:33:20.000Z,ben,,',
    ]);
    const [ben] = report.results[1].exercises;
    assert.equal(ben.outcome, 'fail');
    assert.match(
      ben.checks[2].reason,
      /^correctLabels\(cosines = .*, labels = \[0, 1\], margin = 0\): at \[1\]: expected 1, came 0$/,
    );
    const page = readFileSync(join(report.out, 'feedback', 'ben.md'), 'utf8');
    assert.match(
      page,
      /^# ben\n\n\*\*5 of 6 points\*\*\n\nHanded in 1970-01-24 03:33 UTC, late:\n\n- 12-boundaryface\/correct-labels\.ts: graded\n/,
    );
    assert.match(page, /✖ without a margin .* expected 1, came 0\. Hint 3 helps\./);
    assert.match(
      readFileSync(join(report.out, 'feedback', 'ben.html'), 'utf8'),
      /<h3>correctLabels: 5 of 6 · fail<\/h3>/,
    );
    assert.ok(report.results.every(({ peakMiB, seconds }) => peakMiB > 10 && peakMiB < 400 && seconds < 60));
  });

  it('keeps absentees, points and comments by hand through another run', async () => {
    const roster = join(work, 'names.csv');
    writeFileSync(
      roster,
      'student;name;due\r\nada;Ada L.;\r\nben;;1970-01-20T00:00Z\r\ncem;;\r\ndia;;\r\neve;Eve;\r\n',
    );
    await run();
    const adjustments = join(`${folder}-graded`, 'adjustments.csv');
    assert.equal(readFileSync(adjustments, 'utf8'), 'student,exercise,points,comment\r\n');
    writeFileSync(adjustments, 'student,exercise,points,comment\nada,correctLabels,4.5,"Well, said"\nben,,1,oral\n');
    for (let time = 0; time < 2; time++) {
      const report = await run({ roster, late: { percentPerDay: 10, graceMinutes: 0 } });
      const rows = book();
      assert.equal(report.resumed, 4);
      assert.equal(rows.length, 6);
      assert.match(rows[1], /^ada,Ada L\.,4\.5,4\.5,0,0,4\.5,6,,.*,"12-boundaryface\/correctLabels: Well, said"$/);
      // 4 days and 3.5 hours late: five days begun.
      assert.match(rows[2], /^ben,,5,5,2\.5,1,3\.5,6,late,.*,oral$/);
      assert.equal(rows[5], 'eve,Eve,0,0,0,0,0,6,,,,Nothing handed in.,');
      const page = readFileSync(join(report.out, 'feedback', 'ada.md'), 'utf8');
      assert.match(page, /correctLabels: 4\.5 of 6 · given by hand; 6 by the checks, pass\n\nWell, said/);
      assert.match(
        readFileSync(join(report.out, 'feedback', 'ben.md'), 'utf8'),
        /3\.5 of 6 points \(5 earned, 2\.5 taken for being late, \+1 by hand\)/,
      );
    }
    writeFileSync(adjustments, 'student,exercise,points,comment\nadda,,1,\n');
    await assert.rejects(run(), /adjustments\.csv, row 2: nobody is called "adda"/);
    rmSync(adjustments);
    await assert.rejects(run({ late: { percentPerDay: 10, graceMinutes: 0 } }), /needs a date: give --due/);
    await assert.rejects(run({ roster: join(work, 'none.csv') }), /There is no file .*none\.csv/);
  });

  it('takes over what is graded, and grades again only what has changed', async () => {
    assert.equal((await run()).resumed, 4);
    handIn('cem', "export function correctLabels(): void { throw new Error('TODO: soon'); }");
    const report = await run();
    assert.equal(report.resumed, 3);
    assert.equal(report.results[2].exercises[0].outcome, 'not implemented');
    assert.equal((await run({ limits: { memoryMiB: 300 } })).resumed, 0);
  });

  it('goes on after it was stopped or its results were damaged, with the same gradebook', async () => {
    await run();
    const whole = book();
    rmSync(`${folder}-graded`, { recursive: true });
    const stop = new AbortController();
    await assert.rejects(
      run({ workers: 1, signal: stop.signal, onProgress: ({ done }) => done === 2 && stop.abort() }),
      /Stopped: 2 of 4 .* go on/,
    );
    const parts = join(`${folder}-graded`, 'parts');
    assert.equal(readdirSync(parts).length, 2);
    writeFileSync(join(parts, readdirSync(parts)[0]), '{"half a res');
    const report = await run();
    assert.equal(report.resumed, 1);
    assert.deepEqual(book(), whole);
  });

  it('keeps no verdict where the grader itself failed, says so, and grades only that at the next run', async () => {
    rmSync(`${folder}-graded`, { recursive: true });
    const boxes = await prepareBoxes(root);
    let starts = 0;
    const failsOnce: BoxMaker = {
      ...boxes,
      start: (limits) => (++starts === 2 ? Promise.reject(new Error('no process can be made')) : boxes.start(limits)),
    };
    const first = await run({ workers: 1, boxes: failsOnce });
    assert.deepEqual(first.notGraded, ['ben']);
    assert.match(book()[2], /^ben,.*not graded,.*not graded,.*The grader failed: no process can be made/);
    assert.equal(readdirSync(join(first.out, 'parts')).length, 3);
    const second = await run({ workers: 1, boxes });
    assert.deepEqual([second.resumed, second.notGraded], [3, []]);
    assert.doesNotMatch(book().join(), /not graded/);
  });

  it('shows a hidden failure only as such', async () => {
    const [first] = solution.split('\n');
    handIn(
      'dia',
      `${first}\n  if (cosines.length === 20) return labels.map(() => 12345);\n${solution.slice(first.length + 1)}`,
    );
    const report = await run();
    const dia = report.results[3].exercises[0];
    assert.deepEqual(dia.checks.map(({ earned }) => earned), [1, 1, 1, 1, 0]); // prettier-ignore
    assert.match(dia.checks[4].reason, /12345/);
    for (const ending of ['md', 'html']) {
      const page = readFileSync(join(report.out, 'feedback', `dia.${ending}`), 'utf8');
      assert.doesNotMatch(page, /12345/);
      assert.match(page, /passes on the inputs that are shown, but not on other inputs of the same kind/);
    }
  });

  it('gives no verdict about a submission that could not be opened, and grades it at the next run', async () => {
    const [there, away] = [join(folder, 'dia'), join(work, 'away')];
    const report = await run({ onStart: () => renameSync(there, away) });
    renameSync(away, there);
    assert.deepEqual(report.notGraded, ['dia']);
    assert.match(book()[4], /^dia,,not graded,.*dia does not exist/);
    assert.match(book()[1], /^ada,,6,6,/);
    assert.deepEqual((await run()).notGraded, []);
    assert.match(book()[4], /^dia,,\d,/);
  });

  it('says in one sentence what is wrong with the call', async () => {
    await assert.rejects(grade(join(work, 'nowhere'), { root }), /There is no folder .*nowhere/);
    mkdirSync(join(work, 'nothing'));
    await assert.rejects(grade(join(work, 'nothing'), { root }), /holds no submissions/);
    await assert.rejects(run({ chapters: ['99-none'] }), /There is no chapter "99-none"; there are 00-welcome, /);
    await assert.rejects(run({ out: folder }), /cannot go into the folder of the submissions/);
  });

  it('makes file names that no two students share', () => {
    const names = fileNames([
      'a',
      'A',
      'b/c',
      'b:c',
      'x'.repeat(300),
      `${'x'.repeat(300)}y`,
      '..',
      '学生 ü',
      '学'.repeat(85),
    ]);
    assert.equal(new Set(names.map((name) => name.toLowerCase())).size, names.length);
    assert.ok(names.every((name) => Buffer.byteLength(`${name}.html.123456.part`) < 255 && !/[/:\\]/.test(name)));
    assert.deepEqual([names[0], names[7]], ['a', '学生 ü']);
  });
});
