import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { matrixFrom, rowOf, type Matrix } from '../../../src/base/matrix';
import { seeded } from '../../../src/base/random';
import { nativeBackend } from '../../../src/engine/kernels/native';
import { cmc } from '../../../src/evaluation/identification/ranks';
import { identify, search } from '../../../src/evaluation/identification/nearest';
import { kNearest } from '../../../src/evaluation/identification/nearest-labels';
import { openSetRates } from '../../../src/evaluation/identification/open-set';
import { roc } from '../../../src/evaluation/verification/roc';
import { tarAtFar } from '../../../src/evaluation/verification/tar-at-far';
import { cosine, directions } from '../../../src/similarity/cosine';
import { quickestPrecision } from '../../../src/evaluation/identification/screen';

function random(rows: number, columns: number, seed: number): Matrix {
  const { normal } = seeded(seed, 'matrix');
  return { values: Float32Array.from({ length: rows * columns }, normal), rows, columns };
}

function cosineOf(a: Matrix, i: number, b: Matrix, j: number): number {
  const [x, y] = [rowOf(a, i), rowOf(b, j)];
  let [xy, xx, yy] = [0, 0, 0];
  for (let d = 0; d < x.length; d++) {
    xy += x[d] * y[d];
    xx += x[d] * x[d];
    yy += y[d] * y[d];
  }
  return xx * yy === 0 ? 0 : xy / Math.sqrt(xx) / Math.sqrt(yy);
}

function closeTo(actual: ArrayLike<number>, expected: number[]): void {
  assert.equal(actual.length, expected.length);
  expected.forEach((value, i) =>
    assert.ok(Math.abs(actual[i] - value) < 1e-9, `${i}: ${actual[i]}, expected ${value}`),
  );
}

