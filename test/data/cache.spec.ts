import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { contentHash, openCache, type Form } from '../../src/data/cache';
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

  it('says what to do when the folder cannot be made', async () => {
    await withFolder(async (folder) => {
      await writeFile(join(folder, 'file'), '');
      await assert.rejects(
        openCache(join(folder, 'file', 'cache')),
        /cache cannot be reached, because a part of the path is a file .*: give another path/,
      );
    });
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
