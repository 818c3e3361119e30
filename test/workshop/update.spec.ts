import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'; // prettier-ignore
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { finish } from '../../src/workshop/changes';
import { keepHandedOut } from '../../src/workshop/handed-out';
import { update } from '../../src/workshop/update';
import { summary } from '../../src/cli/update';

type Tree = Record<string, string | Buffer>;

const picture = (value: number): Buffer => Buffer.from([0, 0xff, value]);
const cell = (id: string, source: string): object => ({ cell_type: 'markdown', id, metadata: {}, source });
const notebook = (...cells: object[]): string =>
  JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 });

const old: Tree = {
  'exercises/03-facenet/triplet-loss.ts': 'one\ntwo\nthree\nfour\n',
  'exercises/03-facenet/HINTS.md': 'hints\n',
  'notebooks/03-facenet.ipynb': notebook(cell('a', 'first\nsecond\nthird'), cell('b', 'exercise')),
  'src/losses/triplet.ts': 'loss\n',
  'src/losses/gone.ts': 'gone\n',
  'src/losses/gone-but-edited.ts': 'gone\n',
  'package.json': '{\n "a": 1,\n "b": 2\n}\n',
  'picture.png': picture(1),
  'drawing.png': picture(1),
};

const newer: Tree = {
  'exercises/03-facenet/triplet-loss.ts': 'one\ntwo\nTHREE of the course\nFOUR\n',
  'exercises/03-facenet/HINTS.md': 'hints\n',
  'notebooks/03-facenet.ipynb': notebook(cell('a', 'FIRST\nsecond\nthird'), cell('new', 'news'), cell('b', 'exercise')),
  'src/losses/triplet.ts': 'better loss\n',
  'src/losses/added.ts': 'added\n',
  'notes.md': 'notes of the course\n',
  'package.json': '{\n "a": 1,\n "c": 3\n}\n',
  'picture.png': picture(2),
  'drawing.png': picture(2),
};

/** What a student made of the old one. */
function work(root: string): void {
  write(root, {
    'exercises/03-facenet/triplet-loss.ts': 'mine\none\ntwo\nthree, mine\nfour\n',
    'exercises/03-facenet/own.ts': 'own\n',
    'notebooks/03-facenet.ipynb': notebook(cell('a', 'first\nsecond\nthird\nmy thought'), cell('mine', 'my cell'), cell('b', 'exercise')),
    'src/losses/gone-but-edited.ts': 'gone\nmine\n',
    'notes.md': 'my notes\n',
    'package.json': '{\n "a": 1,\n "b": 2,\n "mine": 4\n}\n',
    'drawing.png': picture(3),
  }); // prettier-ignore
  rmSync(join(root, 'exercises/03-facenet/HINTS.md'));
}

const now = new Date(2027, 2, 1, 9, 45, 0);

