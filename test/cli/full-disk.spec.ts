import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { residualBackbone } from '../../src/models/backbones/residual';
import { saveCheckpoint } from '../../src/models/checkpoint';
import { readNotebook, writeNotebook } from '../../src/workshop/notebook-file';
import { mountSmallDisk, type SmallDisk } from '../support/small-disk';
import { runHere } from './in-process';

const root = path.resolve(__dirname, '..', '..');

describe('a disk that fills up while a command works', function () {
  this.timeout(120_000);
  let folder: string;
  let disk: SmallDisk;

  before(async function () {
    folder = mkdtempSync(path.join(os.tmpdir(), 'facelab-full-'));
    const drawn = await runHere([
      'celebrities',
      '--out',
      path.join(folder, 'people'),
      '--identities',
      '12',
      '--pictures',
      '3',
      '--size',
      '32',
    ]);
    assert.equal(drawn.code, 0, drawn.err);
    const backbone = residualBackbone({ size: 16, dim: 256, widths: [8], seed: 1 });
    await saveCheckpoint(path.join(folder, 'model'), { backbone, tensors: {}, notes: { size: 16, threshold: 0.4 } });
    backbone.dispose();
    mkdirSync(path.join(folder, 'submissions', 'ann', 'exercises', '00-welcome'), { recursive: true });
    for (const name of readdirSync(path.join(root, 'exercises', '00-welcome')).filter((file) => file.endsWith('.ts'))) {
      const solution = readFileSync(path.join(root, 'solutions', '00-welcome', name), 'utf8');
      writeFileSync(path.join(folder, 'submissions', 'ann', 'exercises', '00-welcome', name), solution);
    }
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  beforeEach(function () {
    const mounted = mountSmallDisk(32);
    if (typeof mounted === 'string') {
      console.log(`      ${mounted}`);
      return this.skip();
    }
    disk = mounted;
  });
  afterEach(() => disk?.unmount());

  const unfinished = (): string[] =>
    (readdirSync(disk.folder, { recursive: true }) as string[]).filter((file) =>
      /\.(part|tmp|unfinished)|^\./.test(path.basename(file)),
    );

  for (const [name, args] of [
    [
      'celebrities',
      () => ['--out', path.join(disk.folder, 'people'), '--identities', '6', '--pictures', '3', '--size', '64'],
    ],
    ['train', () => ['--out', disk.folder, '--preset', 'quick', '--photos', path.join(folder, 'people'), '--aligned']],
    [
      'embed',
      () => [
        path.join(folder, 'people'),
        '--out',
        path.join(disk.folder, 'v.csv'),
        '--model',
        path.join(folder, 'model'),
        '--aligned',
      ],
    ],
    ['handout', () => [path.join(disk.folder, 'course')]],
    [
      'grade',
      () => [path.join(folder, 'submissions'), '--out', disk.folder, '--chapters', '00-welcome', '--workers', '1'],
    ],
  ] as [string, () => string[]][]) {
    it(`costs ${name} one sentence, and leaves nothing half written`, async () => {
      // A gradebook is small: most of the disk is taken already.
      if (name === 'grade') writeFileSync(path.join(disk.folder, 'filler'), Buffer.alloc(20 * 1024));
      const { code, out, err } = await runHere([name, ...args()]);
      const told = err.split('\n').filter((line) => line.startsWith('facelab: '));
      assert.equal(told.length, 1, err);
      assert.match(
        told[0],
        /cannot be written, because the disk is full: free some space or choose a folder on another disk/,
      );
      assert.doesNotMatch(err, /^ +at /m);
      assert.deepEqual([code, out], [1, '']);
      assert.deepEqual(unfinished(), []);
    });
  }

  it('leaves the notebook that publish would have replaced as it was', async () => {
    const file = path.join(disk.folder, 'a.ipynb');
    const notebook = { cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 };
    await writeNotebook(file, notebook);
    await assert.rejects(writeNotebook(file, { ...notebook, metadata: { text: 'x'.repeat(2 ** 16) } }), {
      name: 'DiskError',
      message: /a\.ipynb cannot be written, because the disk is full/,
    });
    assert.deepEqual(await readNotebook(file), notebook);
    assert.deepEqual(unfinished(), []);
  });
});
