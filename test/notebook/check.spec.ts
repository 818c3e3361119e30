import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultLimits } from '../../src/grading/box/watch';
import { checkChapter } from '../../src/grading/check-chapter';
import { check, checkHTML, whenSolved } from '../../src/notebook/check';
import { onDisplay, type Shown } from '../../src/notebook/display';

const repository = join(__dirname, '../..');

describe('checking exercises in a notebook', function () {
  this.timeout(60_000);
  const root = mkdtempSync(join(tmpdir(), 'facelab-check-'));
  const file = join(root, 'exercises', '12-boundaryface', 'correct-labels.ts');
  let shown: Shown[] = [];
  let stop: () => void;

  before(() => {
    for (const part of ['src/base', 'src/grading', 'test/exercises', 'exercises/12-boundaryface', 'package.json']) {
      cpSync(join(repository, part), join(root, part), { recursive: true });
    }
    symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
    mkdirSync(join(root, '.facelab'));
  });
  after(() => rmSync(root, { recursive: true, force: true }));
  beforeEach(() => {
    shown = [];
    stop = onDisplay((one) => shown.push(one));
  });
  afterEach(() => stop());

  const html = (): string => String(shown[0].bundle['text/html']);

  it('shows a table with a link to the file; a stub is not implemented yet', async () => {
    await check('12', root);
    assert.equal(shown.length, 1);
    assert.match(html(), /BoundaryFace: dirty labels: 0 of 6 points/);
    assert.match(html(), /<a href="\.\.\/exercises\/12-boundaryface\/correct-labels\.ts">/);
    assert.equal(html().match(/Not implemented yet/g)?.length, 5);
  });

  it('sees an edit at once, and stops an endless loop', async () => {
    cpSync(join(repository, 'solutions', '12-boundaryface', 'correct-labels.ts'), file);
    await check('12-boundaryface', root);
    assert.match(html(), /6 of 6 points/);
    writeFileSync(file, 'export function correctLabels(): number[] { for (;;); }');
    const looped = await checkChapter(root, '12', { limits: { ...defaultLimits, cpuSeconds: 0.5 } });
    assert.match(checkHTML(looped), /still computing after 0\.5 s and was stopped/);
  });

  it('says what does not compile, without markup of the student’s', async () => {
    writeFileSync(file, "export function correctLabels(): number[] { return '<b>' ");
    await check('12', root);
    assert.match(html(), /Unexpected end of file in correct-labels\.ts, line 1/);
    writeFileSync(file, "export function correctLabels(): string { return '<b>bold</b>'; }");
    shown = [];
    await check('12', root);
    assert.match(html(), /came &#34;&#60;b&#62;bold/);
    assert.doesNotMatch(html(), /<b>bold/);
  });

  it('draws when a function is solved, says so when it is not, and hides no other error', async () => {
    let drawn = 0;
    await whenSolved(() => drawn++);
    assert.deepEqual([drawn, shown.length], [1, 0]);
    await whenSolved(() => {
      throw new Error('TODO: write <this>');
    });
    assert.match(html(), /Not solved yet \(TODO: write &#60;this&#62;\)/);
    await assert.rejects(
      whenSolved(async () => {
        throw new Error('a mistake');
      }),
      /a mistake/,
    );
  });
});