describe('identify', () => {
  it('finds what sorting all cosines finds, over several tiles of the gallery', async () => {
    const gallery = random(23_003, 6, 1);
    const probes = random(5, 6, 2);
    const before = tf.memory().numTensors;
    const steps: number[][] = [];
    const found = await identify(probes, gallery, { topK: 7, onProgress: (...step) => steps.push(step) });
    assert.equal(tf.memory().numTensors, before);
    assert.deepEqual(
      steps,
      Array.from({ length: 8 }, (_, tile) => [tile + 1, 8]),
    );
    for (let probe = 0; probe < probes.rows; probe++) {
      const all = Array.from({ length: gallery.rows }, (_, row) => ({
        row,
        similarity: cosineOf(probes, probe, gallery, row),
      }));
      const best = all.sort((a, b) => b.similarity - a.similarity || a.row - b.row).slice(0, 7);
      assert.deepEqual(
        Array.from(found.indices.subarray(probe * 7, probe * 7 + 7)),
        best.map(({ row }) => row),
      );
      closeTo(
        found.similarities.subarray(probe * 7, probe * 7 + 7),
        best.map(({ similarity }) => similarity),
      );
    }
  });

  it('puts the lower row first among copies of one picture, wherever they lie', async () => {
    const gallery = random(12_000, 16, 3);
    const copies = [11_999, 9_216, 8_000, 4_001, 17, 3];
    for (const row of copies) rowOf(gallery, row).set(rowOf(gallery, 500));
    const probe = { values: rowOf(gallery, 500).slice(), rows: 1, columns: 16 };
    const { indices, similarities } = await identify(probe, gallery, { topK: 5 });
    assert.deepEqual(Array.from(indices), [3, 17, 500, 4001, 8000]);
    assert.deepEqual(new Set(similarities).size, 1);
  });

  it('looks at every picture when hundreds are nearly as close as the closest', async () => {
    // Angles of 0 … 0.05: all cosines lie within 0.00125, less than the engine's block of cosines may be off.
    const order = seeded(4).shuffle(Array.from({ length: 4000 }, (_, place) => place));
    const gallery = matrixFrom(order.map((place) => [Math.cos(place / 80_000), Math.sin(place / 80_000)]));
    const { indices } = await identify(matrixFrom([[1, -1e-6]]), gallery, { topK: 20 });
    assert.deepEqual(
      Array.from(indices, (row) => order[row]),
      Array.from({ length: 20 }, (_, place) => place),
    );
  });

  it('agrees with brute force on any small set, whatever the size of the tile that is left over', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer(),
        async (rows, columns, seed) => {
          const gallery = random(rows, columns, seed);
          const probes = random(3, columns, seed + 1);
          const topK = 1 + seeded(seed).integer(rows);
          const { similarities } = await identify(probes, gallery, { topK });
          for (let probe = 0; probe < 3; probe++) {
            const all = Array.from({ length: rows }, (_, row) => cosineOf(probes, probe, gallery, row)).sort(
              (a, b) => b - a,
            );
            closeTo(similarities.subarray(probe * topK, (probe + 1) * topK), all.slice(0, topK));
          }
        },
      ),
      { seed: 5, numRuns: 100 },
    );
  });

  it('finds the same among rows of any length, also where float32 holds no square or inverse of it', async () => {
    const gallery = random(4_000, 6, 5);
    const probes = random(5, 6, 6);
    const scaled = {
      ...gallery,
      values: gallery.values.map((value, i) => value * 2 ** (((Math.floor(i / 6) % 9) - 4) * 29)),
    };
    const expected = await identify(probes, gallery, { topK: 3 });
    const found = await identify(probes, scaled, { topK: 3 });
    assert.deepEqual(found.indices, expected.indices);
    const doubles = await identify(probes, { ...gallery, values: Float64Array.from(gallery.values) }, { topK: 3 });
    assert.deepEqual(doubles, expected);
  });

  for (const precision of ['float32', 'bfloat16'] as const) {
    it(`decides as float64 does among copies, near ties and zeros of any length: ${precision}`, async function () {
      if (precision === 'bfloat16' && quickestPrecision() !== 'bfloat16') this.skip();
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 1, max: 3_500 }),
          fc.integer({ min: 1, max: 70 }),
          fc.integer({ min: 1, max: 5 }),
          fc.constantFrom(0, 1e-12, 1e-7, 1e-4, 3e-3, 0.05, 1),
          fc.integer(),
          async (rows, columns, people, spread, seed) => {
            const chance = seeded(seed);
            const centres = random(people, columns, seed);
            // Every row of one of few people, within the spread, of any length; some rows are zeros.
            const near = (count: number): Matrix => {
              const values = new Float64Array(count * columns);
              for (let row = 0; row < count; row++) {
                const scale = chance.integer(50) === 0 ? 0 : 10 ** (chance.integer(7) - 3);
                const centre = rowOf(centres, chance.integer(people));
                centre.forEach((x, d) => (values[row * columns + d] = scale * (x + spread * chance.normal())));
              }
              return { values: chance.integer(2) === 0 ? values : Float32Array.from(values), rows: count, columns };
            };
            const from = directions(near(1 + chance.integer(4)), 'probes');
            const to = directions(near(rows), 'gallery');
            const topK = 1 + chance.integer(Math.min(rows, 30));
            const { indices, similarities } = await search(from, to, { topK, precision });
            for (let probe = 0; probe < from.matrix.rows; probe++) {
              const all = Array.from({ length: rows }, (_, row) => ({ row, similarity: cosine(from, probe, to, row) }));
              const best = all.sort((a, b) => b.similarity - a.similarity || a.row - b.row).slice(0, topK);
              const at = [probe * topK, (probe + 1) * topK];
              assert.deepEqual(
                [Array.from(indices.subarray(...at)), Array.from(similarities.subarray(...at))],
                [best.map(({ row }) => row), best.map(({ similarity }) => similarity)],
              );
            }
          },
        ),
        { seed: 7, numRuns: 50 },
      );
    });

    it(`finds the same in many probes over several tiles, spread out or all but one: ${precision}`, async function () {
      if (precision === 'bfloat16' && quickestPrecision() !== 'bfloat16') this.skip();
      for (const common of [0, 20]) {
        const [probes, gallery] = [random(2_051, 24, 8), random(6_505, 24, 9)];
        for (const { values } of [probes, gallery]) values.forEach((value, i) => (values[i] = value + common));
        const [from, to] = [directions(probes, 'probes'), directions(gallery, 'gallery')];
        const before = [tf.memory().numTensors, nativeBackend()?.binding.getNumOfTensors()];
        const { indices } = await search(from, to, { topK: 2, precision });
        assert.deepEqual([tf.memory().numTensors, nativeBackend()?.binding.getNumOfTensors()], before);
        for (let probe = 0; probe < probes.rows; probe += 205) {
          const cosines = Float64Array.from({ length: gallery.rows }, (_, row) => cosine(from, probe, to, row));
          const best = Array.from(cosines.keys()).sort((a, b) => cosines[b] - cosines[a] || a - b);
          assert.deepEqual(Array.from(indices.subarray(2 * probe, 2 * probe + 2)), best.slice(0, 2), `${common}`);
        }
      }
    });
  }

  for (const precision of ['float32', 'bfloat16'] as const) {
    it(`finds a probe that is in the gallery, its copies in other tiles and then the next: ${precision}`, async function () {
      if (precision === 'bfloat16' && quickestPrecision() !== 'bfloat16') this.skip();
      const gallery = random(9_001, 12, 10);
      // Row r, r + 3,001 and r + 6,001 are one picture, longer each time: three tiles, and rows that are in no group.
      for (let row = 0; row < 3_000; row++) {
        for (const [at, scale] of [[3_001, 2], [6_001, 4]]) rowOf(gallery, row + at).set(rowOf(gallery, row).map((x) => scale * x)); // prettier-ignore
      }
      const probes = { values: gallery.values.slice(0, 70 * 12), rows: 70, columns: 12 };
      const [from, to] = [directions(probes, 'probes'), directions(gallery, 'gallery')];
      const { indices, similarities } = await search(from, to, { topK: 5, precision });
      for (let probe = 0; probe < probes.rows; probe++) {
        const cosines = Float64Array.from({ length: gallery.rows }, (_, row) => cosine(from, probe, to, row));
        const best = Array.from(cosines.keys()).sort((a, b) => cosines[b] - cosines[a] || a - b);
        assert.deepEqual(Array.from(indices.subarray(5 * probe, 5 * probe + 3)), [probe, probe + 3_001, probe + 6_001]);
        assert.deepEqual(Array.from(indices.subarray(5 * probe, 5 * probe + 5)), best.slice(0, 5));
        assert.deepEqual(Array.from(similarities.subarray(5 * probe, 5 * probe + 5)), best.slice(0, 5).map((row) => cosines[row])); // prettier-ignore
      }
    });

    it(`decides between tiles where a network gives nearly one vector for all: ${precision}`, async function () {
      if (precision === 'bfloat16' && quickestPrecision() !== 'bfloat16') this.skip();
      const gallery = random(7_000, 3, 11);
      gallery.values.forEach((value, i) => (gallery.values[i] = 1 + 1e-5 * Math.round(3 * value)));
      const probes = { values: gallery.values.slice(0, 9), rows: 3, columns: 3 };
      const [from, to] = [directions(probes, 'probes'), directions(gallery, 'gallery')];
      const { indices } = await search(from, to, { topK: 40, precision });
      for (let probe = 0; probe < 3; probe++) {
        const cosines = Float64Array.from({ length: gallery.rows }, (_, row) => cosine(from, probe, to, row));
        const best = Array.from(cosines.keys()).sort((a, b) => cosines[b] - cosines[a] || a - b);
        assert.deepEqual(Array.from(indices.subarray(40 * probe, 40 * probe + 40)), best.slice(0, 40));
      }
    });
  }

  it('refuses what is not a number, in probes and in the last row of the gallery', async () => {
    const [probes, gallery] = [random(2, 4, 1), random(100, 4, 2)];
    gallery.values[399] = NaN;
    await assert.rejects(identify(probes, gallery, { topK: 1 }), /gallery holds NaN in row 99, column 3/);
    await assert.rejects(identify(gallery, probes, { topK: 1 }), /probes holds NaN in row 99, column 3/);
  });

  it('treats a row of zeros as unlike everything and finds nothing nearer than opposite', async () => {
    const gallery = matrixFrom([
      [-1, 0],
      [0, 0],
      [-2, 0],
    ]);
    const { indices, similarities } = await identify(matrixFrom([[1, 0]]), gallery, { topK: 3 });
    assert.deepEqual(
      [Array.from(indices), Array.from(similarities)],
      [
        [1, 0, 2],
        [0, -1, -1],
      ],
    );
  });

  it('stops when it is told to, and leaves nothing on the engine', async () => {
    const before = tf.memory().numTensors;
    const stop = new AbortController();
    const running = identify(random(4, 8, 1), random(30_000, 8, 2), {
      topK: 1,
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    await assert.rejects(running, { name: 'AbortError' });
    assert.equal(tf.memory().numTensors, before);
  });
});

