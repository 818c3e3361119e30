import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { batchPairs } from '../../src/mining/batch-pairs';
import { trainingPairs } from '../../src/mining/pairs';

describe('the pairs of a batch', () => {
  const read = async (labels: number[]): Promise<Record<string, number[]>> => {
    const given = tf.tensor1d(labels, 'int32');
    const pairs = batchPairs(given);
    const lists = {
      first: Array.from(await pairs.first.data()),
      second: Array.from(await pairs.second.data()),
      same: Array.from(await pairs.same.data()),
    };
    tf.dispose([given, pairs.first, pairs.second, pairs.same]);
    return lists;
  };

  it('are all rows i < j, and whether they are of one identity', async () => {
    const before = tf.memory().numTensors;
    assert.deepEqual(await read([4, 9, 4]), { first: [0, 0, 1], second: [1, 2, 2], same: [0, 1, 0] });
    assert.equal(tf.memory().numTensors, before);
  });

  it('are those that the host counts', async () => {
    const labels = [0, 1, 1, 2, 0, 1];
    const { first, second, same } = await read(labels);
    const expected = trainingPairs(labels);
    assert.deepEqual(
      first.map((row, pair) => ({ first: row, second: second[pair], same: same[pair] === 1 })),
      expected,
    );
  });

  it('of a batch of one are none', async () => {
    assert.deepEqual(await read([3]), { first: [], second: [], same: [] });
  });
});
