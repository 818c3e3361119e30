import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAdjustments } from '../../src/grading/adjustments';
import type { GradedChapter } from '../../src/grading/chapters';
import { feedbackHtml, feedbackMarkdown } from '../../src/grading/feedback';
import { gradebook } from '../../src/grading/gradebook';
import { isLate, latePenalty, readDate } from '../../src/grading/late';
import { marksOf } from '../../src/grading/marks';
import type { SubmissionResult } from '../../src/grading/result';
import { onRoster, readRoster } from '../../src/grading/roster';
import { withoutRunning } from '../../src/grading/run-exercise';

const chapter = (slug: string, points: [string, number][]): GradedChapter => ({
  slug,
  title: 'Title',
  hidden: {},
  digest: '',
  exercises: points.map(([name, count]) => ({
    name,
    parameters: [],
    checks: [{ title: 'works', points: count, hint: 1, cases: [] }],
  })),
});
const chapters = [chapter('00-welcome', [['one', 2], ['two', 3]]), chapter('03-facenet', [['three', 5]])]; // prettier-ignore

/** A submission of which each exercise went the same way. */
const result = (student: string, outcome: 'pass' | 'does not compile', reason = ''): SubmissionResult => {
  const exercises = chapters.flatMap(({ slug, exercises: all }) =>
    all.map((exercise) => {
      const graded = withoutRunning(slug, exercise, { outcome, reason });
      const earned = outcome === 'pass' ? graded.points : 0;
      return { ...graded, earned };
    }),
  );
  const files = [{ path: '00-welcome/one.ts', became: 'graded' }];
  return { student, source: `${student}.zip`, files, handedIn: '2027-03-02T12:00:00.000Z', earned: 0, points: 10, exercises, seconds: 0, peakMiB: 0, key: '' }; // prettier-ignore
};

describe('handing in late', () => {
  const due = new Date('2027-03-01T12:00Z');
  const at = (text: string): number => new Date(text).getTime();
  const lost = (text: string, percentPerDay = 10, graceMinutes = 15): number =>
    latePenalty(17, at(text), due, { percentPerDay, graceMinutes });

  it('costs a share of what was earned for each day begun, after a grace, and never more than all', () => {
    assert.equal(lost('2027-03-01T12:00Z'), 0);
    assert.equal(lost('2027-03-01T12:15Z'), 0);
    assert.equal(lost('2027-03-01T12:15:01Z'), 1.7);
    assert.equal(lost('2027-03-02T12:00Z'), 1.7);
    assert.equal(lost('2027-03-02T12:00:01Z'), 3.4);
    assert.equal(lost('2028-01-01T00:00Z'), 17);
    assert.equal(lost('2027-03-05T00:00Z', 0), 0);
    assert.equal(latePenalty(17, at('2028-01-01T00:00Z'), undefined, { percentPerDay: 10, graceMinutes: 0 }), 0);
    assert.equal(isLate(at('2027-03-01T12:00:01Z'), due), true);
    assert.equal(isLate(at('2027-03-01T12:00:01Z'), due, 1), false);
  });

  it('reads dates with and without a zone, and takes a date alone as the end of the day', () => {
    assert.equal(readDate('2027-03-01T12:00Z', 'due').toISOString(), '2027-03-01T12:00:00.000Z');
    assert.equal(readDate('2027-03-01 12:00 +01:00', 'due').toISOString(), '2027-03-01T11:00:00.000Z');
    assert.equal(readDate('2027-03-01T12:00', 'due').getTime(), new Date(2027, 2, 1, 12).getTime());
    assert.equal(readDate('2027-03-01', 'due').getTime(), new Date(2027, 2, 1, 23, 59, 59).getTime());
    for (const text of ['soon', '1.3.2027', '2027-13-01', '2027'])
      assert.throws(() => readDate(text, '--due'), /--due is ".*", but it must be a date such as/);
  });
});

