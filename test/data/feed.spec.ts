import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { seeded } from '../../src/base/random';
import { augmentation, standardAugmentation } from '../../src/data/augment';
import { pictureBatches, type Batches } from '../../src/data/batches';
import { pictureOf, type Faces } from '../../src/data/faces';
import { feedAhead, shareFaces } from '../../src/data/feed';
import { writePng } from '../../src/data/image';
import { identitySampler } from '../../src/data/sampler';
import { executeNotebook } from '../../src/workshop/execute';
import { withPython } from '../workshop/with-python';

const root = resolve(__dirname, '../..');
const faces = noise(6, 4, 12);
const sampler = identitySampler(faces.labels, { identities: 3, pictures: 2, seed: 5 });
const batchBytes = 6 * 12 * 12 * 3 * 4;
const augment = { options: standardAugmentation, seed: 9 };

/** Pictures of noise. */
function noise(people: number, each: number, size: number): Faces {
  const random = seeded(1, 'noise');
  const count = people * each;
  return {
    pixels: Uint8Array.from({ length: count * size * size * 3 }, () => random.integer(256)),
    count,
    size,
    labels: Int32Array.from({ length: count }, (_, index) => Math.floor(index / each)),
    names: Array.from({ length: people }, (_, person) => `person ${person}`),
    sources: [],
    attributes: {},
  };
}

async function numbersOf(batches: Batches, step: number): Promise<[number[], Float32Array, Int32Array]> {
  const { images, labels } = await batches(step);
  const result: [number[], Float32Array, Int32Array] = [
    images.shape,
    (await images.data<'float32'>()).slice(),
    (await labels.data<'int32'>()).slice(),
  ];
  tf.dispose([images, labels]);
  return result;
}

async function assertSame(actual: Batches, expected: Batches, steps: number[]): Promise<void> {
  for (const step of steps) assert.deepEqual(await numbersOf(actual, step), await numbersOf(expected, step));
}

