import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { contentHash, openCache, type Form } from '../../src/data/cache';
import { mountSmallDisk } from '../support/small-disk';
import { toldBy } from '../support/told';
import { withFolder } from './drawn-face';

const number: Form<number> = {
  ending: '.json',
  encode: (value) => JSON.stringify({ value }),
  decode: (bytes) => {
    const { value } = JSON.parse(bytes.toString());
    if (typeof value !== 'number') throw new Error('damaged');
    return value;
  },
};

describe('data/cache', () => {
  it('works a thing out once, and again only when its file was damaged', async () => {
    await withFolder(async (folder) => {
      let computed = 0;
      const ask = async (): Promise<number> =>
        (await openCache(folder)).remember('abc', async () => ++computed * 100, number);
      assert.equal(await ask(), 100);
      assert.equal(await ask(), 100);
      const file = join(folder, 'ab', 'abc.json');
      assert.equal(await readFile(file, 'utf8'), '{"value":100}');
      await writeFile(file, '{"val');
      assert.equal(await ask(), 200);
      assert.equal(await ask(), 200);
      assert.deepEqual(await readdir(join(folder, 'ab')), ['abc.json']);
    });
  });

  it('keeps nothing when computing fails, or when there is no folder', async () => {
    await withFolder(async (folder) => {
      const cache = await openCache(folder);
      await assert.rejects(
        cache.remember('abc', () => Promise.reject<number>(new Error('no')), number),
        /no/,
      );
      assert.deepEqual(await readdir(folder), []);
      const none = await openCache(null);
      assert.equal(await none.remember('abc', async () => 1, number), 1);
      assert.equal(await none.remember('abc', async () => 2, number), 2);
    });
  });

  it('goes on when the folder cannot be made, and says so in one sentence', async () => {
    await withFolder(async (folder) => {
      await writeFile(join(folder, 'file'), '');
      const told = await toldBy(async () => {
        for (let time = 0; time < 2; time++) {
          const cache = await openCache(join(folder, 'file', 'cache'));
          assert.equal(await cache.remember('abc', async () => 5, number), 5);
        }
      });
      assert.equal(told.length, 1);
      assert.match(
        told[0],
        /cache cannot be reached, because a part of the path is a file and not a folder: results about pictures are not kept, and take as long the next time\.$/,
      );
    });
  });

  it('reads what is there on a read-only disk, and computes the rest', async function () {
    const disk = mountSmallDisk(64);
    if (typeof disk === 'string') {
      console.log(`      ${disk}`);
      return this.skip();
    }
    try {
      await (await openCache(disk.folder)).remember('abc', async () => 1, number);
      disk.makeReadOnly();
      const told = await toldBy(async () => {
        const cache = await openCache(disk.folder);
        assert.equal(await cache.remember('abc', async () => 2, number), 1);
        for (const value of [3, 4]) assert.equal(await cache.remember('def', async () => value, number), value);
        const below = await openCache(join(disk.folder, 'below'));
        assert.equal(await below.remember('abc', async () => 5, number), 5);
      });
      assert.equal(told.length, 2); // of each folder one
      for (const sentence of told) assert.match(sentence, / because the disk is read-only: results .* are not kept/);
    } finally {
      disk.unmount();
    }
  });

  it('goes on when the disk fills up, and leaves nothing half written', async function () {
    const disk = mountSmallDisk(16);
    if (typeof disk === 'string') return this.skip();
    try {
      const cache = await openCache(disk.folder);
      const long: Form<string> = { ending: '.txt', encode: (text) => text, decode: String };
      const told = await toldBy(async () => {
        for (const key of ['one', 'two'])
          assert.equal((await cache.remember(key, async () => 'x'.repeat(1e5), long)).length, 1e5);
      });
      assert.equal(told.length, 1);
      assert.match(told[0], /because the disk is full: results/);
      const files = (await readdir(disk.folder, { recursive: true })).filter((file) => file.includes('.'));
      assert.deepEqual(files, []);
    } finally {
      disk.unmount();
    }
  });

  it('tells contents and what else matters apart', () => {
    const a = contentHash(Uint8Array.of(1, 2), 'align', 112);
    assert.match(a, /^[0-9a-f]{64}$/);
    assert.equal(a, contentHash(Uint8Array.of(1, 2), 'align', 112));
    const others = [
      contentHash(Uint8Array.of(1, 3), 'align', 112),
      contentHash(Uint8Array.of(1, 2), 'align', 64),
      contentHash(Uint8Array.of(1, 2)),
    ];
    assert.equal(new Set([a, ...others]).size, 4);
  });
});