describe('rosters and points by hand', () => {
  const work = mkdtempSync(join(tmpdir(), 'facelab-roster-'));
  const file = join(work, 'table.csv');
  after(() => rmSync(work, { recursive: true, force: true }));
  const rosterOf = (text: string | Buffer): ReturnType<typeof readRoster> => {
    writeFileSync(file, text);
    return readRoster(file);
  };
  const adjustmentsOf = (text: string): ReturnType<typeof readAdjustments> => {
    writeFileSync(file, `student,exercise,points,comment\n${text}`);
    return readAdjustments(file, chapters, ['00-welcome', '03-facenet', '13-search']);
  };

  it('read what spreadsheets write: commas, semicolons, tabs, any case, UTF-16', () => {
    const wanted = [
      { student: 'ada', name: 'Lovelace, Ada' },
      { student: 'bob', name: '' },
    ];
    for (const text of [
      'Student,Name\nada,"Lovelace, Ada"\nbob,\n',
      '\ufeffstudent;name\r\nada;Lovelace, Ada\r\nbob;\r\n\r\n',
      'name\tstudent\nLovelace, Ada\tada\n\tbob\n',
      Buffer.from('\ufeffstudent\tname\r\nada\tLovelace, Ada\r\nbob\t\r\n', 'utf16le'),
    ]) {
      assert.deepEqual(rosterOf(text), wanted);
    }
    assert.equal(rosterOf('student\nada\n')[0].student, 'ada');
  });

  it('say in one sentence what is wrong, and where', () => {
    assert.throws(() => rosterOf('name\nada\n'), /table\.csv has no column "student"/);
    assert.throws(() => rosterOf('student\nada\nADA\n'), /row 3: "ADA" is there twice/);
    assert.throws(() => rosterOf('student,due\nada,soon\n'), /row 2: due is "soon"/);
    assert.throws(
      () => adjustmentsOf('ada,four,1,\n'),
      /row 2: there is no exercise "four"; .* such as 00-welcome\/one/,
    );
    assert.throws(() => adjustmentsOf('ada,one,many,\n'), /row 2: points is "many", but it must be a number/);
    assert.deepEqual(adjustmentsOf('ada\n')[0].points, undefined);
    assert.deepEqual(adjustmentsOf('ada,13-search/searchReward,1,\n'), []);
  });

  it('find a submission as learning platforms name it', () => {
    const roster = rosterOf('student\nada\nada_b\n');
    const found = (name: string): string | undefined => onRoster(roster, name)?.student;
    assert.deepEqual(['Ada', 'ada_123_file_', 'ada_b_77', 'adam', 'bob'].map(found), ['ada', 'ada', 'ada_b', undefined, undefined]); // prettier-ignore
  });

  it('make marks: by hand instead of the checks, then the penalty, then what is added for the whole', () => {
    const roster = rosterOf('student,handed in,due\nada,2027-03-02T12:00:01Z,\nbob,2027-03-01T11:00Z,\neve,,\n');
    const [ada, bob, zoe, eve] = marksOf(
      [result('ada', 'pass'), result('bob', 'pass'), result('zoe', 'pass')],
      chapters,
      {
        roster,
        due: new Date('2027-03-01T12:00Z'),
        late: { percentPerDay: 10, graceMinutes: 0 },
        adjustments: adjustmentsOf('ada,one,0,copied\nada,,1.5,"spo\nken"\nbob,03-facenet/three,,=fine\nzoe,,-20,\n'),
      },
    );
    // 0 + 3 + 5 earned, two days begun.
    assert.deepEqual([ada.chapters.map(({ earned }) => earned), ada.penalty, ada.extra, ada.total, ada.late], [[3, 5], 1.6, 1.5, 7.9, true]); // prettier-ignore
    assert.deepEqual([bob.penalty, bob.total, bob.points, bob.late], [0, 10, 10, false]);
    assert.deepEqual([zoe.total, zoe.problem], [0, 'Not on the roster.']);
    assert.deepEqual([eve.total, eve.handedIn, eve.problem], [0, '', 'Nothing handed in.']);
    assert.deepEqual(gradebook([ada, bob, eve], chapters).split('\r\n'), [
      'student,name,00-welcome/one,00-welcome/two,00-welcome,03-facenet/three,03-facenet,late penalty,extra,total,of,late,handed in,submission,problem,comment',
      'ada,,0,3,3,5,5,1.6,1.5,7.9,10,late,2027-03-02T12:00:01.000Z,ada.zip,,spo ken · 00-welcome/one: copied',
      'bob,,2,3,5,5,5,0,0,10,10,,2027-03-01T11:00:00.000Z,bob.zip,,03-facenet/three: =fine',
      'eve,,0,0,0,0,0,0,0,0,10,,,,Nothing handed in.,',
      '',
    ]);
    assert.match(feedbackMarkdown(ada, chapters), /### one: 0 of 2 · given by hand; 2 by the checks, pass\n\ncopied\n/);
  });

  it('tell an error that several exercises share once in a chapter, and list no checks for it', () => {
    const [mark] = marksOf([result('ada', 'does not compile', 'Expected ";" in helper.ts, line 3.')], chapters, { adjustments: [] }); // prettier-ignore
    for (const page of [feedbackMarkdown(mark, chapters), feedbackHtml(mark, chapters)]) {
      assert.equal(page.split('helper').length - 1, 2);
      assert.match(page, /The same as in one\./);
      assert.doesNotMatch(page, /works/);
    }
    const page = feedbackMarkdown(mark, chapters);
    assert.ok(page.indexOf('00-welcome/one.ts: graded') < page.indexOf('## 00 Title'));
  });
});
