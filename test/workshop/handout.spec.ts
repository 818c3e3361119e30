import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { handout } from '../../src/workshop/handout';
import { reset } from '../../src/workshop/reset';
import { update } from '../../src/workshop/update';

const root = join(__dirname, '../..');

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(folder.length + 1));
}

const notebook = {
  cells: [
    { cell_type: 'markdown', metadata: {}, source: '# Lesson' },
    { cell_type: 'code', metadata: { tags: ['answer'] }, source: 'theAnswer()', execution_count: 1, outputs: [] },
    {
      cell_type: 'code',
      metadata: {},
      source: "await check('03-facenet')",
      execution_count: 2,
      outputs: [{ output_type: 'display_data' }],
    },
    {
      cell_type: 'code',
      metadata: {},
      source: 'show(figure)',
      execution_count: 3,
      outputs: [{ output_type: 'display_data' }],
    },
  ],
  metadata: {},
  nbformat: 4,
  nbformat_minor: 5,
};

describe('handout', function () {
  this.timeout(60_000);
  const work = mkdtempSync(join(tmpdir(), 'facelab-handout-'));
  const project = join(work, 'project');
  const target = join(work, 'students', 'edition');

  before(async () => {
    for (const path of [
      'exercises',
      'solutions',
      'scripts/common/esbuild.js',
      'src',
      'test/exercises',
      'test/grading',
      'test/setup.ts',
      'package.json',
      'tsconfig.json',
    ]) {
      cpSync(join(root, path), join(project, path), { recursive: true });
    }
    mkdirSync(join(project, 'notebooks'));
    writeFileSync(join(project, 'notebooks', '03-facenet.ipynb'), JSON.stringify(notebook));
    for (const made of ['node_modules', '.venv', 'artefacts']) {
      mkdirSync(join(project, made));
      writeFileSync(join(project, made, 'made.txt'), 'x');
    }
    await handout(target, { root: project });
  });

  after(() => rmSync(work, { recursive: true, force: true }));

  it('leaves out solutions, hidden cases, mutants, and what is installed or made', () => {
    const files = filesBelow(target);
    assert.ok(files.includes('exercises/03-facenet/count-triplets.ts'));
    assert.ok(files.includes('test/exercises/03-facenet.spec.ts'));
    const unwanted = /^(solutions|node_modules|\.venv|artefacts|test\/grading|test\/project)\/|hidden\/|mutants/;
    assert.deepEqual(
      files.filter((file) => unwanted.test(file)),
      [],
    );
  });

  it('holds no line of a solution', () => {
    const lines = filesBelow(join(root, 'solutions'))
      .filter((file) => file.includes('/'))
      .flatMap((file) => readFileSync(join(root, 'solutions', file), 'utf8').split('\n'))
      .filter((line) => line.length > 60 && !line.startsWith('export function'));
    assert.ok(lines.length > 50);
    const handedOut = filesBelow(target)
      .filter((file) => !file.startsWith('src/') && !file.startsWith('.handout/texts/'))
      .map((file) => readFileSync(join(target, file), 'utf8'));
    for (const line of lines) assert.ok(!handedOut.some((text) => text.includes(line.trim())), line);
    // What is kept to go back to is what was handed out, and no more.
    const { files } = JSON.parse(readFileSync(join(target, '.handout', 'files.json'), 'utf8'));
    const texts = readdirSync(join(target, '.handout', 'texts'));
    assert.deepEqual(
      texts.filter((hash) => !Object.values(files).includes(hash)),
      [],
    );
    for (const [path, hash] of Object.entries<string>(files))
      assert.equal(
        createHash('sha256')
          .update(readFileSync(join(target, path)))
          .digest('hex'),
        hash,
        path,
      );
  });

  it('clears notebooks of answers and of what exercise cells showed', () => {
    const { cells } = JSON.parse(
      readFileSync(join(target, 'notebooks', '03-facenet.ipynb'), 'utf8'),
    ) as typeof notebook;
    assert.deepEqual(
      cells.map(({ source }) => source),
      ['# Lesson', "await check('03-facenet')", 'show(figure)'],
    );
    assert.deepEqual(
      cells.map(({ outputs }) => outputs?.length),
      [undefined, 0, 1],
    );
  });

  it('grades in the student edition: stubs are open, not failed, and a right function passes', () => {
    symlinkSync(join(root, 'node_modules'), join(target, 'node_modules'));
    const run = (): string => {
      const args = ['--import', 'tsx', 'test/exercises/run.ts', '12'];
      return spawnSync(process.execPath, args, { cwd: target, encoding: 'utf8' }).stdout;
    };
    assert.match(run(), /not implemented yet[^]*\n0 of 6 points/);
    cpSync(join(root, 'solutions', '12-boundaryface'), join(target, 'exercises', '12-boundaryface'), {
      recursive: true,
    });
    assert.match(run(), /✔ twelve pictures, five classes \(2 points\)[^]*\n6 of 6 points/);
  });

  it('keeps what was handed out: a chapter goes back to it, and a newer handout brings what is new', async () => {
    const student = join(work, 'a-student');
    await handout(student, { root: project });
    const psi = join(student, 'exercises', '05-sphereface', 'psi.ts');
    const stub = readFileSync(psi, 'utf8');
    writeFileSync(psi, `${stub}// my line\n`);
    writeFileSync(
      join(project, 'notebooks', '03-facenet.ipynb'),
      JSON.stringify({ ...notebook, metadata: { newer: 1 } }),
    );
    await handout(join(work, 'newer'), { root: project });
    const { files } = update(join(work, 'newer'), { root: student });
    assert.deepEqual(Object.values(files).flat(), ['notebooks/03-facenet.ipynb']);
    assert.match(readFileSync(psi, 'utf8'), /my line/);
    assert.deepEqual(reset('5', { root: student }).changed, ['exercises/05-sphereface/psi.ts']);
    assert.equal(readFileSync(psi, 'utf8'), stub);
  });

  it('hands out no submission and nothing else that is no part of the course, with git or without', async () => {
    const strange = ['submissions/ada/hidden.ts', 'submissions-graded/results.json', 'notes.txt'];
    for (const path of strange) {
      mkdirSync(join(project, path, '..'), { recursive: true });
      writeFileSync(join(project, path), 'private');
    }
    symlinkSync('/etc/hostname', join(project, 'exercises', 'link.md'));
    await handout(join(work, 'without-git'), { root: project });
    const files = filesBelow(join(work, 'without-git'));
    assert.deepEqual(files.filter((file) => [...strange, 'exercises/link.md'].includes(file)), []); // prettier-ignore
    assert.ok(files.includes('package.json'));

    const tracked = join(work, 'tracked');
    cpSync(project, tracked, { recursive: true });
    rmSync(join(tracked, 'exercises', 'link.md'));
    const git = (...args: string[]): unknown => spawnSync('git', args, { cwd: tracked });
    git('init', '-q');
    git('add', '--all');
    writeFileSync(join(tracked, 'src', 'untracked.ts'), 'private');
    writeFileSync(join(tracked, 'submissions', 'late.ts'), 'private');
    // Within the project, as `facelab handout course/` has it.
    const written = await handout(join(tracked, 'course'), { root: tracked });
    const given = filesBelow(join(tracked, 'course'));
    assert.deepEqual(written.unknown, ['src/untracked.ts']);
    assert.deepEqual(given.filter((file) => /submissions|notes|untracked/.test(file)), []); // prettier-ignore
    assert.ok(given.includes('exercises/03-facenet/count-triplets.ts'));
    rmSync(join(project, 'exercises', 'link.md'));
  });

  it('knows of every tracked file whether it belongs to the course', async () => {
    const top = spawnSync('git', ['ls-tree', '--name-only', 'HEAD'], { cwd: root, encoding: 'utf8' });
    if (top.status !== 0) return;
    const whole = join(work, 'whole');
    for (const name of top.stdout.trim().split('\n')) {
      const path = join(whole, name);
      if (name === 'exercises') cpSync(join(root, name), path, { recursive: true });
      else if (statSync(join(root, name)).isDirectory()) {
        mkdirSync(path, { recursive: true });
        writeFileSync(join(path, 'file.txt'), '');
      } else cpSync(join(root, name), path);
    }
    await handout(join(work, 'everything'), { root: whole });
    const missing = readdirSync(whole).filter((name) => !existsSync(join(work, 'everything', name)));
    assert.deepEqual(missing.sort(), ['.ci', '.github', 'solutions']);
  });

  it('refuses to hand out a solved exercise, to overwrite, and to write into the project', async () => {
    await assert.rejects(handout(target, { root: project }), /exists and is not empty/);
    await assert.rejects(
      handout(join(project, 'src', 'students'), { root: project }),
      /lies in a folder of the course/,
    );
    const stub = join(project, 'exercises', '05-sphereface', 'psi.ts');
    writeFileSync(stub, readFileSync(join(root, 'solutions', '05-sphereface', 'psi.ts'), 'utf8'));
    await assert.rejects(handout(join(work, 'other'), { root: project }), /05-sphereface\/psi\.ts is no stub any more/);
    assert.equal(existsSync(join(work, 'other')), false);
  });
});
