import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { picturesFor } from '../../src/cli/training-pictures';
import { residualBackbone } from '../../src/models/backbones/residual';
import { readNotes, saveCheckpoint } from '../../src/models/checkpoint';
import { drawPeople } from '../data/drawn-face';
import { toldBy } from '../support/told';
import { runHere, type Run } from './in-process';

describe('facelab train', function () {
  this.timeout(120_000);
  let folder: string;
  let people: string;
  before(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'facelab-train-'));
    people = path.join(folder, 'people');
    const drawn = await runHere([
      'celebrities',
      '--out',
      people,
      '--identities',
      '12',
      '--pictures',
      '3',
      '--size',
      '32',
    ]);
    assert.equal(drawn.code, 0, drawn.err);
  });
  after(() => rmSync(folder, { recursive: true }));

  const train = (out: string, ...more: string[]): Promise<Run> =>
    runHere(['train', '--preset', 'quick', '--out', path.join(folder, out), ...more]);
  const save = async (out: string, notes: Record<string, unknown>): Promise<void> => {
    const backbone = residualBackbone({ size: 16, dim: 4, widths: [8, 8], seed: 1 });
    await saveCheckpoint(path.join(folder, out), { backbone, tensors: {}, notes });
    backbone.dispose();
  };
  const refused = ({ code, out, err }: Run, sentence: RegExp): void => {
    assert.match(err, sentence);
    assert.deepEqual([code, out, err.match(/^facelab: .*$/gm)?.length], [2, '', 1], err);
    assert.doesNotMatch(err, /^ +at /m);
  };

  it('leaves a model that is there alone unless told otherwise', async () => {
    await save('finished', { size: 16, threshold: 0.4 });
    await save('unfinished', { size: 16 });
    const before = readdirSync(path.join(folder, 'finished'));
    refused(await train('finished'), /finished has a finished model: choose another folder, or give --overwrite/);
    refused(await train('finished', '--resume'), /is finished: there is nothing to resume\. Give --overwrite/);
    refused(await train('unfinished'), /has a training that was interrupted: give --resume to go on with it/);
    refused(
      await train('unfinished', '--resume', '--overwrite'),
      /--resume goes on and --overwrite starts anew: give one/,
    );
    assert.deepEqual(readdirSync(path.join(folder, 'finished')), before);
  });

  it('goes on only with the people, the preset and the seed that it was started with', async () => {
    const started = { size: 16, preset: 'quick', seed: 1, people: '0123456789abcdef' };
    await save('others', started);
    const photos = ['--photos', people, '--aligned', '--resume'];
    refused(
      await train('others', ...photos),
      /belongs to other people than these: resume with the pictures it was started with/,
    );
    refused(await train('others', ...photos, '--seed', '2'), /was started with --seed 1: give it again to resume/);
    await save('others', { ...started, preset: 'full' });
    refused(await train('others', ...photos), /was started with --preset full/);
  });

  it('needs 12 people with two pictures each, and says so', async () => {
    const fewer = path.join(folder, 'fewer');
    cpSync(people, fewer, { recursive: true });
    const [name] = readdirSync(fewer);
    for (const file of readdirSync(path.join(fewer, name)).slice(1)) rmSync(path.join(fewer, name, file));
    for (const more of [[], ['--aligned']])
      refused(
        await train('few', '--photos', fewer, ...more),
        /: 12 people are needed, .*, and here are 11: a third is kept/,
      );
    const { out } = await runHere(['train', '--help']);
    assert.match(out.replace(/\s+/g, ' '), /12 people or more with two pictures each/);
    assert.equal(existsSync(path.join(folder, 'few', 'model.json')), false);
  });

  it('takes in photographed faces that cannot be judged when told to, and says how', async () => {
    const small = path.join(folder, 'small');
    for (let person = 0; person < 12; person++)
      for (const picture of [1, 2]) {
        mkdirSync(path.join(small, `person-${person}`), { recursive: true });
        const place = { x: 60 + 2 * person, y: 55 + 5 * picture, radius: 24 };
        writeFileSync(path.join(small, `person-${person}`, `${picture}.png`), await drawPeople(150, 150, [place]));
      }
    const strict = await train('small-faces', '--photos', small);
    refused(strict, /: 12 people are needed, .* and here are 0: a third is kept/);
    assert.match(strict.err, /^24 left out because the face cannot be judged: --keep-poor takes such faces in\.$/m);
    const source = { preset: 'quick', photos: small, keepPoor: true, seed: 1 } as const;
    const session = { signal: new AbortController().signal, progress: () => {} };
    const told = await toldBy(async () => {
      const { names, validation } = await picturesFor(source, session);
      assert.deepEqual([names.length, validation.names.length], [8, 4]);
    });
    assert.equal(told.filter((sentence) => /is kept although it can hardly be judged/.test(sentence)).length, 24);

    for (const more of [[], ['--photos', people, '--aligned']])
      refused(await train('small-faces', '--keep-poor', ...more), /--keep-poor needs --photos without --aligned: only/);
  });

  it('names broken pictures and one that lies under two names, trains on the rest, and stores no threshold that it cannot measure', async () => {
    const damaged = path.join(folder, 'damaged');
    cpSync(people, damaged, { recursive: true });
    const names = readdirSync(damaged).sort();
    const file = (person: number, picture: number): string => path.join(damaged, names[person], `${picture}.png`);
    writeFileSync(file(0, 1), ''); // kept for validation
    writeFileSync(file(11, 1), readFileSync(file(11, 2)).subarray(0, 100)); // trained on
    cpSync(file(10, 2), file(9, 3));
    const { code, out, err } = await train('trained', '--photos', damaged, '--aligned', '--json');
    assert.equal(code, 0, err);
    assert.equal(err.split('\n').filter((line) => line.startsWith(`${file(0, 1)} is empty`)).length, 1, err);
    assert.equal(err.split('\n').filter((line) => line.startsWith(file(11, 1))).length, 1, err);
    assert.ok(err.includes(`${file(10, 2)} is the same picture as ${file(9, 3)}, under another name`), err);
    const result = JSON.parse(out);
    assert.match(result.noThreshold, /^FAR 0\.01 cannot be measured on \d+ impostor pairs, .* Train with more people/);
    assert.deepEqual([result.threshold, result.people, result.validationPeople], [undefined, 8, 4]);
    const notes = await readNotes(path.join(folder, 'trained'));
    assert.deepEqual([notes.threshold, notes.noThreshold], [undefined, result.noThreshold]);

    // Whoever needs the threshold is refused; the vectors are to be had.
    const model = ['--model', path.join(folder, 'trained'), '--aligned'];
    const verify = await runHere(['verify', file(1, 1), file(2, 1), ...model]);
    assert.match(verify.err, /has no threshold: FAR 0\.01 cannot be measured/);
    assert.equal(verify.code, 2);
    const embed = await runHere(['embed', people, '--out', path.join(folder, 'vectors.csv'), ...model]);
    assert.equal(embed.code, 0, embed.err);
  });
});
