import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { finish } from '../../src/workshop/changes';
import { keepHandedOut } from '../../src/workshop/handed-out';
import { reset, type Reset } from '../../src/workshop/reset';

const loss = 'exercises/03-facenet/triplet-loss.ts';
const notebook = 'notebooks/03-facenet.ipynb';
const template: Record<string, string> = {
  [loss]: 'TODO loss\n',
  'exercises/03-facenet/HINTS.md': 'hints\n',
  [notebook]: '{"cells": []}\n',
  'exercises/12-boundaryface/correct-labels.ts': 'TODO labels\n',
  'src/losses/triplet.ts': 'loss\n',
};

describe('reset', () => {
  const folder = mkdtempSync(join(tmpdir(), 'facelab-reset-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  let number = 0;
  let root: string;

  beforeEach(async () => {
    root = join(folder, String(++number));
    write(template);
    await keepHandedOut(root, Object.keys(template));
  });

  function write(files: Record<string, string>): void {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
  }
  const at = (path: string): string => readFileSync(join(root, path), 'utf8');
  const run = (to?: string, second = 0): Reset => reset('3', { to, root, now: new Date(2027, 2, 1, 9, 45, second) });
  const first = 'saved/03-facenet-20270301-094500';

  it('puts notebook and exercises of the chapter back, saves what was there, and takes it back', () => {
    write({ [loss]: 'my loss\n', [notebook]: 'my notebook', 'exercises/03-facenet/own.ts': 'own\n' });
    write({ 'exercises/12-boundaryface/correct-labels.ts': 'my labels\n', 'src/losses/triplet.ts': 'my loss\n' });
    rmSync(join(root, 'exercises/03-facenet/HINTS.md'));
    assert.deepEqual(run(), {
      chapter: '03-facenet',
      changed: ['exercises/03-facenet/HINTS.md', loss, notebook],
      saved: first,
      savedBefore: [],
    });
    assert.deepEqual([at(loss), at(notebook), at('exercises/03-facenet/HINTS.md')], ['TODO loss\n', '{"cells": []}\n', 'hints\n']); // prettier-ignore
    assert.deepEqual(
      [at('exercises/03-facenet/own.ts'), at(`${first}/exercises/03-facenet/own.ts`)],
      ['own\n', 'own\n'],
    );
    assert.deepEqual([at(`${first}/${loss}`), at(`${first}/${notebook}`)], ['my loss\n', 'my notebook']);
    // Another chapter and the library are not touched.
    assert.equal(at('exercises/12-boundaryface/correct-labels.ts'), 'my labels\n');
    assert.equal(at('src/losses/triplet.ts'), 'my loss\n');

    assert.deepEqual(run('mine', 1).changed, [loss, notebook]);
    assert.deepEqual([at(loss), at(notebook)], ['my loss\n', 'my notebook']);
    assert.deepEqual(run('mine', 2), { chapter: '03-facenet', changed: [], savedBefore: [first] });
  });

  it('saves nothing twice, and nothing where nothing was changed', () => {
    assert.deepEqual(run(), { chapter: '03-facenet', changed: [], savedBefore: [] });
    assert.equal(existsSync(join(root, 'saved')), false);
    write({ [loss]: 'my loss\n' });
    run();
    run('mine', 1);
    assert.equal(run('template', 2).saved, undefined);
    assert.deepEqual(readdirSync(join(root, 'saved')), ['03-facenet-20270301-094500']);
  });

  it('offers the newest, and each older one by its name', () => {
    for (const [second, text] of ['one', 'two', 'three'].entries()) {
      write({ [loss]: text });
      // Two within one second have different names.
      run('template', second === 2 ? 1 : second);
    }
    const names = [first, 'saved/03-facenet-20270301-094501', 'saved/03-facenet-20270301-094501-2'];
    assert.deepEqual(run('mine', 5).savedBefore, names);
    assert.equal(at(loss), 'three');
    for (const [index, name] of ['03-facenet-20270301-094500', `${names[1]}/`].entries()) {
      run(name, 6);
      assert.equal(at(loss), ['one', 'two'][index]);
    }
    assert.throws(() => run('saved/elsewhere'), /--to is "saved\/elsewhere", but it must be one of template, mine, saved\/03-facenet-/); // prettier-ignore
  });

  it('saves unsaved work before older work takes its place', () => {
    write({ [loss]: 'one' });
    run();
    write({ [loss]: 'two' });
    assert.equal(run('mine', 1).saved, 'saved/03-facenet-20270301-094501');
    assert.deepEqual([at(loss), at(`saved/03-facenet-20270301-094501/${loss}`)], ['one', 'two']);
  });

  it('in a clone goes back to what git has committed', () => {
    rmSync(join(root, '.handout'), { recursive: true });
    const course = join(root, 'course');
    for (const path of ['exercises', 'notebooks']) cpSync(join(root, path), join(course, path), { recursive: true });
    const git = (...args: string[]): Buffer => execFileSync('git', args, { cwd: root, stdio: 'pipe' });
    git('init', '-q');
    git('add', '--all');
    git('-c', 'user.name=a', '-c', 'user.email=a@example.org', 'commit', '-q', '-m', 'course');
    // The course may be a folder of a repository.
    for (const place of [root, course]) {
      writeFileSync(join(place, loss), 'my loss\n');
      assert.deepEqual(reset('03', { root: place }).changed, [loss]);
      assert.equal(readFileSync(join(place, loss), 'utf8'), 'TODO loss\n');
    }
  });

  it('stopped at any step it has changed nothing, or the next start finishes it', () => {
    write({ [loss]: 'my loss\n', [notebook]: 'my notebook' });
    const worked = join(folder, 'worked');
    cpSync(root, worked, { recursive: true });
    for (let last = 0; last < 7; last++) {
      root = join(folder, `stopped-${last}`);
      cpSync(worked, root, { recursive: true });
      let step = 0;
      const stop = (): void => {
        if (step++ === last) throw new Error('killed');
      };
      const now = new Date(2027, 2, 1, 9, 45);
      if (last < 6) assert.throws(() => reset('3', { root, now, onStep: stop }), /killed/);
      else assert.equal(reset('3', { root, now, onStep: stop }).saved, first);
      finish(root);
      if (last === 0) assert.deepEqual([at(loss), existsSync(join(root, 'saved'))], ['my loss\n', false]);
      else assert.deepEqual([at(loss), at(`${first}/${loss}`), at(`${first}/${notebook}`)], ['TODO loss\n', 'my loss\n', 'my notebook']); // prettier-ignore
    }
  });

  it('says in one sentence what it cannot do', () => {
    const refused = (why: RegExp, chapter: string, to?: string): void =>
      assert.throws(() => reset(chapter, { to, root }), { name: 'InputError', message: why });
    refused(/^There is no chapter 4: there are 03, 12\.$/, '4');
    refused(/^There is no chapter facenet: /, 'facenet');
    refused(/^There is no saved work of chapter 03-facenet: reset saves/, '3', 'mine');
    refused(/^--to is "yours", but it must be one of template\.$/, '3', 'yours');
    rmSync(join(root, '.handout'), { recursive: true });
    refused(/^There is no template to go back to: .* is no handout .* and no clone that git knows\.$/, '3');
  });
});
