import assert from 'node:assert/strict';
import { matrixFrom } from '../../../src/base/matrix';
import { extremeDistances, planeRun, spreadInWords, spreadRow } from '../../../src/lessons/toy/plane';

const spread = { intraClass: 3.104, interClass: 12, ratio: 3.866 };
const features = matrixFrom([
  [0, 0],
  [3, 4],
  [0, 12],
  [0, 10],
]);
const labels = Int32Array.from([0, 0, 1, 1]);

describe('what is seen of a trained plane', () => {
  it('is drawn with its spread in words', () => {
    assert.equal(spreadInWords(spread), 'spread 3.10 · closest classes 12.00 apart · ratio 3.9');
    const centers = matrixFrom([[1, 2]]);
    assert.deepEqual(planeRun('center loss', { features, centers, spread }, { labels }), {
      name: 'center loss',
      features,
      labels,
      weights: undefined,
      centers,
      numbers: 'spread 3.10 · closest classes 12.00 apart · ratio 3.9',
    });
  });

  it('is a row of a table, without an accuracy where there is no classifier', () => {
    const row = { loss: 'softmax', spread: 3.104, 'closest classes': 12, ratio: 3.866 };
    assert.deepEqual(spreadRow('softmax', { spread, accuracy: 0.5 }), { ...row, accuracy: 0.5 });
    assert.deepEqual(spreadRow('softmax', { spread }), { ...row, accuracy: NaN });
  });

  it('has a widest pair of one class and a nearest pair of two', () => {
    // (0, 0) and (3, 4) are 5 apart, (0, 12) and (0, 10) are 2; of two classes (3, 4) and (0, 10) are nearest, √45.
    assert.deepEqual(extremeDistances(features, labels), { widest: 5, nearestOther: Math.sqrt(45) });
    assert.deepEqual(extremeDistances(features, [0, 1, 2, 3]), { widest: 0, nearestOther: 2 });
    assert.deepEqual(extremeDistances(features, [0, 0, 0, 0]), { widest: 12, nearestOther: Infinity });
    assert.equal(extremeDistances(matrixFrom([[0, 0, 0], [1, 2, 2]]), [0, 0]).widest, 3); // prettier-ignore
  });
});
