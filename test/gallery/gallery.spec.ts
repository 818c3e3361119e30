import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { matrixFrom, rowOf, takeRows, type Matrix } from '../../src/base/matrix';
import { seeded } from '../../src/base/random';
import { identify } from '../../src/evaluation/identification/nearest';
import type { Gallery } from '../../src/gallery/gallery';
import { newGallery, openGallery } from '../../src/gallery/open';
import { GalleryRows } from '../../src/gallery/rows';
import { readRows, saveRows } from '../../src/gallery/store';
import { drawnDescriptors } from '../../src/lessons/measuring/drawn-descriptors';

const kinds = ['exact', 'usearch'] as const;

/** Names of the nearest pictures with similarities of three digits. */
const shortly = (matches: { source: string; similarity: number }[]): string =>
  matches.map(({ source, similarity }) => `${source} ${similarity.toFixed(3)}`).join(', ');

/** Two pictures per person, called person-0/a, person-0/b, … */
const picturesOf = (count: number): { name: string; source: string }[] =>
  Array.from({ length: count }, (_, row) => {
    const name = `person-${row >> 1}`;
    return { name, source: `${name}/${'ab'[row & 1]}` };
  });

async function filled(kind: (typeof kinds)[number], embeddings: Matrix): Promise<Gallery> {
  const gallery = await newGallery(kind, 'network a', embeddings.columns);
  await gallery.add(picturesOf(embeddings.rows), embeddings);
  return gallery;
}

