import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { seeded } from '../../../src/base/random';
import { nearestBeyond } from '../../../src/engine/kernels/nearest-beyond';
import { engines, on, read } from './engines';

const place = (distances: number[][], bounds: number[][]) =>
  read([tf.tidy(() => nearestBeyond(tf.tensor2d(distances), tf.tensor2d(bounds)))]);

/** The column by looking at each; undefined where none is farther. */
function lookedFor(distances: number[], bound: number): number | undefined {
  const farther = distances.filter((distance) => distance > bound);
  return farther.length === 0 ? undefined : distances.indexOf(Math.min(...farther));
}

for (const engine of engines) {
  describe(`the nearest beyond a bound on ${engine}`, () => {
    it('is the smallest that is larger, row by row, the first of equal ones, and not the bound itself', async () => {
      const distances = [[3, 1, 2, 1], [0.5, 4, 4, 0.25]]; // prettier-ignore
      const [columns] = await on(engine, () => place(distances, [[0, 1, 2.5], [0.25, 0.5, 3]])); // prettier-ignore
      assert.deepEqual(columns, [1, 2, 0, 0, 1, 1]);
    });

    it('passes over what is not a number, and answers with a column where none is farther', async () => {
      const [columns] = await on(engine, () => place([[NaN, 2, NaN, 1], [NaN, NaN, NaN, NaN]], [[0, 1, 2, NaN], [0, 1, 2, 3]])); // prettier-ignore
      assert.deepEqual(columns.slice(0, 2), [3, 1]);
      assert.ok(columns.every((column) => Number.isInteger(column) && column >= 0 && column < 4));
    });

    it('is what looking at each finds, in rows of all lengths, with ties', async () => {
      let [found, none] = [0, 0];
      for (let seed = 1; seed <= 40; seed++) {
        const random = seeded(seed);
        const [rows, columns, count] = [1 + random.integer(5), 1 + random.integer(90), 1 + random.integer(7)];
        // Few different numbers tie with each other and with the bounds.
        const any = seed % 2 === 0 ? () => random.integer(6) : () => Math.fround(random.normal());
        const number = () => (seed % 4 > 1 && random.integer(9) === 0 ? NaN : any());
        const table = (width: number) => Array.from({ length: rows }, () => Array.from({ length: width }, number));
        const [distances, bounds] = [table(columns), table(count)];
        const [places] = await on(engine, () => place(distances, bounds));
        bounds.flat().forEach((bound, i) => {
          const expected = lookedFor(distances[Math.floor(i / count)], bound);
          if (expected === undefined) none++;
          else found++;
          if (expected !== undefined) assert.equal(places[i], expected, `seed ${seed}, bound ${i}`);
        });
      }
      assert.ok(found > 200 && none > 10, `${found} found, ${none} not`);
    });
  });
}
