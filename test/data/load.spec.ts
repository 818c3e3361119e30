import assert from 'node:assert/strict';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { pictureOf } from '../../src/data/faces';
import { readFolder, type PictureRecord } from '../../src/data/folder';
import { decodePicture, writePng } from '../../src/data/image';
import { loadCelebrities, loadFaces } from '../../src/data/load';
import { drawPeople, withFolder } from './drawn-face';

async function put(path: string, bytes: Uint8Array): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
  return path;
}

describe('data/load', function () {
  this.timeout(90_000);

  it('aligns what has a face, and tells by name what has none, several, is broken, empty or gone', async () => {
    await withFolder(async (folder) => {
      const cacheFolder = join(folder, 'cache');
      const one = await drawPeople(220, 220, [{ x: 110, y: 95, radius: 55 }]);
      const paths = {
        none: await put(join(folder, 'Anna', '1 none.png'), await drawPeople(60, 60, [])),
        good: await put(join(folder, 'Anna', '2.png'), one),
        broken: await put(join(folder, 'Ben', 'broken.jpg'), (await sharp(one).jpeg().toBuffer()).subarray(0, 3000)),
        empty: await put(join(folder, 'Ben', 'empty.jpg'), Buffer.alloc(0)),
        two: await put(
          join(folder, 'Zoë', 'two.png'),
          await drawPeople(400, 300, [{ x: 110, y: 130, radius: 45 }, { x: 290, y: 140, radius: 60 }]),
        ),
      }; // prettier-ignore
      const { records } = await readFolder(folder);
      const gone: PictureRecord = { path: join(folder, 'Zoë', 'gone.png'), name: 'Zoë' };
      const calls: [number, number][] = [];
      const { faces, problems } = await loadFaces([...records, gone], {
        cacheFolder,
        onProgress: (done, count) => calls.push([done, count]),
      });

      assert.deepEqual([faces.count, faces.size, faces.pixels.length], [2, 112, 2 * 112 * 112 * 3]);
      assert.deepEqual(
        [faces.names, Array.from(faces.labels), faces.sources],
        [
          ['Anna', 'Zoë'],
          [0, 1],
          [paths.good, paths.two],
        ],
      );
      assert.deepEqual(calls, [
        [4, 6],
        [6, 6],
      ]);
      assert.deepEqual(problems.map(({ path, skipped }) => [path, skipped]), [
        [paths.none, true], [paths.broken, true], [paths.empty, true], [paths.two, false], [gone.path, true],
      ]); // prettier-ignore
      const sentences = [
        /shows no face/,
        /is broken and cannot be decoded/,
        /is empty/,
        /shows 2 faces: the largest is taken/,
        /cannot be read/,
      ];
      problems.forEach(({ path, problem }, i) => {
        assert.ok(problem.startsWith(path));
        assert.match(problem, sentences[i]);
      });

      // The aligned face has its eyes where the template has them: dark pupils in white.
      for (const [x, y] of [
        [38, 52],
        [74, 52],
      ]) {
        const around = (radius: number): number[] => {
          const values: number[] = [];
          for (let v = y - radius; v <= y + radius; v++) {
            for (let u = x - radius; u <= x + radius; u++)
              values.push(pictureOf(faces, 0).pixels[(v * 112 + u) * 3 + 2]);
          }
          return values;
        };
        assert.ok(Math.min(...around(5)) < 60 && Math.max(...around(8)) > 200, `no eye at ${x}, ${y}`);
      }

      // Everything is answered from the cache now, by content: neither the path nor the picture's decoder is needed.
      const renamed = await put(join(folder, 'elsewhere', 'same bytes.png'), one);
      const again = await loadFaces([{ path: renamed, name: 'Anna' }, ...records.slice(-1)], { cacheFolder });
      assert.deepEqual(again.faces.pixels, faces.pixels);
      const uncached = await loadFaces([{ path: paths.good, name: 'Anna' }], { cacheFolder: null });
      assert.deepEqual(uncached.faces.pixels, pictureOf(faces, 0).pixels);
      const entries = (await readdir(cacheFolder, { recursive: true }))
        .filter((name) => /\.\w+$/.test(name))
        .map((name) => name.replace(/.*[0-9a-f]{64}/, ''));
      assert.deepEqual(entries.sort(), [
        '-aligned-112.png',
        '-aligned-112.png',
        '-faces.json',
        '-faces.json',
        '-faces.json',
      ]);
    });
  });

  it('keeps faces that can hardly be judged when asked to, and says why a picture has no face', async () => {
    await withFolder(async (folder) => {
      const small = await put(join(folder, 'small.png'), await drawPeople(150, 150, [{ x: 75, y: 60, radius: 24 }]));
      const narrow = await put(
        join(folder, 'narrow.png'),
        await sharp({ create: { width: 1, height: 4000, channels: 3, background: '#999' } })
          .png()
          .toBuffer(),
      );
      const blank = await sharp(Buffer.alloc(64 * 128 * 3, 200).fill(90, 64 * 64 * 3), {
        raw: { width: 64, height: 128, channels: 3, pageHeight: 64 },
      })
        .gif({ delay: [50, 50] })
        .toBuffer();
      const moving = await put(join(folder, 'moving.gif'), blank);
      const records = [small, narrow, moving].map((path) => ({ path, name: 'Anna' }));
      const { faces, problems } = await loadFaces(records, { cacheFolder: null });
      assert.equal(faces.count, 0);
      assert.deepEqual(
        problems.map(({ poor }) => poor ?? false),
        [true, false, false],
      );
      assert.match(
        problems[0].problem,
        /small\.png cannot be judged: the face has only 1\d pixels between the eyes and needs 20\.$/,
      );
      assert.match(problems[1].problem, /narrow\.png has 1×4000 pixels: no face has room in it, so it is left out\.$/);
      assert.match(
        problems[2].problem,
        /moving\.gif shows no face in the first of its 2 frames, the only one that is looked at/,
      );
      const kept = await loadFaces(records, { cacheFolder: null, keepPoor: true });
      assert.deepEqual([kept.faces.count, kept.problems[0].skipped, kept.problems[0].poor], [1, false, true]);
      assert.match(kept.problems[0].problem, /small\.png is kept although it can hardly be judged: the face has only/);
    });
  });

  it('turns a face upright, and says so', async () => {
    await withFolder(async (folder) => {
      const upright = await drawPeople(300, 300, [{ x: 150, y: 130, radius: 70 }]);
      const paths = [
        await put(join(folder, 'a.png'), upright),
        await put(join(folder, 'b.png'), await sharp(upright).rotate(180).toBuffer()),
      ];
      const { faces, problems } = await loadFaces(
        paths.map((path) => ({ path, name: 'Anna' })),
        { cacheFolder: null },
      );
      assert.deepEqual(
        problems.map(({ skipped }) => skipped),
        [false],
      );
      assert.match(problems[0].problem, /b\.png shows a face turned by 1[78]\d°: it is taken upright\.$/);
      const [a, b] = [pictureOf(faces, 0), pictureOf(faces, 1)].map((face) => ('pixels' in face ? face.pixels : face));
      assert.ok(a.reduce((sum, value, i) => sum + Math.abs(value - b[i]), 0) / a.length < 8);
    });
  });

  it('stops when told to, and goes on where it was', async () => {
    await withFolder(async (folder) => {
      const cacheFolder = join(folder, 'cache');
      const records: PictureRecord[] = [];
      for (let i = 0; i < 6; i++) {
        const bytes = await drawPeople(180 + i, 180, [{ x: 90, y: 80, radius: 50 }]);
        records.push({ path: await put(join(folder, 'Anna', `${i}.png`), bytes), name: 'Anna' });
      }
      const controller = new AbortController();
      const work = loadFaces(records, {
        cacheFolder,
        signal: controller.signal,
        onProgress: () => controller.abort(new Error('enough')),
      });
      await assert.rejects(work, /enough/);
      const found = (await readdir(cacheFolder, { recursive: true })).filter((name) => name.endsWith('-faces.json'));
      assert.equal(found.length, 4);
      for (const { path } of records.slice(4)) await rm(path);
      const { faces, problems } = await loadFaces(records, { cacheFolder });
      assert.deepEqual([faces.count, problems.length], [4, 2]);
    });
  });

  it('takes aligned pictures as they are, scaled to the size', async () => {
    await withFolder(async (folder) => {
      const pixels = Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * 7) % 256);
      await writePng(join(folder, 'Anna', '1.png'), { width: 64, height: 64, pixels });
      await put(
        join(folder, 'Ben', 'wide.png'),
        await sharp({ create: { width: 30, height: 10, channels: 3, background: '#102030' } })
          .png()
          .toBuffer(),
      );
      const { records } = await readFolder(folder);
      const { faces, problems } = await loadFaces(records, { align: 'crop', size: 64 });
      assert.deepEqual(problems, []);
      assert.deepEqual([faces.count, faces.names], [2, ['Anna', 'Ben']]);
      assert.deepEqual(pictureOf(faces, 0).pixels, pixels);
      assert.deepEqual(Array.from(pictureOf(faces, 1).pixels.subarray(0, 3)), [16, 32, 48]);
      const smaller = await loadFaces(records.slice(0, 1), { align: 'crop', size: 32 });
      const mean = (values: Uint8Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
      assert.ok(Math.abs(mean(smaller.faces.pixels) - mean(pixels)) < 1);
    });
  });

  it('gives an empty set for no records', async () => {
    const { faces, problems } = await loadFaces([], { cacheFolder: null });
    assert.deepEqual([faces.count, faces.names, faces.pixels.length, problems], [0, [], 0, []]);
    await assert.rejects(loadFaces([], { size: 0 }), /positive number of pixels/);
  });

  it('loadCelebrities reads people who are aligned already, and does not go on with a part of them', async () => {
    await withFolder(async (folder) => {
      await assert.rejects(loadCelebrities(join(folder, 'none')), /does not exist/);
      await assert.rejects(loadCelebrities(folder), /has no pictures of people: .* npm start/);
      for (const name of ['Mia', 'Leo']) {
        await writePng(
          join(folder, name, '01.png'),
          await decodePicture(await drawPeople(112, 112, [{ x: 56, y: 60, radius: 60 }])),
        );
      }
      const faces = await loadCelebrities(folder);
      assert.deepEqual([faces.count, faces.size, faces.names], [2, 112, ['Leo', 'Mia']]);
      await put(join(folder, 'Mia', '02.png'), Buffer.from('no picture'));
      await assert.rejects(loadCelebrities(folder), /02\.png is no picture .* npm start/);
    });
  });
});
