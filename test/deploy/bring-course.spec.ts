import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { handout } from '../../src/workshop/handout';

const root = join(__dirname, '..', '..');

/** As students find it in the image: a handout, and beside it what is installed. */
describe('the course in the home of a student', function () {
  this.timeout(180_000);
  const work = realpathSync(mkdtempSync(join(tmpdir(), 'facelab-home-')));
  const [project, course] = [join(work, 'project'), join(work, 'home', 'course')];
  const exercise = 'exercises/03-facenet/triplet-loss.ts';
  const withheld = ['solutions/03-facenet/triplet-loss.ts', 'test/exercises/hidden/03-facenet.ts', 'test/exercises/mutants.ts']; // prettier-ignore
  after(() => rmSync(work, { recursive: true, force: true }));

  /** An image from the project as it is now. */
  async function image(name: string): Promise<string> {
    const folder = join(work, name);
    await handout(folder, { root: project });
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    mkdirSync(join(folder, '.facelab', 'tensorflow', 'libraries'), { recursive: true });
    const files = {
      'pyvenv.cfg': 'home = /usr/bin\n',
      'bin/python': '',
      'lib/package.py': '',
      'share/jupyter/kernels/facelab/kernel.json': JSON.stringify({ argv: ['of the image'] }),
      'share/jupyter/kernels/python3/kernel.json': '{}',
      'share/jupyter/lab/static/index.html': '',
      'share/jupyter/lab/settings/overrides.json': '{}',
      'share/jupyter/labextensions/facelab-figures/package.json': '{}',
      'share/jupyter/labextensions/other/package.json': '{}',
      'etc/jupyter/jupyter_server_config.json': JSON.stringify({ ServerApp: { root_dir: folder } }),
      'etc/jupyter/jupyter_server_config.d/lab.json': '{}',
    };
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(join(folder, '.venv', file, '..'), { recursive: true });
      writeFileSync(join(folder, '.venv', file), text);
    }
    return folder;
  }

  function bring(from: string, into = course): { status: number | null; said: string } {
    const script = join(from, 'deploy', 'students', 'bring-course.js');
    const { status, stderr, stdout } = spawnSync(process.execPath, [script, into], { encoding: 'utf8' });
    return { status, said: stderr + stdout };
  }

  const edit = (folder: string, file: string, change: (text: string) => string): void =>
    writeFileSync(join(folder, file), change(readFileSync(join(folder, file), 'utf8')));

  let first: string;

  before(async () => {
    for (const path of ['deploy', 'scripts', 'src', 'package.json', 'tsconfig.json'])
      cpSync(join(root, path), join(project, path), { recursive: true });
    for (const path of [exercise, ...withheld]) mkdirSync(join(project, path, '..'), { recursive: true });
    for (const path of withheld) writeFileSync(join(project, path), 'the answer');
    writeFileSync(join(project, exercise), "// one\n// two\nthrow new Error('TODO: write it');\n");
    first = await image('image-1');
  });

  it('is copied the first time, without solutions, with what is installed linked', () => {
    const { status, said } = bring(first);
    assert.deepEqual([status, said], [0, `The course is now in ${course}.\n`]);
    assert.equal(readFileSync(join(course, exercise), 'utf8'), readFileSync(join(first, exercise), 'utf8'));
    for (const path of withheld) assert.ok(!existsSync(join(course, path)), path);
    assert.deepEqual(readdirSync(join(work, 'home')), ['course']);
    for (const installed of ['node_modules', '.facelab/tensorflow', '.venv/bin', '.venv/lib', '.venv/pyvenv.cfg'])
      assert.equal(readlinkSync(join(course, installed)), join(first, installed));
  });

  it('has a kernel and a JupyterLab of its own', () => {
    const json = (file: string): { argv: string[]; ServerApp: object } =>
      JSON.parse(readFileSync(join(course, '.venv', file), 'utf8'));
    assert.equal(json('share/jupyter/kernels/facelab/kernel.json').argv[1], join(course, 'scripts', 'kernel.js'));
    assert.deepEqual(json('etc/jupyter/jupyter_server_config.json').ServerApp, { root_dir: course });
    for (const linked of ['lab/static', 'kernels/python3', 'labextensions/other'])
      assert.equal(realpathSync(join(course, '.venv/share/jupyter', linked)), join(first, '.venv/share/jupyter', linked)); // prettier-ignore
    assert.ok(lstatSync(join(course, '.venv/share/jupyter/labextensions/facelab-figures')).isDirectory());
    // Nothing was written through a link.
    assert.ok(readFileSync(join(first, '.venv/share/jupyter/kernels/facelab/kernel.json'), 'utf8').includes('of the image')); // prettier-ignore
  });

  it('stays as it is when nothing is newer', () => {
    edit(course, exercise, (text) => text.replace('// two', '// mine'));
    mkdirSync(join(course, '.venv', 'jupyter'));
    assert.deepEqual(bring(first), { status: 0, said: '' });
    assert.match(readFileSync(join(course, exercise), 'utf8'), /mine/);
    assert.ok(existsSync(join(course, '.venv', 'jupyter')));
  });

  it('takes in what a newer image has, and keeps what the student wrote', async () => {
    edit(project, exercise, (text) => `// zero\n${text}`);
    writeFileSync(join(project, 'exercises', 'news.md'), 'new\n');
    const second = await image('image-2');
    const { status, said } = bring(second);
    assert.equal(status, 0);
    assert.match(said, /1 file new/);
    assert.match(said, new RegExp(`changes and yours together: ${exercise}`));
    assert.match(readFileSync(join(course, exercise), 'utf8'), /^\/\/ zero\n\/\/ one\n\/\/ mine\n/);
    assert.ok(existsSync(join(course, 'exercises', 'news.md')));
    assert.equal(readlinkSync(join(course, 'node_modules')), join(second, 'node_modules'));
    assert.equal(readlinkSync(join(course, '.venv', 'lib')), join(second, '.venv', 'lib'));
  });

  it('goes on as it was under an older image, and says why', () => {
    const { status, said } = bring(first);
    assert.equal(status, 0);
    assert.match(said, /^The course stays as it was: .* give a newer one\.\n$/);
    assert.match(readFileSync(join(course, exercise), 'utf8'), /^\/\/ zero\n/);
  });

  it('leaves a folder of the same name under another one, and a copy that was not finished is made anew', () => {
    const other = join(work, 'other', 'course');
    mkdirSync(other, { recursive: true });
    writeFileSync(join(other, 'notes.txt'), 'mine');
    mkdirSync(`${other}.making`);
    const { status, said } = bring(first, other);
    assert.equal(status, 0);
    const [kept] = readdirSync(join(work, 'other')).filter((name) => /^course-\d{8}-\d{6}$/.test(name));
    assert.ok(said.includes(`${other} was no copy of the course: it is now ${join(work, 'other', kept)}`));
    assert.equal(readFileSync(join(work, 'other', kept, 'notes.txt'), 'utf8'), 'mine');
    assert.deepEqual(readdirSync(join(work, 'other')).sort(), ['course', kept]);
  });

  it('keeps packages that a student installed', () => {
    rmSync(join(course, 'node_modules'));
    mkdirSync(join(course, 'node_modules', 'own'), { recursive: true });
    assert.equal(bring(first).status, 0);
    assert.deepEqual(readdirSync(join(course, 'node_modules')), ['own']);
  });

  it('reads the people who were drawn from the image, keeps those of its own and lets go of those that are gone', () => {
    const [shared, own] = [first, course].map((folder) => join(folder, '.facelab', 'worlds'));
    for (const folder of [join(shared, 'drawn'), join(shared, 'gone'), join(own, 'mine')])
      mkdirSync(folder, { recursive: true });
    bring(first);
    const links = (): string[] =>
      readdirSync(own).map((name) => `${name} ${lstatSync(join(own, name)).isSymbolicLink()}`);
    assert.deepEqual(links(), ['drawn true', 'gone true', 'mine false']);
    assert.equal(readlinkSync(join(own, 'drawn')), join(shared, 'drawn'));
    rmSync(join(shared, 'gone'), { recursive: true });
    bring(first);
    assert.deepEqual(links(), ['drawn true', 'mine false']);
  });

  it('says in a sentence what is wrong', () => {
    const whole = bring(project, join(work, 'none'));
    assert.equal(whole.status, 1);
    assert.equal(whole.said, `The course could not be brought into the home: ${project} is no handout, so it has no course for students.\n`); // prettier-ignore
    writeFileSync(join(work, 'file'), '');
    const refused = bring(first, join(work, 'file', 'course'));
    assert.equal(refused.status, 1);
    assert.match(refused.said, /^The course could not be brought into the home: [^\n]+\n$/);
  });

  it('is where the command runs', () => {
    const { status, stdout, stderr } = spawnSync(join(first, 'deploy', 'students', 'start'), ['sh', '-c', 'pwd; echo "$PATH"'], {
      encoding: 'utf8',
      env: { ...process.env, HOME: join(work, 'someone') },
    }); // prettier-ignore
    assert.equal(status, 0, stderr);
    const [folder, path] = stdout.trim().split('\n');
    assert.equal(folder, join(work, 'someone', 'course'));
    assert.equal(path.split(':')[0], join(folder, '.venv', 'bin'));
  });
});
