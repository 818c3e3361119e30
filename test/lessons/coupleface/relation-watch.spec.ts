import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { matrixFrom, rowsOf } from '../../../src/base/matrix';
import {
  relationSummaries,
  relationWatch,
  signalOver,
  type RelationMoment,
} from '../../../src/lessons/coupleface/relation-watch';
import { assertClose } from '../../support/golden';
import { blobFaces } from '../../support/blobs';

/** Relations by their two similarities, the teacher's first. */
const relations = (...pairs: [number, number][]) =>
  pairs.map(([teacher, student], row) => ({ row, other: 0, teacher, student }));

describe('a watch of relations', () => {
  it('sees evenly spread pictures, each related to the people listed for its own, without teaching anybody', async () => {
    const faces = blobFaces({ identities: 3, picturesEach: 2, size: 4, seed: 1 });
    const view = {
      embeddings: matrixFrom([[1, 0], [9, 9], [0, 1], [9, 9], [-1, 0], [9, 9]]), // prettier-ignore
      prototypes: matrixFrom([[1, 0], [0, 2], [-3, 0]]), // prettier-ignore
    };
    const lists = { mined: [[1], [0], [1]], drawn: [[2], [2], [0]] };
    const watch = relationWatch(faces, view, lists, { pictures: 3 });
    assert.deepEqual(Array.from(watch.faces.labels), [0, 1, 2]);
    assert.deepEqual(rowsOf(watch.teacher.embeddings), [[1, 0], [0, 1], [-1, 0]]); // prettier-ignore
    // a network to which every picture points along the first axis
    const backbone = tf.sequential({
      layers: [
        tf.layers.flatten({ inputShape: [4, 4, 3] }),
        tf.layers.dense({ units: 2, kernelInitializer: 'zeros', biasInitializer: 'zeros' }),
      ],
    });
    backbone.layers[1].setWeights([tf.zeros([48, 2]), tf.tensor1d([5, 0])]);
    const held = tf.memory().numTensors;
    await watch.look({ backbone }, 7);
    await watch.look({ backbone }, 9);
    assert.equal(tf.memory().numTensors, held);
    backbone.dispose();
    assert.deepEqual(watch.moments.map(({ step }) => step), [7, 9]); // prettier-ignore
    const [{ mined, drawn }] = watch.moments;
    assert.deepEqual(mined.map(({ row, other }) => [row, other]), [[0, 1], [1, 0], [2, 1]]); // prettier-ignore
    assertClose(mined.map(({ teacher }) => teacher), [0, 0, 0], 1e-6, 'teacher, mined'); // prettier-ignore
    assertClose(mined.map(({ student }) => student), [0, 1, 0], 1e-6, 'student, mined'); // prettier-ignore
    assertClose(drawn.map(({ teacher }) => teacher), [-1, 0, -1], 1e-6, 'teacher, drawn'); // prettier-ignore
    assertClose(drawn.map(({ student }) => student), [-1, -1, 1], 1e-6, 'student, drawn'); // prettier-ignore
  });

  const moments: RelationMoment[] = [
    { step: 0, mined: relations([0.5, 0], [0.3, 0.3]), drawn: relations([0.1, 0.3], [0, 0.5]) },
    { step: 8, mined: relations([0.5, 0.45], [0.3, 0.1]), drawn: relations([0.1, 0.1], [0, 0.05]) },
  ];

  it('is drawn by the teacher’s similarities and what is left beyond the slack', () => {
    const { similarities, signal } = signalOver(moments, 'mined', 0.1);
    assert.deepEqual(similarities, [0.5, 0.3]);
    assertClose(signal, [0.2, 0.05], 1e-12, 'signal');
    assert.throws(() => signalOver([], 'mined', 0.1), /No moment was looked at/);
  });

  it('is told by median, upper end and the shares off, before and after', () => {
    assert.deepEqual(relationSummaries(moments, 0.1), [
      { pairs: 'mined', median: 0.5, high: 0.5, before: 0.5, after: 0.5 },
      { pairs: 'drawn by chance', median: 0.1, high: 0.1, before: 1, after: 0 },
    ]);
    const many = relations(...Array.from({ length: 100 }, (_, i): [number, number] => [(99 - i) / 100, 0]));
    const [mined] = relationSummaries([{ step: 0, mined: many, drawn: many }], 0);
    assert.deepEqual([mined.median, mined.high], [0.5, 0.95]);
    assert.throws(() => relationSummaries([], 0.1), /No moment was looked at/);
  });
});
