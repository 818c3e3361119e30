import assert from 'node:assert/strict';
import { InputError } from '../../../src/base/errors';
import { type RenderOptions, renderCelebrities } from '../../../src/data/celebrities/render';
import { renderJob } from '../../../src/data/celebrities/render-worker';
import { pictureOf } from '../../../src/data/faces';

const few: RenderOptions = { identities: 3, picturesEach: 2, size: 32, seed: 11 };

describe('renderCelebrities', () => {
  it('draws the pictures of each person in turn, with names, sources and attributes', async () => {
    const faces = await renderCelebrities(few);
    assert.equal(faces.count, 6);
    assert.equal(faces.size, 32);
    assert.equal(faces.pixels.length, 6 * 32 * 32 * 3);
    assert.deepEqual([...faces.labels], [0, 0, 1, 1, 2, 2]);
    assert.equal(new Set(faces.names).size, 3);
    assert.equal(faces.sources[3], 'drawn: seed 11, person 1, picture 1');
    for (const [name, values] of Object.entries(faces.attributes)) {
      assert.equal(values.length, 6, name);
      assert.ok(values.every(Number.isFinite), name);
    }
  });

  it('gives the same people and pictures for the same seed, whatever range is asked for, and others for another', async () => {
    const faces = await renderCelebrities(few);
    const later = await renderCelebrities({ ...few, identities: 1, firstIdentity: 2 });
    assert.deepEqual(pictureOf(later, 1), pictureOf(faces, 5));
    assert.equal(later.names[0], faces.names[2]);
    const other = await renderCelebrities({ ...few, seed: 12 });
    assert.notDeepEqual(other.pixels, faces.pixels);
  });

  it('draws the same pixels in threads as in the main thread, and tells how far it is', async () => {
    const options = { identities: 26, picturesEach: 4, size: 16, seed: 5, hardness: 1 };
    const told: [number, number][] = [];
    const faces = await renderCelebrities({ ...options, onProgress: (done, count) => told.push([done, count]) });
    const alone = renderJob({ ...options, firstIdentity: 0, from: 0, to: 104 });
    assert.deepEqual(faces.pixels, alone);
    assert.deepEqual(told[told.length - 1], [104, 104]);
  });

  it('stops its threads when interrupted', async () => {
    const controller = new AbortController();
    const rendering = renderCelebrities({
      identities: 2000,
      picturesEach: 10,
      size: 112,
      seed: 1,
      signal: controller.signal,
      onProgress: () => controller.abort(new Error('enough')),
    });
    await assert.rejects(rendering, /^Error: enough$/);
    const aborted = renderCelebrities({ ...few, signal: AbortSignal.abort(new Error('before')) });
    await assert.rejects(aborted, /before/);
  });

  it('tells in a sentence what is wrong with the options', async () => {
    const wrong: [Partial<RenderOptions>, RegExp][] = [
      [{ identities: 0 }, /^identities is 0, but/],
      [{ picturesEach: 1.5 }, /^picturesEach is 1.5, but/],
      [{ size: 8 }, /^size is 8, but .* 16 to 4096/],
      [{ firstIdentity: -1 }, /^firstIdentity is -1, but/],
      [{ hardness: 2 }, /^hardness is 2, but/],
      [{ seed: NaN }, /^The seed is NaN, but/],
    ];
    for (const [options, sentence] of wrong) {
      await assert.rejects(renderCelebrities({ ...few, ...options }), (error: Error) => {
        assert.ok(error instanceof InputError, error.stack);
        assert.match(error.message, sentence);
        return true;
      });
    }
  });
});
