import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { worldVersion } from '../../../src/data/celebrities/world-version';
import { encodePng, readPicture } from '../../../src/data/image';
import { knowledgeAtLarge, libraryRounding, worldAtLarge, worldInSmall } from './pinned-world';

/** What was drawn when the version was raised: the hashes here, the pixels of {@link worldInSmall} one after another in the picture. */
interface Pinned {
  version: number;
  library: string;
  pixels: string;
  knowledge: string;
}

const noteFile = path.join(__dirname, 'pinned-world.json');
const pictureFile = path.join(__dirname, 'pinned-world.png');
const width = 128;

const advice =
  'Take the change back, or mean it: raise worldVersion in src/data/celebrities/world-version.ts, which makes all records of drawn people ' +
  'stale, and pin what is drawn now with PIN_WORLD=1 npx mocha test/data/celebrities/world-version.spec.ts.';

/** [height, width, 3] with all numbers of the pictures, zeros at the end. */
function sheetOf(pictures: Uint8Array[]): { width: number; height: number; pixels: Uint8Array } {
  const numbers = Buffer.concat(pictures);
  const height = Math.ceil(numbers.length / (3 * width));
  const pixels = new Uint8Array(width * height * 3);
  pixels.set(numbers);
  return { width, height, pixels };
}

const read = async (): Promise<Pinned> => JSON.parse(await readFile(noteFile, 'utf8')) as Pinned;

describe('the version of drawn people', () => {
  before(async () => {
    if (process.env.PIN_WORLD !== '1') return;
    const now: Pinned = { version: worldVersion, library: libraryRounding(), pixels: worldAtLarge(), knowledge: knowledgeAtLarge() }; // prettier-ignore
    const { version, pixels, knowledge } = await read().catch(() => ({ ...now, version: 0 }));
    const same = pixels === now.pixels && knowledge === now.knowledge;
    assert.ok(version !== worldVersion || same, `What is drawn has changed. ${advice}`);
    await writeFile(noteFile, `${JSON.stringify(now, null, 2)}\n`);
    await writeFile(pictureFile, await encodePng(sheetOf(worldInSmall())));
  });

  it('is the one of which pictures are pinned', async () => {
    const { version } = await read();
    assert.equal(version, worldVersion, 'PIN_WORLD=1 npx mocha test/data/celebrities/world-version.spec.ts pins it.');
  });

  it('stands for every pixel', async function () {
    this.timeout(60_000);
    const pinned = await read();
    if (libraryRounding() === pinned.library) {
      assert.equal(worldAtLarge(), pinned.pixels, `Pixels have changed and the version has not. ${advice}`);
    }
    // On any processor: the library may round differently, and compression by blocks makes steps of it here and there.
    const [drawn, kept] = [sheetOf(worldInSmall()), await readPicture(pictureFile)];
    assert.equal(drawn.height, kept.height);
    let start = 0;
    for (const [index, { length }] of worldInSmall().entries()) {
      let sum = 0;
      for (let i = start; i < start + length; i++) sum += Math.abs(drawn.pixels[i] - kept.pixels[i]);
      start += length;
      assert.ok(sum / length < 0.3, `Picture ${index} differs by ${sum / length} on average. ${advice}`);
    }
  });

  it('stands for what is known of the pictures', async () => {
    const { knowledge } = await read();
    assert.equal(knowledgeAtLarge(), knowledge, `What is known has changed and the version has not. ${advice}`);
  });
});
