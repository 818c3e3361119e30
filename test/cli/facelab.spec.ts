import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { facelabProgram } from '../../src/cli/program';
import { textTable } from '../../src/cli/terminal';
import { drawPeople } from '../data/drawn-face';

const root = path.resolve(__dirname, '..', '..');

interface Run {
  code: number | null;
  out: string;
  err: string;
}

/** Runs the command as a person would, and sends the signal once its time has come. */
function facelab(args: string[], stop?: { signal: NodeJS.Signals; when(told: string): boolean }): Promise<Run> {
  const child = spawn(process.execPath, [path.join(root, 'scripts', 'facelab.js'), ...args], { cwd: root });
  const run: Run = { code: null, out: '', err: '' };
  child.stdout.on('data', (data) => (run.out += data));
  child.stderr.on('data', (data) => (run.err += data));
  const watch = setInterval(() => {
    if (!stop?.when(run.err)) return;
    clearInterval(watch);
    child.kill(stop.signal);
  }, 50);
  return new Promise((resolve) =>
    child.on('close', (code) => {
      clearInterval(watch);
      resolve({ ...run, code });
    }),
  );
}

const pick = ({ accuracy, threshold }: { accuracy: number; threshold: number }): object => ({ accuracy, threshold });

/** How many steps the checkpoint in a folder has; 0 without one. */
function stepsSaved(folder: string): number {
  const file = path.join(folder, 'model.json');
  if (!existsSync(file)) return 0;
  return JSON.parse(readFileSync(file, 'utf8')).userDefinedMetadata.notes.history?.loss.length ?? 0;
}