describe('feedAhead', function () {
  this.timeout(60_000);
  let folder: string;
  let files: string[];

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'facelab-feed-'));
    files = Array.from({ length: faces.count }, (_, index) => join(folder, `${index}.png`));
    for (const [index, file] of files.entries()) {
      await writePng(file, pictureOf(faces, index));
    }
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  it('gives the batches of pictureBatches bit for bit, step after step and in any order', async () => {
    const before = tf.memory().numTensors;
    const feed = feedAhead(faces, sampler, { augment, threads: 2 });
    try {
      const inLine = pictureBatches(faces, sampler, augmentation(augment.options, augment.seed));
      await assertSame(feed.batches, inLine, [0, 1, 2, 3, 4, 5, 100, 101, 7, 0, 0]);
      assert.ok(feed.waiting() >= 0 && feed.waiting() <= 1);
      const both = await Promise.all([3, 50, 3, 4].map((step) => numbersOf(feed.batches, step)));
      for (const [position, step] of [3, 50, 3, 4].entries()) {
        assert.deepEqual(both[position], await numbersOf(inLine, step));
      }
    } finally {
      await feed.close();
    }
    assert.equal(tf.memory().numTensors, before);
  });

  it('decodes files to the same batches', async () => {
    const feed = feedAhead({ files, labels: faces.labels, size: faces.size }, sampler, { threads: 1 });
    try {
      await assertSame(feed.batches, pictureBatches(faces, sampler), [0, 1, 2]);
    } finally {
      await feed.close();
    }
  });

  it('draws ahead as far as it may, and no further than the memory reaches', async () => {
    const asked: number[] = [];
    const watched = (step: number): Int32Array => {
      asked.push(step);
      return sampler(step);
    };
    const planned = async (options: { memory?: number; ahead?: number }): Promise<number> => {
      asked.length = 0;
      const feed = feedAhead(faces, watched, { threads: 1, ...options });
      const running = numbersOf(feed.batches, 10);
      // The one that would be too much is looked at as well.
      const furthest = Math.max(...asked);
      await running;
      await feed.close();
      return furthest;
    };
    assert.equal(await planned({ ahead: 3 }), 12);
    assert.equal(await planned({ ahead: 100, memory: 4 * batchBytes }), 14);
    assert.equal(await planned({ memory: 1 }), 11);
  });

  it('names the file that cannot be read when its step comes, and not before', async () => {
    const broken = join(folder, 'broken.png');
    writeFileSync(broken, 'no picture');
    const source = { files: [...files.slice(0, 3), broken], labels: [0, 0, 1, 1], size: faces.size };
    const feed = feedAhead(source, (step) => (step === 2 ? Int32Array.of(0, 3) : Int32Array.of(0, 1)), { threads: 1 });
    try {
      await numbersOf(feed.batches, 0);
      await numbersOf(feed.batches, 1);
      const asked = feed.batches(2);
      await assert.rejects(asked, (error: Error) => error.name === 'InputError' && error.message.startsWith(broken));
      await numbersOf(feed.batches, 3);
    } finally {
      await feed.close();
    }
  });

  it('replaces a broken file by the next of the same person, and reports it once', async () => {
    const broken = join(folder, 'broken.png');
    writeFileSync(broken, 'no picture');
    const missing = join(folder, 'missing.png');
    // Person 0: pictures 0, 4 and a broken one between; person 1: only one, which is missing.
    const source = {
      files: [files[0], broken, files[4], missing, files[8]],
      labels: [0, 0, 0, 1, 2],
      size: faces.size,
    };
    const reports: string[] = [];
    const onProblem = (problem: string): void => void reports.push(problem);
    for (const threads of [1, 2]) {
      reports.length = 0;
      const feed = feedAhead(source, () => Int32Array.of(1, 0, 3), { threads, onProblem });
      try {
        const instead: Faces = { ...faces, labels: faces.labels.map((_, index) => (index === 8 ? 2 : 0)) };
        await assertSame(
          feed.batches,
          pictureBatches(instead, () => Int32Array.of(4, 0, 8)),
          [0, 1, 2],
        );
      } finally {
        await feed.close();
      }
      assert.equal(reports.length, 2, reports.join());
      assert.ok(reports[0].startsWith(broken) && reports[1].startsWith(missing), reports.join());
    }
    const none = feedAhead({ files: [broken, missing], labels: [0, 1], size: 12 }, () => Int32Array.of(1), {
      threads: 1,
      onProblem,
    });
    try {
      await assert.rejects(
        none.batches(0),
        (error: Error) => error.name === 'InputError' && error.message.startsWith(missing),
      );
    } finally {
      await none.close();
    }
  });

  it('rejects whoever waits when it is closed, and everybody after', async () => {
    const feed = feedAhead(faces, sampler);
    const asked = feed.batches(0);
    await Promise.all([assert.rejects(asked, /The feed of batches is closed/), feed.close()]);
    await assert.rejects(feed.batches(1), /closed/);
    await feed.close();
  });

  it('ends with the error of a thread that breaks', async () => {
    // Not a bad file, but more than any array holds.
    const feed = feedAhead({ files, labels: faces.labels, size: 1e6 }, sampler, { threads: 1 });
    await assert.rejects(feed.batches(0), /Invalid typed array length/);
    await assert.rejects(feed.batches(1), /Invalid typed array length/);
    await feed.close();
  });

  it('refuses labels that do not fit and numbers that make no sense', () => {
    assert.throws(() => feedAhead({ files, labels: [1], size: 12 }, sampler), /1 labels for 24 pictures/);
    assert.throws(() => feedAhead(faces, sampler, { ahead: 0 }), /ahead is 0/);
    assert.throws(() => feedAhead(faces, sampler, { threads: 1.5 }), /threads is 1.5/);
  });

  it('copies pictures into shared memory once', () => {
    const shared = shareFaces(faces);
    assert.deepEqual(shared.pixels, faces.pixels);
    assert.equal(shareFaces(shared), shared);
  });

  it('does not keep a process alive that forgot to close it', async () => {
    assert.match(await told('feed.batches(3).then(({ images }) => console.log(images.shape.join()))'), /2,2,2,3/);
  });

  it('is closed to the end though nothing else keeps the process alive: before a batch was asked for, and while some are drawn', async () => {
    const closing = "feed.close().then(() => console.log('closed'))";
    assert.match(await told(closing), /closed/);
    assert.match(await told(`feed.batches(3).then(() => ${closing})`), /closed/);
  });

  /** What a process of its own prints that does this with a feed. */
  async function told(act: string): Promise<string> {
    const script = `const { feedAhead } = require('./src/data/feed');
      const faces = { pixels: new Uint8Array(2 * 12), count: 2, size: 2, labels: [0, 1], names: [], sources: [], attributes: {} };
      const feed = feedAhead(faces, () => Int32Array.of(1, 0));
      ${act};`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--require', 'tsx/cjs', '--eval', script], {
      cwd: root,
    });
    return stdout;
  }

  describe('in a notebook', () => {
    withPython();

    it('feeds as it does here', async function () {
      this.timeout(120_000);
      const path = join(folder, 'feed.ipynb');
      const source = [
        "import { feedAhead } from './src/data/feed';",
        "import { shuffledSampler } from './src/data/sampler';",
        'const faces = { pixels: new Uint8Array(48).fill(255), count: 4, size: 2, labels: Int32Array.of(0, 1, 2, 3), names: [], sources: [], attributes: {} };',
        'const feed = feedAhead(faces, shuffledSampler(4, { batch: 2, seed: 1 }));',
        'const { images } = await feed.batches(1);',
        'console.log(images.shape.join(), (await images.data()).every((value) => value === 1));',
        'await feed.close();',
      ].join('\n');
      const cell = { cell_type: 'code', id: 'cell0', metadata: {}, source, execution_count: null, outputs: [] };
      const metadata = { kernelspec: { display_name: 'TypeScript', language: 'typescript', name: 'tslab' } };
      writeFileSync(path, JSON.stringify({ cells: [cell], metadata, nbformat: 4, nbformat_minor: 5 }));
      const { error, notebook } = await executeNotebook(path);
      assert.equal(error, undefined);
      assert.match(JSON.stringify(notebook.cells[0].outputs), /2,2,2,3 true/);
    });
  });
});
