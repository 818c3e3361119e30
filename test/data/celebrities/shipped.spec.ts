import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { renderPicture } from '../../../src/data/celebrities/picture';
import {
  lookAlikes,
  shippedPeople,
  shippedPicturesEach,
  shippedPortrait,
  shippedSize,
  shippedVariation,
  writeSampleCelebrities,
} from '../../../src/data/celebrities/shipped';
import { neutralVariation } from '../../../src/data/celebrities/variation';
import { pictureOf } from '../../../src/data/faces';
import { loadCelebrities } from '../../../src/data/load';

const samples = resolve(__dirname, '../../../data-samples');
const checksum = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('the shipped celebrities', () => {
  it('are 8 people with 24 pictures each, and every file has its checksum', async () => {
    const checksums = JSON.parse(await readFile(join(samples, 'checksums.json'), 'utf8')) as Record<string, string>;
    assert.equal(Object.keys(checksums).length, 192);
    for (const [name, expected] of Object.entries(checksums)) {
      assert.equal(checksum(await readFile(join(samples, 'celebrities', name))), expected, name);
    }
    const names = shippedPeople.map(({ name }) => name);
    assert.deepEqual((await readdir(join(samples, 'celebrities'))).sort(), names);
  });

  it('are read as they are drawn', async () => {
    const faces = await loadCelebrities();
    assert.equal(faces.count, 192);
    assert.deepEqual(
      faces.names,
      shippedPeople.map(({ name }) => name),
    );
    // Another version of the drawing library may smooth edges otherwise: a little difference is none.
    for (const [person, picture] of [
      [0, 0],
      [4, 3],
      [7, 23],
    ]) {
      const drawn = renderPicture(shippedPeople[person].identity, shippedVariation(person, picture), shippedSize);
      const read = pictureOf(faces, person * shippedPicturesEach + picture).pixels;
      const difference = drawn.reduce((sum, value, i) => sum + Math.abs(value - read[i]), 0) / drawn.length;
      assert.ok(difference < 1, `person ${person}, picture ${picture}: ${difference}`);
    }
  });

  it('have two look-alikes, nearer to each other by far than any other two', () => {
    const passports = shippedPeople.map(({ identity }) => renderPicture(identity, neutralVariation(), 64));
    const pairs: { names: string[]; distance: number }[] = [];
    shippedPeople.forEach((one, i) =>
      shippedPeople.slice(i + 1).forEach((other, k) => {
        const distance = passports[i].reduce((sum, value, p) => sum + (value - passports[i + 1 + k][p]) ** 2, 0);
        pairs.push({ names: [one.name, other.name], distance: Math.sqrt(distance / passports[i].length) });
      }),
    );
    pairs.sort((a, b) => a.distance - b.distance);
    assert.deepEqual(pairs[0].names, lookAlikes);
    assert.ok(pairs[0].distance < 0.7 * pairs[1].distance && pairs[0].distance > 3, JSON.stringify(pairs.slice(0, 2)));
  });

  it('have portraits with landmarks', () => {
    const portrait = shippedPortrait(0, { width: 100, height: 120 });
    assert.equal(portrait.name, 'Alma');
    assert.equal(portrait.pixels.length, 100 * 120 * 3);
    assert.throws(() => shippedPortrait(8), {
      name: 'InputError',
      message: /^There is no shipped person 8: .* 0 to 7/,
    });
  });
});

describe('writeSampleCelebrities', () => {
  it('draws what is missing or damaged, and leaves the rest alone', async () => {
    const root = await mkdtemp(join(tmpdir(), 'facelab-samples-'));
    const folder = join(root, 'celebrities');
    try {
      await cp(join(samples, 'celebrities'), folder, { recursive: true });
      await cp(join(samples, 'checksums.json'), join(root, 'checksums.json'));
      const kept = join(folder, 'Alma', '01.png');
      const damaged = join(folder, 'Elin', '02.png');
      const before = await stat(kept);
      await writeFile(damaged, (await readFile(damaged)).subarray(0, 100));
      await rm(join(folder, 'Femi', '24.png'));
      const told: number[] = [];
      assert.equal(await writeSampleCelebrities(folder, { onProgress: (done) => told.push(done) }), 2);
      assert.equal(told[told.length - 1], 192);
      assert.equal((await stat(kept)).mtimeMs, before.mtimeMs);
      const checksums = JSON.parse(await readFile(join(root, 'checksums.json'), 'utf8')) as Record<string, string>;
      assert.equal(checksum(await readFile(damaged)), checksums['Elin/02.png']);
      assert.equal((await loadCelebrities(folder)).count, 192);
      assert.equal(await writeSampleCelebrities(folder), 0);
      assert.deepEqual((await readdir(root)).sort(), ['celebrities', 'checksums.json']);
    } finally {
      await rm(root, { recursive: true });
    }
  });

  it('can be interrupted', async () => {
    const aborted = writeSampleCelebrities(tmpdir(), { signal: AbortSignal.abort(new Error('enough')) });
    await assert.rejects(aborted, /enough/);
  });
});