describe('update', function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), 'facelab-update-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  let number = 0;
  const place = (): string => join(folder, String(++number));
  const handedOut = async (tree: Tree, made = '2027-01-01'): Promise<string> => {
    const root = place();
    write(root, tree);
    await keepHandedOut(root, Object.keys(tree), new Date(made));
    return root;
  };
  const copy = (from: string): string => {
    const to = place();
    cpSync(from, to, { recursive: true });
    return to;
  };
  let base: string;
  let course: string;
  before(async () => {
    base = await handedOut(old);
    course = await handedOut(newer, '2027-02-01');
  });

  it('brings what is new and keeps what the student wrote', () => {
    const root = copy(base);
    work(root);
    const { files, saved } = update(course, { root, now });
    const at = (path: string): string => readFileSync(join(root, path), 'utf8');
    assert.equal(at('exercises/03-facenet/triplet-loss.ts'), 'mine\none\ntwo\nthree, mine\nfour\n');
    assert.equal(at('exercises/03-facenet/own.ts'), 'own\n');
    assert.equal(at('exercises/03-facenet/HINTS.md'), 'hints\n');
    assert.equal(at('src/losses/triplet.ts'), 'better loss\n');
    assert.equal(at('src/losses/added.ts'), 'added\n');
    assert.equal(existsSync(join(root, 'src/losses/gone.ts')), false);
    assert.equal(at('src/losses/gone-but-edited.ts'), 'gone\nmine\n');
    assert.deepEqual(
      JSON.parse(at('notebooks/03-facenet.ipynb')).cells.map(({ source }: { source: string[] }) => [source].flat().join('')),
      ['FIRST\nsecond\nthird\nmy thought', 'my cell', 'news', 'exercise'],
    ); // prettier-ignore
    assert.equal(at('notes.md'), 'notes of the course\n');
    assert.equal(at('notes__20270301-094500.md'), 'my notes\n');
    // Line by line this would be no JSON any more.
    assert.equal(at('package.json'), '{\n "a": 1,\n "b": 2,\n "mine": 4\n}\n');
    assert.deepEqual(readFileSync(join(root, 'picture.png')), picture(2));
    assert.deepEqual(readFileSync(join(root, 'drawing.png')), picture(3));
    assert.deepEqual(files, {
      new: ['src/losses/added.ts'],
      restored: ['exercises/03-facenet/HINTS.md'],
      updated: ['picture.png', 'src/losses/triplet.ts'],
      merged: ['notebooks/03-facenet.ipynb'],
      moved: ['notes.md'],
      kept: ['drawing.png', 'exercises/03-facenet/triplet-loss.ts', 'package.json', 'src/losses/gone-but-edited.ts'],
      removed: ['src/losses/gone.ts'],
    });
    assert.deepEqual(saved, ['saved/update-20270301-094500/notebooks/03-facenet.ipynb', 'notes__20270301-094500.md']);
    assert.match(at(saved[0]), /my thought/);
    assert.match(summary({ files, saved }), /^back again: exercises\/03-facenet\/HINTS\.md$/m);
  });

  it('takes all of the newer one where nothing was changed, and a second time nothing', () => {
    const root = copy(base);
    update(course, { root, now });
    assert.deepEqual(contents(root), contents(course));
    const again = update(course, { root, now });
    assert.deepEqual(Object.values(again.files).flat(), []);
    assert.equal(summary(again), 'Nothing is newer: all is as it was.');
    assert.deepEqual(contents(root), contents(course));
  });

  it('reads the newer handout as it was handed out, even if somebody has written in it', () => {
    const [root, opened] = [copy(base), copy(course)];
    write(opened, { 'src/losses/triplet.ts': 'looked at\n' });
    update(opened, { root, now });
    assert.equal(readFileSync(join(root, 'src/losses/triplet.ts'), 'utf8'), 'better loss\n');
  });

  it('the next update merges against the last one', async () => {
    const root = copy(base);
    work(root);
    update(course, { root, now });
    const loss = 'exercises/03-facenet/triplet-loss.ts';
    const third = await handedOut({ ...newer, [loss]: 'one, newest\ntwo\nTHREE of the course\nFOUR\n' }, '2027-03-01');
    write(root, { [loss]: 'one\ntwo\nTHREE of the course\nFOUR\nmy last\n' });
    update(third, { root, now });
    assert.equal(readFileSync(join(root, loss), 'utf8'), 'one, newest\ntwo\nTHREE of the course\nFOUR\nmy last\n');
  });

  it('stopped at any step it has changed nothing, or the next start finishes it', () => {
    const whole = copy(base);
    work(whole);
    let steps = 0;
    update(course, { root: whole, now, onStep: () => steps++ });
    assert.ok(steps > 15, `${steps}`);
    for (let last = 0; last < steps; last++) {
      const root = copy(base);
      work(root);
      const before = contents(root);
      let step = 0;
      const stop = (): void => {
        if (step++ === last) throw new Error('killed');
      };
      assert.throws(() => update(course, { root, now, onStep: stop }), /killed/);
      finish(root);
      const after = contents(root);
      assert.deepEqual(after, last === 0 ? before : contents(whole), `stopped at step ${last}`);
    }
  });

  it('what the student writes between a kill and the next start is kept', () => {
    const root = copy(base);
    let step = 0;
    const stop = (): void => {
      if (step++ === 1) throw new Error('killed');
    };
    assert.throws(() => update(course, { root, now, onStep: stop }), /killed/);
    write(root, { 'src/losses/triplet.ts': 'written meanwhile\n', 'src/losses/gone.ts': 'this too\n' });
    assert.deepEqual(finish(root), ['saved/update-20270301-094500/src/losses/triplet.ts']);
    assert.equal(readFileSync(join(root, 'saved/update-20270301-094500/src/losses/triplet.ts'), 'utf8'), 'written meanwhile\n'); // prettier-ignore
    assert.equal(readFileSync(join(root, 'src/losses/triplet.ts'), 'utf8'), 'better loss\n');
    assert.equal(readFileSync(join(root, 'src/losses/gone.ts'), 'utf8'), 'this too\n');
  });

  it('a process that is killed at some moment loses nothing', async () => {
    const program = `require('tsx/cjs'); const { update } = require('./src/workshop/update');
      let steps = 0;
      const onStep = () => {
        if (++steps < process.argv[3]) return;
        process.send('here');
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0); // for the kill
      };
      update(process.argv[1], { root: process.argv[2], now: new Date(2027, 2, 1, 9, 45), onStep });`;
    const whole = copy(base);
    work(whole);
    update(course, { root: whole, now });
    for (const moment of [2, 9]) {
      const root = copy(base);
      work(root);
      const child = spawn(process.execPath, ['-e', program, course, root, String(moment)], {
        cwd: join(__dirname, '../..'),
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      });
      child.on('message', () => child.kill('SIGKILL'));
      await new Promise((ended) => child.on('close', ended));
      assert.equal(child.signalCode, 'SIGKILL');
      finish(root);
      assert.deepEqual(contents(root), contents(whole));
    }
  });

  it('loses no line of a student under random edits of files', async () => {
    const line = fc.constantFrom('a', 'b', 'c', '}');
    const text = fc.array(line, { maxLength: 6 });
    const names = ['x.ts', 'y.md', 'n.ipynb', 'j.json', 'dir/z.ts'];
    const tree = fc.record(Object.fromEntries(names.map((name) => [name, text])), { requiredKeys: [] });
    const changes = fc.array(fc.record({ name: fc.constantFrom(...names), at: fc.nat(6), removed: fc.nat(2), added: fc.nat(2), kind: fc.constantFrom('edit', 'edit', 'delete') }), { maxLength: 6 }); // prettier-ignore
    const changed = (start: Record<string, string[]>, all: typeof changes extends fc.Arbitrary<infer T> ? T : never, who: string): Record<string, string[]> => {
      const result = { ...start };
      all.forEach(({ name, at, removed, added, kind }, index) => {
        const lines = result[name] ?? [];
        const written = Array.from({ length: added }, (_, each) => `"${who} ${index} ${each}"`);
        if (kind === 'delete') delete result[name];
        else result[name] = [...lines.slice(0, at), ...written, ...lines.slice(at + removed)];
      });
      return result;
    }; // prettier-ignore
    await fc.assert(
      fc.asyncProperty(tree, changes, changes, async (start, own, others) => {
        const begin = start as Record<string, string[]>;
        const [root, next] = [await handedOut(asFiles(begin)), await handedOut(asFiles(changed(begin, others, 'theirs')))];
        const mine = changed(begin, own, 'mine');
        for (const name of names) rmSync(join(root, name), { force: true });
        write(root, asFiles(mine));
        update(next, { root, now });
        const text = Object.entries(contents(root)).filter(([path]) => !/^(saved|\.handout)\//.test(path)).map(([, bytes]) => bytes).join('\n'); // prettier-ignore
        for (const each of Object.values(mine).flat().filter((each) => each.startsWith('"mine')))
          assert.ok(text.includes(each) || text.includes(JSON.stringify(each).slice(1, -1)), `${each} is lost`);
        assert.doesNotMatch(text, /^(<{7}|={7}|>{7})/m);
        for (const [path, bytes] of Object.entries(contents(root))) if (path.endsWith('.ipynb')) JSON.parse(bytes);
        const untouched = names.filter((name) => JSON.stringify(mine[name]) === JSON.stringify(begin[name]) && name in begin); // prettier-ignore
        for (const name of untouched) assert.equal(contents(root)[name], contents(next)[name], name);
        for (const name of Object.keys(asFiles(changed(begin, others, 'theirs')))) assert.ok(existsSync(join(root, name)), name); // prettier-ignore
        assert.deepEqual(Object.values(update(next, { root, now }).files).flat().filter((path) => !path.startsWith('saved')), []); // prettier-ignore
        rmSync(root, { recursive: true });
        rmSync(next, { recursive: true });
      }),
      { numRuns: 30 },
    ); // prettier-ignore
  });

  it('says in one sentence what it cannot use, before anything changes', async () => {
    const root = copy(base);
    const refused = (from: string, why: RegExp, of = root): void => {
      const before = contents(of);
      assert.throws(() => update(from, { root: of, now }), { name: 'InputError', message: why });
      assert.deepEqual(contents(of), before);
    };
    refused(join(folder, 'nowhere'), /is no folder: unpack the newer handout/);
    refused(join(course, 'notes.md'), /is no folder/);
    refused(folder, /is no handout, it has no \.handout\/files\.json/);
    refused(root, /is the folder that is to be brought up to date/);
    refused(
      await handedOut(newer, '2026-12-01'),
      /was made at 2026-12-01 00:00:00, before the handout that is here \(2027-01-01 00:00:00\)/,
    );
    const bare = place();
    write(bare, old);
    refused(course, /is no handout, .*git pull/, bare);
    const damaged = copy(course);
    for (const text of ['{', '[]', '{"made":"2027-02-01","files":{"../x":"00"}}', '{"made":"x","files":{}}', 'null']) {
      write(damaged, { '.handout/files.json': text });
      refused(damaged, /files\.json is damaged/);
    }
    const wrong = copy(course);
    write(wrong, { 'picture.png': picture(9) });
    refused(wrong, /picture\.png is not as it was handed out/);
    const [text] = readdirSync(join(course, '.handout/texts'));
    const rotten = copy(course);
    write(rotten, { [`.handout/texts/${text}`]: 'x' });
    refused(rotten, /is damaged: unpack the handout again/);
    const linked = copy(base);
    rmSync(join(linked, 'src'), { recursive: true });
    symlinkSync(folder, join(linked, 'src'));
    assert.throws(
      () => update(course, { root: linked, now }),
      /src is no folder here, but one of the course: move it away/,
    );
  });
});

function write(root: string, tree: Tree): void {
  for (const [path, content] of Object.entries(tree)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

/** All files below the folder with their bytes as text, without what only a start leaves. */
function contents(root: string): Record<string, string> {
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(root.length + 1)).sort();
  return Object.fromEntries(
    paths
      .filter((path) => !path.startsWith('.facelab'))
      .map((path) => [path, readFileSync(join(root, path), 'latin1')]),
  );
}

function asFiles(tree: Record<string, string[]>): Tree {
  const render = (name: string, lines: string[]): string => {
    if (name.endsWith('.json')) return `[\n${lines.join(',\n')}\n]\n`;
    return name.endsWith('.ipynb')
      ? notebook(...lines.map((line, index) => cell(`c${index}`, line)))
      : lines.join('\n');
  };
  return Object.fromEntries(Object.entries(tree).map(([name, lines]) => [name, render(name, lines)]));
}
