import assert from 'node:assert/strict';
import fc from 'fast-check';
import Papa from 'papaparse';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileSubmission } from '../../src/grading/compile';
import { csvText } from '../../src/grading/csv';
import type { Exercise } from '../../src/grading/exercise';
import { takeStock, type Found } from '../../src/grading/found';
import { fileNames, studentNames, visible } from '../../src/grading/names';
import { programText, readRegular } from '../../src/grading/read-file';
import { foundElsewhere, readSubmission, type Submission } from '../../src/grading/submission';
import { zipOf, type ZipEntry } from './zip-writer';

const exercise = (name: string): Exercise => ({ name, parameters: [], checks: [] });
const chapters = [
  { slug: '00-welcome', exercises: [exercise('cosineSimilarity'), exercise('euclideanDistance')] },
  { slug: '03-facenet', exercises: [exercise('countTriplets')] },
];

describe('what lies in the folder of the submissions', () => {
  const folder = mkdtempSync(join(tmpdir(), 'facelab-found-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const write = (path: string, text: string | Buffer = 'x'): void => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const read = (source: string): Promise<Submission> =>
    readSubmission(
      folder,
      takeStock(folder, chapters).find((one) => one.source === source)!,
      chapters,
    );

  before(() => {
    write('ann/00-welcome/cosine-similarity.ts');
    write('bob.tar.gz');
    write('carl.7z');
    write('lost.rar');
    write('eve/cosine-similarity.ts');
    write('cosine-similarity.ts');
    write('notes.txt');
    write('.DS_Store');
    write('..x/00-welcome/cosine-similarity.ts');
    write('zip.zip', zipOf([{ path: '00-welcome/cosine-similarity.ts', content: 'x' }]));
    symlinkSync(join(folder, 'zip.zip'), join(folder, 'linked.zip'));
    if (process.platform !== 'win32') execFileSync('mkfifo', [join(folder, 'pipe.zip')]);
  });

  it('is all listed, with what becomes of it', () => {
    const stock = takeStock(folder, chapters);
    const of = (became: Found['became']): string[] =>
      stock.filter((one) => one.became === became).map(({ student }) => student);
    assert.deepEqual(of('read'), ['ann', 'eve', 'zip']);
    assert.deepEqual(of('refused'), ['..x', 'bob', 'carl', 'linked', 'lost', 'pipe']);
    assert.deepEqual(of('aside'), ['.DS_Store', 'cosine-similarity.ts', 'notes.txt']);
    const why = (source: string): string => stock.find((one) => one.source === source)!.why;
    assert.equal(why('cosine-similarity.ts'), 'Found outside its folder: it belongs into STUDENT/00-welcome/.');
    assert.match(why('bob.tar.gz'), /^A \.tar\.gz archive is not read/);
    assert.match(why('linked.zip'), /symbolic link/);
    assert.match(why('pipe.zip'), /pipe or a device, which is never opened/);
    assert.match(why('..x'), /begins with a dot/);
  });

  it('opens neither links nor pipes nor devices', () => {
    for (const path of [join(folder, 'linked.zip'), join(folder, 'pipe.zip'), '/dev/zero'])
      assert.equal(readRegular(path, 10), undefined, path);
    assert.equal(readRegular(join(folder, 'notes.txt'), 10)?.toString(), 'x');
  });

  it('says of what cannot be read why, and reads nothing of it', async () => {
    for (const source of ['bob.tar.gz', 'linked.zip', 'pipe.zip', '..x']) {
      const { chapters: none, problem } = await read(source);
      assert.equal(none.size, 0);
      assert.ok(problem !== undefined && problem.length > 10, source);
    }
  });

  it('blames the machine, not the student, for what it cannot open', async () => {
    const gone: Found = { source: 'gone', student: 'gone', became: 'read', why: '' };
    const { problem, failed } = await readSubmission(folder, gone, chapters);
    assert.equal(problem, undefined);
    assert.match(failed ?? '', /^gone does not exist/);
  });

  it('lists each file of a submission, and finds an exercise outside its folder', async () => {
    const eve = await read('eve');
    assert.deepEqual(eve.files, [
      { path: 'cosine-similarity.ts', became: 'found outside its folder: it belongs into 00-welcome/' },
    ]);
    assert.match(foundElsewhere(eve, 'cosine-similarity.ts'), /There is cosine-similarity\.ts, found outside/);
    assert.equal(foundElsewhere(eve, 'euclidean-distance.ts'), '');

    for (const path of [
      'all/src/facelab/00-welcome/cosine-similarity.ts',
      'all/00-welcome/cosine-similarity.ts',
      'all/00-welcome/helper.ts',
      'all/00-welcome/report.pdf',
      'all/03-facenet/euclidean-distance.ts',
      'all/node_modules/00-welcome/cosine-similarity.ts',
      'all/src/other.ts',
    ]) {
      write(path);
    }
    const all = await read('all');
    assert.deepEqual(
      all.files.map(({ path, became }) => `${path}: ${became}`),
      [
        '00-welcome/cosine-similarity.ts: graded',
        '03-facenet/euclidean-distance.ts: found outside its folder: it belongs into 00-welcome/',
        '00-welcome/helper.ts: may be imported',
        'src/facelab/00-welcome/cosine-similarity.ts: not read: 00-welcome is nearer to the top',
        '00-welcome/report.pdf: not read',
        'node_modules/: not read',
        'src/other.ts: not read',
      ],
    );
    assert.deepEqual([...all.chapters.get('00-welcome')!.keys()].sort(), ['cosine-similarity.ts', 'helper.ts']);
  });

  it('takes the time from the zip file’s entries, else from the disk', async () => {
    const entry = (path: string, day: number): ZipEntry => ({
      path: `00-welcome/${path}`,
      content: 'x',
      dosTime: { date: ((2027 - 1980) << 9) | (3 << 5) | day, time: 12 << 11 },
    });
    write(
      'timed.zip',
      zipOf([entry('cosine-similarity.ts', 2), entry('helper.ts', 4), entry('euclidean-distance.ts', 3)]),
    );
    assert.equal((await read('timed.zip')).handedIn, new Date(2027, 2, 4, 12).getTime());
    assert.ok((await read('zip.zip')).handedIn > new Date(2020, 0).getTime());
  });
});

describe('reading programs', () => {
  it('reads UTF-16, Windows-1252, a byte order mark and a first line #!', () => {
    const text = 'export const größe = 1;\n';
    assert.equal(programText(Buffer.from(text)), text);
    assert.equal(programText(Buffer.from(`\ufeff${text}`)), text);
    assert.equal(programText(Buffer.from(`\ufeff${text}`, 'utf16le')), text);
    assert.equal(programText(Buffer.from(text, 'utf16le')), text);
    assert.equal(programText(Buffer.from(`\ufeff${text}`, 'utf16le').swap16()), text);
    assert.equal(programText(Buffer.from(text, 'latin1')), text);
    assert.equal(programText(Buffer.from(`#!/usr/bin/env tsx\n${text}`)), `///usr/bin/env tsx\n${text}`);
    assert.equal(programText(Buffer.alloc(0)), '');
  });

  it('finds helper.ts where ./helper.js is imported', async () => {
    const files = new Map([
      ['count-triplets.ts', "export { two } from './helper.js';"],
      ['helper.ts', 'export const two: number = 2;'],
    ]);
    const compiled = await compileSubmission(files, 'count-triplets.ts');
    assert.equal(compiled.kind, 'code');
  });
});

describe('names from strangers', () => {
  it('show no control characters, and no text in another direction', () => {
    assert.equal(visible('a\u001b[31mred\u0007\nb'), 'a\\u001b[31mred\\u0007\\u000ab');
    assert.equal(visible('x'.repeat(70_000)).length, 301);
    assert.equal(visible('gpj.\u202eexe'), 'gpj.\\u202eexe');
    assert.equal(visible('Zoe\u0308 学生 👩‍💻'), 'Zoë 学生 👩‍💻');
  });

  it('are alike for no two submissions', () => {
    assert.deepEqual(studentNames(['ada', 'ada.zip', 'Zoe\u0308', 'Zoë', 'x.tar.gz', '.zip']), ['ada', 'ada.zip', 'Zoë', 'Zoë (2)', 'x', '.zip']); // prettier-ignore
  });

  it('are no formula in a spreadsheet, whether it separates by commas, semicolons or tabs', () => {
    const row = (text: string): string => csvText(['a'], [[text]]).split('\r\n')[1];
    assert.equal(row('=1+1'), "'=1+1");
    assert.equal(row(' @x'), '" \'@x"');
    assert.equal(row('a;=1'), "a;'=1");
    assert.equal(row('a;"=1'), '"a;""\'=1"');
    assert.equal(row('a,+1'), '"a,\'+1"');
    assert.equal(row('a\t-1'), "a\t'-1");
    assert.equal(row('a-b=c'), 'a-b=c');
    assert.equal(row('＝1'), "'＝1");
    assert.equal(csvText(['a'], [[-1.5]]), 'a\r\n-1.5\r\n');
  });

  it('whatever they are, never begin a formula, never reach a terminal raw, and give files that differ', () => {
    const name = fc.string({
      unit: fc.oneof(
        fc.constantFrom(...'=+-@,;|"\'\t\r\n aé学\u001b\u202e/.'),
        fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
      ),
      maxLength: 120,
    });
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 5 }), (names) => {
        const text = csvText(['name', 'points', 'again'], names.map((one) => [one, 1, one])); // prettier-ignore
        for (const delimiter of [',', ';', '\t'])
          for (const cell of Papa.parse<string[]>(text, { delimiter }).data.flat())
            assert.doesNotMatch(cell, /^\s*[=+\-@]/);
        const shown = studentNames(names.filter((one) => one !== ''));
        for (const one of shown) assert.doesNotMatch(one, /\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u);
        assert.equal(new Set(shown).size, shown.length);
        const files = fileNames(shown);
        assert.equal(new Set(files.map((file) => file.toLowerCase())).size, files.length);
        for (const file of files) {
          assert.ok(Buffer.byteLength(file) <= 200);
          assert.doesNotMatch(file, /[/\\]/);
        }
      }),
      { seed: 13, numRuns: 500 },
    );
  });
});
