import assert from 'node:assert/strict';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { grade, type GradeReport } from '../../src/grading/grade';
import type { SubmissionResult } from '../../src/grading/result';
import { hostiles } from './hostile';
import { variations } from './hostile-variations';
import { tenGigabytes, zipOf } from './zip-writer';

const root = join(__dirname, '../..');
const solutions = join(root, 'solutions', '03-facenet');
const [all, others] = [21, 16];
/** The bench tries all variations, under every protection. */
const tried = [...hostiles, ...variations.filter((_, index) => index % 7 === 0)];

/** A submission of the chapter's solutions with one file of its own. */
function handIn(folder: string, name: string, text?: string): void {
  const chapter = join(folder, name, 'exercises', '03-facenet');
  cpSync(solutions, chapter, { recursive: true });
  if (text !== undefined) writeFileSync(join(chapter, 'count-triplets.ts'), text);
}

const solutionEntries = (prefix = ''): { path: string; content: string }[] =>
  readdirSync(solutions).map((file) => ({
    path: `${prefix}03-facenet/${file}`,
    content: readFileSync(join(solutions, file), 'utf8'),
  }));

describe('grading hostile submissions', function () {
  this.timeout(600_000);
  const work = mkdtempSync(join(tmpdir(), 'facelab-hostile-'));
  const folder = join(work, 'submissions');
  let report: GradeReport;
  const of = (student: string): SubmissionResult => report.results.find((result) => result.student === student)!;

  before(async () => {
    mkdirSync(folder);
    for (const { name, text } of tried) handIn(folder, name, text);
    handIn(folder, 'honest');
    handIn(folder, 'Zoë Ünïcode 学生 (2)');
    handIn(folder, '=HYPERLINK("x")');
    handIn(folder, '学'.repeat(85));
    handIn(
      folder,
      'solves and spoils',
      `${readFileSync(join(solutions, 'count-triplets.ts'), 'utf8')}
       (Array.prototype as any).reduce = () => 0; Math.max = () => 0; (Array.prototype as any).sort = function () { return this; };`,
    );
    mkdirSync(join(folder, 'empty'));
    handIn(folder, 'links');
    symlinkSync('/etc/passwd', join(folder, 'links', 'exercises', '03-facenet', 'secret.ts'));
    symlinkSync(join(root, 'solutions'), join(folder, 'linked itself'));
    const zip = (name: string, entries: Parameters<typeof zipOf>[0]): void =>
      writeFileSync(join(folder, `${name}.zip`), zipOf(entries));
    zip('honest zip with späces', solutionEntries('some folder/exercises/'));
    zip('climbs', [...solutionEntries(), { path: '../climbs/evil.ts', content: 'x' }]);
    zip('absolute', [...solutionEntries(), { path: '/tmp/evil.ts', content: 'x' }]);
    zip('links in zip', [
      ...solutionEntries(),
      { path: '03-facenet/secret.ts', content: '/etc/passwd', symbolicLink: true },
    ]);
    const bytes = tenGigabytes();
    zip('bomb', [{ path: '03-facenet/bomb.ts', deflated: { bytes, claimedSize: 0xfffffff0 } }, ...solutionEntries()]);
    zip('lying bomb', [{ path: '03-facenet/bomb.ts', deflated: { bytes, claimedSize: 100 } }, ...solutionEntries()]);
    zip('wrong checksum', [...solutionEntries().map((entry) => ({ ...entry, crc: 7 }))]);
    writeFileSync(join(folder, 'broken.zip'), 'this is no zip file');
    report = await grade(folder, {
      root,
      chapters: ['03-facenet'],
      out: join(work, 'out'),
      limits: { cpuSeconds: 4, idleSeconds: 8, memoryMiB: 384 },
    });
  });

  after(() => rmSync(work, { recursive: true, force: true }));

  for (const { name, outcome, or = [] } of tried) {
    it(`${name}: ${outcome}, no points, and the other marks unchanged`, () => {
      const result = of(name);
      const [first, ...rest] = result.exercises;
      assert.ok(
        [outcome, ...or].includes(first.outcome),
        `${first.outcome} ${first.reason} ${JSON.stringify(first.checks.map(({ reason }) => reason))}`,
      );
      assert.equal(first.earned, 0);
      assert.deepEqual(
        rest.map((exercise) => exercise.outcome),
        ['pass', 'pass', 'pass'],
      );
      assert.equal(result.earned, others);
    });
  }

  for (const name of [
    'honest',
    'Zoë Ünïcode 学生 (2)',
    '=HYPERLINK("x")',
    '学'.repeat(85),
    'honest zip with späces',
    'solves and spoils',
  ]) {
    it(`${name}: full marks`, () => assert.equal(of(name).earned, all));
  }

  const refused: [name: string, problem: RegExp][] = [
    ['links', /symbolic link, exercises\/03-facenet\/secret\.ts/],
    ['climbs', /refused: .*\.\./],
    ['absolute', /refused: absolute path/],
    ['links in zip', /symbolic link, 03-facenet\/secret\.ts/],
    ['bomb', /larger than 256 KiB/],
    ['lying bomb', /cannot be read: too many bytes/],
    ['broken', /cannot be read/],
    ['linked itself', /symbolic link, which is never followed/],
    ['wrong checksum', /count-triplets\.ts in the zip file cannot be read: its checksum is wrong/],
  ];
  for (const [name, problem] of refused) {
    it(`${name}: not run, and the gradebook says why`, () => {
      const result = of(name);
      assert.match(result.problem ?? '', problem);
      assert.equal(result.earned, 0);
      assert.ok(result.exercises.every(({ outcome }) => outcome === 'not run'));
    });
  }

  it('says for an empty folder that each file is missing', () => {
    assert.deepEqual(
      of('empty').exercises.map(({ outcome }) => outcome),
      Array(4).fill('not run'),
    );
    assert.match(of('empty').exercises[0].reason, /no file 03-facenet\/count-triplets\.ts/);
  });

  it('writes nothing outside the results', () => {
    assert.deepEqual(readdirSync(work).sort(), ['out', 'submissions']);
    assert.equal(existsSync('/tmp/hostile'), false);
    assert.equal(existsSync('/tmp/evil.ts'), false);
  });

  it('gives every submission a row, a page in HTML and one in Markdown, and runs no formula', () => {
    const rows = readFileSync(join(work, 'out', 'gradebook.csv'), 'utf8')
      .trim()
      .split('\r\n');
    assert.equal(rows.length, 1 + report.results.length);
    assert.equal(
      rows[0].split(',').slice(0, 7).join(),
      'student,name,03-facenet/countTriplets,03-facenet/tripletLoss,03-facenet/semiHardTriplets,03-facenet/thresholdAtFar,03-facenet',
    );
    assert.ok(rows.some((row) => row.startsWith('"\'=HYPERLINK(""x"")",,5,5,6,5,21,0,0,21,21,')));
    assert.ok(rows.some((row) => row.startsWith('exit 0,,0,5,6,5,16,0,0,16,21,')));
    assert.equal(readdirSync(join(work, 'out', 'feedback')).length, 2 * report.results.length);
  });

  it('lists what was found with what became of it', () => {
    const rows = readFileSync(join(work, 'out', 'found.csv'), 'utf8').split('\r\n');
    assert.ok(rows.includes('honest,graded,'));
    assert.ok(rows.includes('honest zip with späces.zip,graded,'));
    for (const name of ['broken.zip', 'wrong checksum.zip', 'linked itself', 'links'])
      assert.ok(
        rows.some((row) => row.startsWith(`${name},not graded,`)),
        name,
      );
  });

  it('shows no hidden input, not even through the student’s own error', () => {
    const pages = readdirSync(join(work, 'out', 'feedback')).map((file) =>
      readFileSync(join(work, 'out', 'feedback', file), 'utf8'),
    );
    const hidden = /5,? 2,? 2,? 8,? 5|3,? 3,? 6,? 6/;
    assert.match(JSON.stringify(report.results), /SEEN 4 1 4 9 1 4/);
    for (const page of pages) assert.doesNotMatch(page, hidden);
  });
});