describe('the facelab command', function () {
  this.timeout(600_000);
  let folder: string;
  before(() => (folder = mkdtempSync(path.join(os.tmpdir(), 'facelab-cli-'))));
  after(() => rmSync(folder, { recursive: true }));

  it('lists its commands and tells its exit codes', async () => {
    const { code, out } = await facelab(['--help']);
    assert.equal(code, 0);
    for (const command of facelabProgram().commands) assert.match(out, new RegExp(`^  ${command.name()} `, 'm'));
    assert.match(out, /Exit codes: 0 fine, 1 the answer is no/);
  });

  it('tells wrong input in one sentence and exits with 2', async () => {
    const { code, err, out } = await facelab(['unlock', path.join(folder, 'nowhere')]);
    assert.equal(code, 2);
    assert.equal(out, '');
    assert.match(err.trim(), /^facelab: .*nowhere.*$/);
  });

  it('draws people, trains, stops on Ctrl-C, survives being killed, ends as if undisturbed, and recognises people', async () => {
    const people = path.join(folder, 'people');
    const drawn = await facelab([
      'celebrities',
      '--out',
      people,
      '--identities',
      '6',
      '--pictures',
      '3',
      '--size',
      '32',
      '--json',
    ]);
    assert.equal(drawn.code, 0, drawn.err);
    assert.deepEqual(JSON.parse(drawn.out), { pictures: 18, people: 6, folder: people });
    const names = readdirSync(people);
    assert.equal(names.length, 6);

    const model = path.join(folder, 'model');
    const train = ['train', '--preset', 'quick', '--json', '--out'];
    const ctrlC = { signal: 'SIGINT' as const, when: (told: string) => /100 % preparing/.test(told) };
    const stopped = await facelab([...train, model], ctrlC);
    assert.equal(stopped.code, 130, stopped.err);
    assert.match(stopped.err, /Stopped after step \d+\. facelab train .* --resume goes on from there/);
    assert.ok(stepsSaved(model) < 100);

    // A checkpoint is written at step 50: killed after it, training has to go on from there.
    const killed = await facelab([...train, model, '--resume'], {
      signal: 'SIGKILL',
      when: () => stepsSaved(model) >= 50,
    });
    assert.equal(killed.code, null);
    const resumed = await facelab([...train, model, '--resume']);
    assert.equal(resumed.code, 0, resumed.err);
    const undisturbed = await facelab([...train, path.join(folder, 'undisturbed')]);
    const { accuracy, threshold } = JSON.parse(resumed.out);
    assert.deepEqual({ accuracy, threshold }, pick(JSON.parse(undisturbed.out)));
    assert.ok(accuracy > 0.6, `${accuracy}`);
    assert.match((await facelab([...train, model, '--resume'])).err, /is finished: there is nothing to resume/);

    const picture = path.join(people, names[0], '1.png');
    const same = await facelab(['verify', picture, picture, '--model', model, '--aligned', '--json']);
    assert.equal(same.code, 0, same.err);
    assert.ok(JSON.parse(same.out).distance < 1e-5);

    const found = await facelab([
      'identify',
      picture,
      '--gallery',
      people,
      '--model',
      model,
      '--aligned',
      '--top',
      '2',
      '--json',
    ]);
    assert.ok(found.code === 0 || found.code === 1, found.err);
    assert.equal(JSON.parse(found.out).people.length, 2);

    const mixed = await facelab([
      'celebrities',
      '--out',
      people,
      '--identities',
      '2',
      '--pictures',
      '1',
      '--size',
      '32',
    ]);
    assert.equal(mixed.code, 2);
    assert.match(mixed.err, /people is in use \(it has .*\): give a new or empty folder with --out\./);

    const refused = await facelab(['unlock', people, '--model', model, '--aligned', '--far', '0.01']);
    assert.equal(refused.code, 2);
    // 18 pictures at 5 phones of others: 1 / 90 rounded up.
    const advised = /try npx facelab (unlock .* --aligned --far 0\.0111112)$/m.exec(refused.err.trim());
    assert.ok(advised, refused.err);
    assert.equal((await facelab(advised[1].split(' '))).code, 0);

    const unlock = await facelab(['unlock', people, '--model', model, '--aligned', '--far', '0.1']);
    assert.equal(unlock.code, 0, unlock.err);
    for (const name of names) assert.ok(unlock.out.includes(name));

    const csv = path.join(folder, 'vectors.csv');
    assert.equal((await facelab(['embed', people, '--model', model, '--aligned', '--out', csv])).code, 0);
    const lines = readFileSync(csv, 'utf8').trim().split('\n');
    assert.equal(lines.length, 19);
    assert.match(lines[0], /^name,path,x0,x1,/);
    assert.equal(lines[1].split(',').length, 130);
  });

  it('trains on aligned photographs that are decoded meanwhile', async () => {
    const people = path.join(folder, 'aligned');
    const size = ['--identities', '12', '--pictures', '4', '--size', '32'];
    assert.equal((await facelab(['celebrities', '--out', people, ...size])).code, 0);
    const train = [
      'train',
      '--preset',
      'quick',
      '--photos',
      people,
      '--json',
      '--out',
      path.join(folder, 'of-aligned'),
    ];
    const { code, out, err } = await facelab([...train, '--aligned']);
    assert.equal(code, 0, err);
    const { people: trained, validationPeople, waitingShare } = JSON.parse(out);
    assert.deepEqual([trained, validationPeople], [8, 4]);
    assert.ok(waitingShare >= 0 && waitingShare < 1, `${waitingShare}`);
  });

  it('verifies photographs with the pretrained descriptor and names what it cannot use', async () => {
    const person = path.join(folder, 'photos', 'Ann');
    mkdirSync(person, { recursive: true });
    const file = path.join(person, 'one.png');
    writeFileSync(file, await drawPeople(400, 400, [{ x: 200, y: 180, radius: 70 }]));
    const { code, out, err } = await facelab(['verify', file, file]);
    assert.equal(code, 0, err);
    assert.match(out, /^The same person: distance 0\.000, threshold 0\.600 \(pretrained descriptor\)\.$/m);
    writeFileSync(path.join(person, 'broken.jpg'), 'no picture');
    const broken = await facelab(['verify', file, path.join(person, 'broken.jpg')]);
    assert.equal(broken.code, 2);
    assert.match(broken.err, /broken\.jpg/);
  });

  it('does not judge a face that is too small unless asked to, and says so with an exit code of its own', async () => {
    const file = path.join(folder, 'small.png');
    writeFileSync(file, await drawPeople(150, 150, [{ x: 75, y: 60, radius: 24 }]));
    const { code, out } = await facelab(['verify', file, file]);
    assert.equal(code, 3);
    assert.match(
      out,
      /^One person or two\? .*small\.png cannot be judged: the face has only 1\d pixels between the eyes and needs 20\./,
    );
    const asJson = await facelab(['identify', file, '--gallery', 'nowhere', '--json']);
    assert.equal(asJson.code, 3);
    assert.equal(JSON.parse(asJson.out).known, null);
    const kept = await facelab(['verify', file, file, '--keep-poor']);
    assert.equal(kept.code, 0, kept.err);
    assert.match(kept.err, /small\.png is kept although it can hardly be judged/);
  });

  it('does not test the only picture of a person against itself', async () => {
    const singles = path.join(folder, 'singles');
    for (const [name, radius] of [
      ['Ann', 60],
      ['Ben', 70],
    ] as const) {
      mkdirSync(path.join(singles, name), { recursive: true });
      writeFileSync(path.join(singles, name, '1.png'), await drawPeople(300, 300, [{ x: 150, y: 130, radius }]));
    }
    const { code, out, err } = await facelab(['unlock', singles, '--far', '1']);
    assert.equal(code, 0, err);
    assert.match(out, /^Ann +– +100 %$/m);
    assert.match(out, /One picture only, which cannot be tested against itself: Ann, Ben\./);
    const asJson = JSON.parse((await facelab(['unlock', singles, '--far', '1', '--json'])).out);
    assert.deepEqual(asJson.unlock, [
      [null, 1],
      [1, null],
    ]);
  });

  it('identifies by other pictures only: the file itself and its copies are left out, however their paths are spelt', async () => {
    const gallery = path.join(folder, 'gallery');
    const one = await drawPeople(300, 300, [{ x: 150, y: 130, radius: 60 }]);
    const files: [string, Buffer][] = [
      ['Ann/one.png', one],
      ['Ann/copy.png', one],
      ['Ben/two.png', await drawPeople(320, 300, [{ x: 150, y: 130, radius: 70 }])],
    ];
    for (const [file, bytes] of files) {
      mkdirSync(path.dirname(path.join(gallery, file)), { recursive: true });
      writeFileSync(path.join(gallery, file), bytes);
    }
    const probe = `${gallery}/../gallery/./Ann/one.png`;
    const { code, out, err } = await facelab(['identify', probe, '--gallery', gallery, '--json']);
    assert.equal(code, 0, err);
    assert.deepEqual(
      JSON.parse(out).people.map(({ name }: { name: string }) => name),
      ['Ben'],
    );
    assert.match(err, /copy\.png is the picture itself or a copy of it, so it is left out\./);
    assert.match(err, /one\.png is the picture itself or a copy of it, so it is left out\./);

    const unreadable = path.join(folder, 'unreadable.png');
    writeFileSync(unreadable, 'no picture');
    const refused = await facelab(['identify', unreadable, '--gallery', path.join(folder, 'never looked at')]);
    assert.equal(refused.code, 2);
    assert.match(refused.err, /unreadable\.png is no picture/);
    assert.doesNotMatch(refused.err, /never looked at/);
  });
});

describe('textTable', () => {
  it('stands numbers right and text left', () => {
    const rows = [
      { name: 'Ann', steps: 5 },
      { name: 'Bo', steps: 120 },
    ];
    assert.equal(textTable(rows), 'name  steps\n────  ─────\nAnn       5\nBo      120');
  });
});