describe('ranks', () => {
  it('are what counting the closer identities gives; the CMC never falls and ends at 1', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer(),
        async (people, each, seed) => {
          const chance = seeded(seed);
          const galleryLabels = chance.shuffle(Array.from({ length: people * each }, (_, row) => 3 * (row % people)));
          const gallery = random(galleryLabels.length, 3, seed);
          const probes = random(6, 3, seed + 1);
          const probeLabels = Array.from({ length: 6 }, () => 3 * chance.integer(people));
          const result = await cmc(probes, probeLabels, gallery, galleryLabels);
          for (let probe = 0; probe < 6; probe++) {
            const best = new Map<number, number>();
            galleryLabels.forEach((label, row) => {
              best.set(label, Math.max(best.get(label) ?? -Infinity, cosineOf(probes, probe, gallery, row)));
            });
            const mate = best.get(probeLabels[probe])!;
            assert.equal(result.ranks[probe], [...best.values()].filter((similarity) => similarity >= mate).length);
          }
          assert.equal(result.cmc.length, people);
          assert.equal(result.cmc.at(-1), 1);
          result.cmc.forEach((share, r) => assert.ok(r === 0 || share >= result.cmc[r - 1]));
          assert.deepEqual([result.rank1, result.rank5], [result.cmc[0], result.cmc[Math.min(4, people - 1)]]);
        },
      ),
      { seed: 6, numRuns: 60 },
    );
  });

  it('count ties against: a network that gives one vector for all is never right', async () => {
    const people = 100;
    const alike = matrixFrom(Array.from({ length: people }, () => [0.3, -0.2, 0.9]));
    const labels = Array.from({ length: people }, (_, person) => person);
    const { ranks, rank1, rank5, cmc: curve } = await cmc(alike, labels, alike, labels);
    assert.deepEqual([rank1, rank5, curve[people - 2], curve[people - 1]], [0, 0, 0, 1]);
    assert.ok(ranks.every((rank) => rank === people));
    // Whoever is asked for the nearest picture gets the first: right for one person of a hundred.
    const { predictions } = await kNearest(alike, alike, labels, 1);
    assert.equal(predictions.filter((label, query) => label === labels[query]).length, 1);
    // Nobody is told from anybody, at any threshold that turns a stranger away or lets all in.
    const { rows } = await openSetRates(alike, labels, alike, alike, labels, [0.01, 1]);
    assert.deepEqual(
      rows.map(({ fpir, tpir }) => [fpir, tpir]),
      [
        [0, 0],
        [1, 0],
      ],
    );
    const same = labels.map((_, pair) => (pair < 50 ? 1 : 0));
    const { auc, eer } = roc(new Float64Array(people).fill(0.7), same);
    assert.deepEqual([auc, eer], [0.5, 0.5]);
    const [{ tar }] = tarAtFar(new Float64Array(people).fill(0.7), same, [0.1]);
    assert.equal(tar, 0);
  });

  it('put an identity that is as similar before the right one, and its own further pictures not', async () => {
    const gallery = matrixFrom([
      [1, 0],
      [1, 0],
      [0, 1],
      [2, 0],
      [-1, 0],
    ]);
    const { ranks } = await cmc(
      matrixFrom([
        [1, 0],
        [1, 0],
        [1, 0],
      ]),
      [1, 2, 4],
      gallery,
      [1, 1, 2, 3, 4],
    );
    assert.deepEqual(Array.from(ranks), [2, 3, 4]);
  });

  it('count an identity once though its pictures lie in two strips of the gallery', async () => {
    // 5,000 pictures of person 1, all closer than the only picture of person 2.
    const rows = Array.from({ length: 5001 }, (_, row) => (row < 5000 ? [1, 0.001 * (row % 10)] : [0, 1]));
    const labels = rows.map((_, row) => (row < 5000 ? 1 : 2));
    const before = tf.memory().numTensors;
    const { ranks } = await cmc(matrixFrom([[1, 0.1]]), [2], matrixFrom(rows), labels);
    assert.deepEqual(Array.from(ranks), [2]);
    assert.equal(tf.memory().numTensors, before);
  });
});

