import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { renderCelebrities } from '../../../src/data/celebrities/render';
import { keptCelebrities, worldsOnDisk } from '../../../src/data/celebrities/worlds';

describe('worlds of drawn people', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(os.tmpdir(), 'facelab-worlds-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const small = { identities: 3, picturesEach: 2, size: 16, seed: 1 };
  const filesOf = (): string[] => readdirSync(folder).flatMap((world) => readdirSync(path.join(folder, world)));
  const only = (name: string): string => path.join(folder, readdirSync(folder)[0], name);

  /** The faces, and how many pictures were done whenever progress was reported. */
  const kept = async (options = small, store = {}) => {
    const done: number[] = [];
    const faces = await keptCelebrities({ ...options, onProgress: (count) => done.push(count) }, { folder, ...store });
    return { faces, done };
  };

  it('are what the renderer draws, the first time and every other time', async () => {
    const drawn = await renderCelebrities(small);
    assert.deepEqual((await kept()).faces, drawn);
    assert.deepEqual(filesOf().sort(), ['part-0000.rgb', 'world.json']);
    const again = await kept();
    assert.deepEqual(again.faces, drawn);
    assert.deepEqual(again.done, [6], 'read in one go');
  });

  it('are told apart by every setting', async () => {
    for (const other of [{}, { seed: 2 }, { size: 17 }, { picturesEach: 3 }, { hardness: 0 }, { firstIdentity: 5 }]) {
      assert.deepEqual((await kept({ ...small, ...other })).faces, await renderCelebrities({ ...small, ...other }));
    }
    assert.equal((await worldsOnDisk(folder)).worlds, 6);
  });

  it('go on where they were interrupted', async () => {
    const parts = { folder, picturesPerPart: 2 }; // one person in each
    const controller = new AbortController();
    const onProgress = (done: number): void => {
      if (done > 2) controller.abort();
    };
    const stopped = keptCelebrities({ ...small, signal: controller.signal, onProgress }, parts);
    await assert.rejects(stopped, { name: 'AbortError' });
    const before = filesOf();
    assert.ok(before.includes('part-0000.rgb') && before.includes('world.json') === false, before.join());
    const { faces, done } = await kept(small, parts);
    assert.equal(done[0], 2, 'the first person was there');
    assert.deepEqual(faces, await renderCelebrities(small));
    assert.deepEqual(filesOf().sort(), ['part-0000.rgb', 'part-0001.rgb', 'part-0002.rgb', 'world.json']);
    assert.deepEqual((await kept(small, parts)).done, [6]);
  });

  it('are drawn anew where they are damaged or unfinished', async () => {
    const { faces } = await kept();
    const bytes = readFileSync(only('part-0000.rgb'));
    bytes[bytes.length - 1] ^= 1;
    writeFileSync(only('part-0000.rgb'), bytes);
    assert.deepEqual((await kept()).faces, faces);
    assert.deepEqual((await kept()).done, [6], 'mended on disk');
    for (const broken of ['', '{}', '{"parts":["x"]}']) {
      writeFileSync(only('world.json'), broken);
      assert.deepEqual((await kept()).faces, faces, broken);
    }
  });

  it('take no more room than they may: those that were used longest ago go first', async () => {
    await kept();
    const { bytes } = await worldsOnDisk(folder);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await kept({ ...small, seed: 2 }, { limit: 2.5 * bytes });
    await new Promise((resolve) => setTimeout(resolve, 20));
    await kept(small, { limit: 2.5 * bytes });
    await new Promise((resolve) => setTimeout(resolve, 20));
    await kept({ ...small, seed: 3 }, { limit: 2.5 * bytes });
    assert.equal((await worldsOnDisk(folder)).worlds, 2);
    assert.deepEqual((await kept(small)).done, [6], 'used since');
    await kept({ ...small, seed: 4 }, { limit: 1 });
    assert.equal((await worldsOnDisk(folder)).worlds, 1, 'the latest stays, whatever the limit');
  });

  it('are drawn and not kept where nothing can be written', async () => {
    const file = path.join(folder, 'in-the-way');
    writeFileSync(file, '');
    const faces = await keptCelebrities(small, { folder: file });
    assert.deepEqual(faces, await renderCelebrities(small));
    assert.deepEqual(readdirSync(folder), ['in-the-way']);
  });

  it('refuse what the renderer refuses', async () => {
    await assert.rejects(kept({ ...small, size: 3 }), /sides of 16 to 4096 pixels/);
    await assert.rejects(kept({ ...small, identities: 0 }), /identities is 0/);
    await assert.rejects(kept({ ...small, picturesEach: 0 }), /picturesEach is 0/);
    assert.deepEqual(readdirSync(folder), []);
  });
});
