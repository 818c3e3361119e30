import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { matrixFrom, rowOf, takeRows, type Matrix } from '../../src/base/matrix';
import { seeded } from '../../src/base/random';
import { exactGallery } from '../../src/gallery/exact';
import type { Gallery, GalleryPicture } from '../../src/gallery/gallery';
import { openGallery } from '../../src/gallery/open';
import { pgvectorGallery } from '../../src/gallery/pgvector';
import { GalleryRows } from '../../src/gallery/rows';
import { drawnDescriptors } from '../../src/lessons/measuring/drawn-descriptors';
import { residualBackbone } from '../../src/models/backbones/residual';
import { saveCheckpoint } from '../../src/models/checkpoint';
import { runHere } from '../cli/in-process';
import { withPostgres } from './postgres';

const shortly = (matches: { source: string; similarity: number }[]): string =>
  matches.map(({ source, similarity }) => `${source} ${similarity.toFixed(3)}`).join(', ');

const picturesOf = (count: number): GalleryPicture[] =>
  Array.from({ length: count }, (_, row) => ({ name: `person-${row >> 1}`, source: `person-${row >> 1}/${row & 1}` }));

describe('a gallery in PostgreSQL', function () {
  this.timeout(120_000);
  const postgres = withPostgres();
  const open: Gallery[] = [];
  afterEach(async () => {
    for (const gallery of open.splice(0)) await gallery.close();
  });
  const started = async (dim: number, address?: string): Promise<Gallery> => {
    const gallery = await pgvectorGallery(address ?? (await postgres().database()), { network: 'network a', dim });
    open.push(gallery!);
    return gallery!;
  };

  it('finds the nearest pictures, of equally near ones that which was added first', async () => {
    const address = await postgres().database();
    const gallery = await started(2, address);
    assert.deepEqual(await gallery.search(matrixFrom([[1, 0]]), { topK: 1 }), [[]]);
    const pictures = ['ann', 'ben', 'cy', 'cy'].map((name, index) => ({ name, source: `${name}${index}` }));
    await gallery.add(pictures, matrixFrom([[1, 0], [0, 2], [3, 3], [5, 0]])); // prettier-ignore
    const [right, up] = await gallery.search(matrixFrom([[2, 0], [0, 1]]), { topK: 3 }); // prettier-ignore
    assert.equal(shortly(right), 'ann0 1.000, cy3 1.000, cy2 0.707');
    assert.equal(shortly(up), 'ben1 1.000, cy2 0.707, ann0 0.000');
    const other = await openGallery(address, { network: 'network a' });
    open.push(other);
    assert.deepEqual([other.kind, other.dim, await other.size()], ['pgvector', 2, 4]);
    assert.deepEqual(await other.pictures(), pictures);
  });

  it('answers as the exact gallery does while people join and leave', async () => {
    const step = fc.oneof(
      fc.record({ join: fc.integer({ min: 0, max: 4 }), count: fc.integer({ min: 1, max: 4 }) }),
      fc.record({ leave: fc.integer({ min: 0, max: 4 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), fc.integer(), async (steps, seed) => {
        const { normal } = seeded(seed, 'gallery');
        const row = (): number[] => Array.from({ length: 8 }, normal);
        const both = [await started(8), exactGallery('network a', new GalleryRows(8))];
        let drawn = 0;
        for (const step of steps) {
          if ('join' in step) {
            const joined = Array.from({ length: step.count }, () => ({
              name: `it's "${step.join}"`,
              source: `${drawn++}`,
            }));
            const embeddings = matrixFrom(joined.map(row));
            for (const gallery of both) await gallery.add(joined, embeddings);
          } else {
            const name = `it's "${step.leave}"`;
            assert.equal(await both[0].remove(name), await both[1].remove(name));
          }
          const probes = matrixFrom([row(), row()]);
          const [found, right] = await Promise.all(both.map((gallery) => gallery.search(probes, { topK: 3 })));
          assert.deepEqual(found, right);
          assert.deepEqual(await both[0].pictures(), await both[1].pictures());
        }
      }),
      { numRuns: 6 },
    );
  });

  it('keeps no number of a person who was deleted in the files of its tables', async () => {
    const { gallery: embeddings } = drawnDescriptors({ people: 300, pictures: 2, mated: 0, strangers: 0, seed: 3 });
    const address = await postgres().database();
    const gallery = await started(128, address);
    await gallery.add(picturesOf(600), embeddings);
    const holding = async (row: number): Promise<number> => {
      await postgres().ask(address, 'CHECKPOINT');
      const { buffer, byteOffset, byteLength } = rowOf(embeddings, row);
      const whole = Buffer.from(buffer, byteOffset, byteLength);
      const files = readdirSync(postgres().folder, { recursive: true, withFileTypes: true }).filter((one) =>
        one.isFile(),
      );
      return files.filter((one) => readFileSync(path.join(one.parentPath, one.name)).includes(whole)).length;
    };
    assert.equal(await holding(14), 2); // table and index
    assert.equal(await gallery.remove('person-7'), 2);
    assert.deepEqual([await holding(14), await holding(15), await holding(16)], [0, 0, 2]);
    const [found] = await gallery.search(takeRows(embeddings, [14]), { topK: 5 });
    assert.ok(found.every(({ name }) => name !== 'person-7'));
  });

  it('finds the nearest of 10,000 pictures, and copies them to a folder', async () => {
    const drawn = drawnDescriptors({ people: 5000, pictures: 2, mated: 100, strangers: 100, seed: 7 });
    const gallery = await started(128);
    await gallery.add(picturesOf(10_000), drawn.gallery);
    const folder = mkdtempSync(path.join(os.tmpdir(), 'facelab-copy-'));
    try {
      await gallery.save(folder);
      const exact = await openGallery(folder, { network: 'network a' });
      assert.deepEqual([exact.kind, await exact.size()], ['exact', 10_000]);
      const recall = async (probes: Matrix): Promise<number> => {
        const right = await exact.search(probes, { topK: 1 });
        const found = await gallery.search(probes, { topK: 1 });
        return found.filter(([match], probe) => match.source === right[probe][0].source).length / probes.rows;
      };
      assert.ok((await recall(drawn.mated)) >= 0.98);
      assert.ok((await recall(drawn.strangers)) >= 0.98);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('takes what several programs add at once, and keeps nothing of an addition that was stopped', async () => {
    const address = await postgres().database();
    const programs = await Promise.all([1, 2, 3].map(() => started(2, address)));
    const some = matrixFrom([[1, 0], [0, 1]]); // prettier-ignore
    await Promise.all(programs.map((gallery) => gallery.add(picturesOf(2), some)));
    assert.equal(await programs[0].size(), 6);
    const stop = new AbortController();
    const many = { values: new Float32Array(2 * 1200).fill(1), rows: 1200, columns: 2 };
    const added = programs[1].add(picturesOf(1200), many, { signal: stop.signal, onProgress: () => stop.abort() });
    await assert.rejects(added, { name: 'AbortError' });
    assert.equal(await programs[2].size(), 6);
    assert.equal(await programs[1].remove('person-0'), 6);
  });

  it('is used by the command by its address', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'facelab-shared-'));
    try {
      const backbone = residualBackbone({ size: 16, dim: 8, widths: [8], seed: 1 });
      const model = ['--model', path.join(folder, 'model'), '--aligned', '--json'];
      await saveCheckpoint(model[1], { backbone, tensors: {}, notes: { size: 16, threshold: 0.4 } });
      backbone.dispose();
      const people = path.join(folder, 'people');
      await runHere(['celebrities', '--out', people, '--identities', '3', '--pictures', '2', '--size', '16']);
      const [name] = readdirSync(people);
      const address = await postgres().database();
      const gallery = async (command: string, ...args: string[]): Promise<Record<string, unknown>> => {
        const { out, err } = await runHere(['gallery', command, address, ...args]);
        assert.notEqual(out, '', err);
        return JSON.parse(out);
      };
      const counts = { kind: 'pgvector', pictures: 6, people: 3 };
      assert.deepEqual(await gallery('add', people, ...model), { added: 6, ...counts });
      assert.deepEqual(await gallery('add', people, ...model), { added: 0, ...counts });
      const found = await gallery('search', path.join(people, name, '1.png'), ...model);
      assert.equal((found.people as { name: string }[])[0].name, name);
      assert.deepEqual(await gallery('remove', name, '--json'), {
        removed: 2,
        kind: 'pgvector',
        pictures: 4,
        people: 2,
      });
      assert.equal((await gallery('info', '--json')).pictures, 4);
      const { err } = await runHere(['gallery', 'add', address, people, ...model, '--kind', 'exact']);
      assert.equal(err, 'facelab: A database has its own index: leave --kind out.\n');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('refuses in one sentence what it cannot use', async () => {
    const address = await postgres().database();
    assert.equal(await pgvectorGallery(address, { network: 'network a' }), undefined);
    await assert.rejects(openGallery(address), /^InputError: There is no gallery in the database: facelab gallery add/);
    const gallery = await started(2, address);
    await assert.rejects(
      gallery.add(picturesOf(1), matrixFrom([[1, 0, 0]])),
      /^InputError: The gallery keeps vectors of 2/,
    );
    await assert.rejects(
      gallery.search(matrixFrom([[1, 0, 0]]), { topK: 1 }),
      /^InputError: The gallery keeps vectors of 2/,
    );
    await assert.rejects(
      openGallery(address, { network: 'network b' }),
      /^InputError: The gallery in the database postgres:\/\/127\.0\.0\.1:\d+\/gallery\d+ was made with the network a, and this is the network b/,
    );
    for (const wrong of ['postgres://me:secret@127.0.0.1:1/people', address.replace(/gallery\d+$/, 'nowhere')])
      await assert.rejects(openGallery(wrong), (error: Error) => {
        assert.match(
          error.message,
          /^The database postgres:\/\/127\.0\.0\.1:\d+\/\w+ cannot be used \(.+\): check the address/,
        );
        assert.doesNotMatch(error.message, /secret/);
        return true;
      });
  });
});
