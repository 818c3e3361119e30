import assert from 'node:assert/strict';
import { eachPair, pairsAmong } from '../../src/base/pair-rows';

describe('pairs of rows', () => {
  it('are visited in order, each once, and numbered', () => {
    const visited: number[][] = [];
    eachPair(4, (...pair) => visited.push(pair));
    assert.deepEqual(visited, [
      [0, 1, 0],
      [0, 2, 1],
      [0, 3, 2],
      [1, 2, 3],
      [1, 3, 4],
      [2, 3, 5],
    ]);
  });

  it('are as many as are visited, none of fewer than two rows', () => {
    for (const count of [0, 1, 2, 5, 9]) {
      let visits = 0;
      eachPair(count, () => visits++);
      assert.equal(visits, pairsAmong(count));
    }
  });
});