describe('open set and neighbours', () => {
  it('by hand: one stranger of two may pass at FPIR 0.5, none at 0.4, which two strangers cannot show', async () => {
    const gallery = matrixFrom([
      [1, 0],
      [0, 1],
    ]);
    const mated = matrixFrom([
      [0.8, 0.6],
      [0, 2],
    ]); // cosine 0.8 and 1 to the mate
    const strangers = matrixFrom([
      [0.6, -0.8],
      [-0.28, 0.96],
    ]); // best cosines 0.6 and 0.96
    const { rows } = await openSetRates(mated, [7, 9], strangers, gallery, [7, 9], [0.5, 0.4]);
    closeTo([rows[0].threshold, rows[0].fpir, rows[0].tpir], [0.8, 0.5, 1]);
    closeTo([rows[1].threshold, rows[1].fpir, rows[1].tpir], [1, 0, 0.5]);
    assert.equal(rows[0].refusal, undefined);
    assert.match(rows[1].refusal!, /FPIR 0.4 cannot be measured on 2 non-mated probes/);
  });

  it('the majority wins, and among equals the nearest', async () => {
    const gallery = matrixFrom([
      [1, 0],
      [1, 0.1],
      [1, 0.2],
      [1, 0.3],
    ]);
    const labelled = (k: number) => kNearest(matrixFrom([[1, -0.1]]), gallery, [4, 8, 8, 4], k);
    assert.deepEqual(Array.from((await labelled(1)).predictions), [4]);
    assert.deepEqual(Array.from((await labelled(3)).predictions), [8]);
    assert.deepEqual(Array.from((await labelled(4)).predictions), [4]);
    assert.deepEqual(Array.from((await labelled(3)).neighbours), [0, 1, 2]);
  });
});