describe('a gallery', function () {
  this.timeout(60_000);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'facelab-gallery-'));
  const at = (name: string): string => path.join(folder, name);
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const kind of kinds) {
    describe(kind, () => {
      it('finds the nearest pictures, of equally near ones that which was added first', async () => {
        const gallery = await newGallery(kind, 'network a', 2);
        const pictures = ['ann', 'ben', 'cy', 'cy'].map((name, index) => ({ name, source: `${name}${index}` }));
        await gallery.add(pictures, matrixFrom([[1, 0], [0, 2], [3, 3], [5, 0]])); // prettier-ignore
        const [right, up] = await gallery.search(matrixFrom([[2, 0], [0, 1]]), { topK: 3 }); // prettier-ignore
        assert.equal(shortly(right), 'ann0 1.000, cy3 1.000, cy2 0.707');
        assert.equal(shortly(up), 'ben1 1.000, cy2 0.707, ann0 0.000');
        assert.deepEqual([...right[1].embedding], [5, 0]);
        assert.equal(right[1].name, 'cy');
        assert.equal(await gallery.size(), 4);
        assert.equal((await gallery.search(matrixFrom([[1, 1]]), { topK: 9 }))[0].length, 4);
      });

      it('finds nobody while it is empty, before and after', async () => {
        const gallery = await newGallery(kind, 'network a', 2);
        assert.deepEqual(await gallery.search(matrixFrom([[1, 0]]), { topK: 1 }), [[]]);
        await gallery.add([{ name: 'ann', source: 'a' }], matrixFrom([[1, 0]]));
        assert.equal(await gallery.remove('ann'), 1);
        assert.equal(await gallery.remove('ann'), 0);
        assert.equal(await gallery.size(), 0);
        assert.deepEqual(await gallery.search(matrixFrom([[1, 0]]), { topK: 1 }), [[]]);
        await gallery.save(at(`${kind}-empty`));
        assert.equal(await (await openGallery(at(`${kind}-empty`))).size(), 0);
      });

      it('answers as a list of pictures does that people join and leave, saved and opened in between', async () => {
        const step = fc.oneof(
          {
            weight: 3,
            arbitrary: fc.record({ join: fc.integer({ min: 0, max: 5 }), count: fc.integer({ min: 1, max: 4 }) }),
          },
          { weight: 2, arbitrary: fc.record({ leave: fc.integer({ min: 0, max: 5 }) }) },
          { weight: 1, arbitrary: fc.constant('reopen' as const) },
        );
        await fc.assert(
          fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), fc.integer(), async (steps, seed) => {
            const { normal } = seeded(seed, 'gallery');
            let gallery = await newGallery(kind, 'network a', 8);
            let list: { name: string; source: string; row: number[] }[] = [];
            let drawn = 0;
            for (const step of steps) {
              if (step === 'reopen') {
                await gallery.save(at(`${kind}-steps`));
                gallery = await openGallery(at(`${kind}-steps`), { network: 'network a' });
              } else if ('join' in step) {
                const joined = Array.from({ length: step.count }, () => ({
                  name: `person-${step.join}`,
                  source: `${drawn++}`,
                  row: Array.from({ length: 8 }, () => Math.fround(normal())),
                }));
                await gallery.add(joined, matrixFrom(joined.map(({ row }) => row)));
                list.push(...joined);
              } else {
                const name = `person-${step.leave}`;
                const before = list.length;
                list = list.filter((picture) => picture.name !== name);
                assert.equal(await gallery.remove(name), before - list.length);
              }
              assert.equal(await gallery.size(), list.length);
              const sources = (await gallery.pictures()).map(({ source }) => Number(source));
              assert.deepEqual(sources.sort((a, b) => a - b), list.map(({ source }) => Number(source)).sort((a, b) => a - b)); // prettier-ignore
              if (list.length === 0) continue;
              const probes = matrixFrom([0, 1].map(() => Array.from({ length: 8 }, normal)));
              const topK = Math.min(3, list.length);
              const { indices, similarities } = await identify(probes, matrixFrom(list.map(({ row }) => row)), {
                topK,
              });
              const found = await gallery.search(probes, { topK });
              const expected = [0, 1].map((probe) =>
                Array.from({ length: topK }, (_, rank) => ({
                  ...list[indices[probe * topK + rank]],
                  similarity: similarities[probe * topK + rank],
                })),
              );
              assert.deepEqual(found.map(shortly), expected.map(shortly));
            }
          }),
          { numRuns: 15 },
        );
      });

      it('keeps no number of a person who was deleted, neither in memory nor in a file', async () => {
        const embeddings = drawnDescriptors({ people: 60, pictures: 2, mated: 0, strangers: 0, seed: 3 }).gallery;
        const gallery = await filled(kind, embeddings);
        const place = at(`${kind}-deleted`);
        const holds = (row: number): string[] => {
          const values = rowOf(embeddings, row) as Float32Array;
          const length = Math.hypot(...values);
          const inIndex = Int8Array.from(values, (value) => (value * 127) / length);
          const whole = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
          return readdirSync(place)
            .filter((file) => {
              const bytes = readFileSync(path.join(place, file));
              return bytes.includes(whole) || bytes.includes(Buffer.from(inIndex.buffer));
            })
            .map((file) => file.replace(/-.*/, ''));
        };
        await gallery.save(place);
        const everywhere = kind === 'exact' ? ['vectors'] : ['index', 'vectors'];
        assert.deepEqual(holds(14), everywhere);
        assert.ok(readFileSync(path.join(place, 'gallery.json'), 'utf8').includes('person-7'));

        // Few are overwritten, many make the index anew: 7 alone first, then every second one.
        for (const people of [[7], [9, 11], Array.from({ length: 30 }, (_, index) => 2 * index)]) {
          for (const person of people) assert.equal(await gallery.remove(`person-${person}`), 2);
          await gallery.save(place);
          for (const person of people) {
            assert.deepEqual([holds(2 * person), holds(2 * person + 1)], [[], []], `person ${person}`);
            const json = readFileSync(path.join(place, 'gallery.json'), 'utf8');
            assert.ok(!json.includes(`"person-${person}"`) && !json.includes(`"person-${person}/`));
            const [found] = await gallery.search(takeRows(embeddings, [2 * person]), { topK: 120 });
            assert.ok(found.every(({ name, similarity }) => name !== `person-${person}` && similarity < 0.999));
          }
          assert.deepEqual(holds(2 * 13), everywhere);
        }
        assert.equal(readdirSync(place).length, everywhere.length + 1);
        const opened = await openGallery(place);
        const [found] = await opened.search(takeRows(embeddings, [26]), { topK: 2 });
        assert.deepEqual(found.map(({ source }) => source), ['person-13/a', 'person-13/b']); // prettier-ignore
      });

      it('is the same in every byte when it is made again', async () => {
        const { gallery: embeddings } = drawnDescriptors({ people: 300, pictures: 2, mated: 0, strangers: 0, seed: 4 });
        const contents = [];
        for (const name of ['once', 'again']) {
          const gallery = await filled(kind, embeddings);
          await gallery.remove('person-5');
          await gallery.add([{ name: 'new', source: 'n' }], takeRows(embeddings, [10]));
          await gallery.save(at(`${kind}-${name}`));
          contents.push(readdirSync(at(`${kind}-${name}`)).map((file) => [file, readFileSync(at(`${kind}-${name}/${file}`), 'base64')])); // prettier-ignore
        }
        assert.deepEqual(contents[0], contents[1]);
      });

      it('refuses what it cannot compare, and stays as it was', async () => {
        const gallery = await filled(kind, matrixFrom([[1, 0], [0, 1]])); // prettier-ignore
        const other = matrixFrom([[1, 0, 0]]);
        const refusal =
          /^InputError: The gallery keeps vectors of 2 numbers, but (embeddings|probes) has 3 columns: embed with/;
        await assert.rejects(gallery.add([{ name: 'ann', source: 'a' }], other), refusal);
        await assert.rejects(gallery.search(other, { topK: 1 }), refusal);
        await assert.rejects(gallery.search(matrixFrom([[1, 0]]), { topK: 0 }), /^InputError: topK is 0, but/);
        await assert.rejects(
          gallery.search(matrixFrom([[1, NaN]]), { topK: 1 }),
          /^InputError: probes holds NaN in row 0/,
        );
        await assert.rejects(
          gallery.add([{ name: 'ann', source: 'a' }], matrixFrom([[NaN, 1]])),
          /^InputError: embeddings holds NaN/,
        );
        await assert.rejects(
          gallery.add([], matrixFrom([[0, 1]])),
          /^InputError: There are 0 pictures but 1 embeddings/,
        );
        await assert.rejects(
          gallery.add([{ name: '', source: 'a' }], matrixFrom([[0, 1]])),
          /^InputError: Picture 0 has an empty name/,
        );
        assert.equal(await gallery.size(), 2);
        await gallery.save(at(`${kind}-small`));
        await assert.rejects(
          openGallery(at(`${kind}-small`), { network: 'network b' }),
          /^InputError: The gallery in .* was made with the network a, and this is the network b, whose numbers/,
        );
      });

      it('is not read when a byte is wrong, a file lost or cut', async () => {
        const gallery = await filled(
          kind,
          drawnDescriptors({ people: 20, pictures: 2, mated: 0, strangers: 0, seed: 5 }).gallery,
        );
        const place = at(`${kind}-damaged`);
        await gallery.save(place);
        for (const file of readdirSync(place)) {
          const bytes = readFileSync(path.join(place, file));
          const flipped = Buffer.from(bytes);
          flipped[bytes.length >> 1] ^= 1;
          const damages = [bytes.subarray(0, bytes.length >> 1), Buffer.concat([bytes, bytes]), Buffer.alloc(0)];
          // A letter of a picture's name may change unnoticed.
          if (file !== 'gallery.json') damages.push(flipped);
          for (const damaged of damages) {
            writeFileSync(path.join(place, file), damaged);
            await assert.rejects(
              openGallery(place),
              /^InputError: The gallery in .* cannot be read \(.*\): restore the folder/,
            );
          }
          rmSync(path.join(place, file));
          await assert.rejects(openGallery(place), /(There is no gallery in|does not exist)/);
          writeFileSync(path.join(place, file), bytes);
        }
        assert.equal(await (await openGallery(place)).size(), 40);
      });
    });
  }

  it('changes from one way of searching to the other', async () => {
    const { gallery: embeddings, mated } = drawnDescriptors({
      people: 50,
      pictures: 2,
      mated: 20,
      strangers: 0,
      seed: 6,
    });
    const exact = await filled('exact', embeddings);
    await exact.save(at('changes'));
    const indexed = await openGallery(at('changes'), { kind: 'usearch' });
    await indexed.remove('person-49');
    await indexed.save(at('changes'));
    const back = await openGallery(at('changes'), { kind: 'exact' });
    assert.deepEqual([exact.kind, indexed.kind, back.kind], ['exact', 'usearch', 'exact']);
    const answers = [exact, indexed, back].map((gallery) => gallery.search(mated, { topK: 1 }));
    const [first, ...others] = (await Promise.all(answers)).map((answer) => answer.map(shortly));
    for (const other of others) assert.deepEqual(other, first);
    await back.save(at('changes'));
    assert.equal(readdirSync(at('changes')).length, 2);
  });

  it('proposes the nearest of 6,000 pictures, after deletions too', async () => {
    const drawn = drawnDescriptors({ people: 3000, pictures: 2, mated: 200, strangers: 200, seed: 7 });
    const [exact, indexed] = await Promise.all(kinds.map((kind) => filled(kind, drawn.gallery)));
    const recall = async (probes: Matrix): Promise<number> => {
      const [right, found] = await Promise.all([exact, indexed].map((gallery) => gallery.search(probes, { topK: 1 })));
      return found.filter(([match], probe) => match.source === right[probe][0].source).length / probes.rows;
    };
    assert.ok((await recall(drawn.mated)) >= 0.98);
    assert.ok((await recall(drawn.strangers)) >= 0.98);
    for (let person = 200; person < 800; person++)
      for (const gallery of [exact, indexed]) await gallery.remove(`person-${person}`);
    assert.ok((await recall(drawn.mated)) >= 0.98);
    assert.ok((await recall(drawn.strangers)) >= 0.98);
  });

  it('is the older one when saving fails, and no half of the newer one stays', async () => {
    const gallery = await filled('usearch', matrixFrom([[1, 0], [0, 1]])); // prettier-ignore
    await gallery.save(at('kept'));
    const files = readdirSync(at('kept'));
    const rows = new GalleryRows(2);
    rows.add([{ name: 'ann', source: 'a' }], matrixFrom([[3, 4]]));
    const writeIndex = (file: string): void => {
      writeFileSync(file, 'half');
      throw new Error('no space');
    };
    await assert.rejects(
      saveRows(at('kept'), { kind: 'usearch', network: 'network a', rows, writeIndex }),
      /cannot be written/,
    );
    assert.deepEqual(readdirSync(at('kept')), files);
    assert.equal((await readRows(at('kept'))).rows.size, 2);
  });

  it('is as before when an addition is stopped, and finds the others', async () => {
    const { gallery: embeddings } = drawnDescriptors({ people: 600, pictures: 2, mated: 0, strangers: 0, seed: 8 });
    const gallery = await filled('usearch', takeRows(embeddings, [0, 1, 2, 3]));
    const stop = new AbortController();
    const added = gallery.add(picturesOf(1200), embeddings, { signal: stop.signal, onProgress: () => stop.abort() });
    await assert.rejects(added, { name: 'AbortError' });
    assert.equal(await gallery.size(), 4);
    const [found] = await gallery.search(takeRows(embeddings, [2]), { topK: 5 });
    assert.deepEqual(found.map(({ source }) => source).sort(), [
      'person-0/a',
      'person-0/b',
      'person-1/a',
      'person-1/b',
    ]);
  });
});
