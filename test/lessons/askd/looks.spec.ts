import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { matrixFrom } from '../../../src/base/matrix';
import type { Point } from '../../../src/data/align';
import { attentionMap } from '../../../src/distillation/attention';
import { accuracyAt, aheadOverPeople } from '../../../src/lessons/askd/accuracy';
import { lookRows, looksOf, lookTable, mapsOf, outputsOf } from '../../../src/lessons/askd/looks';
import { attentionNetwork } from '../../../src/lessons/askd/network';
import { assertClose } from '../../support/golden';
import { blobFaces } from '../../support/blobs';

const faces = blobFaces({ identities: 3, picturesEach: 4, size: 16, seed: 1 });
const around = { size: 16, radius: 3 };
const landmarks = Array.from({ length: faces.count }, (): Point[] => [[4, 4], [11, 11]]); // prettier-ignore

describe('how networks look', () => {
  it('a network gives the values before the sigmoid beside its maps', async () => {
    const tensors = tf.memory().numTensors;
    const backbone = attentionNetwork({ size: 16, dim: 8, widths: [8, 16], seed: 1 });
    const { attention, activations } = await mapsOf({ backbone }, faces);
    assert.deepEqual([attention, activations].map((maps) => maps.map(({ columns }) => columns)), [[64, 16], [64, 16]]); // prettier-ignore
    const { channel, spatial, features } = await outputsOf({ backbone }, faces, 1);
    assert.deepEqual(
      [channel.shape, spatial.shape, features.shape],
      [
        [12, 16],
        [12, 4, 4],
        [12, 4, 4, 16],
      ],
    );
    const [after, maps] = tf.tidy(() => [tf.sigmoid(spatial).dataSync(), attentionMap(features).dataSync()]);
    assertClose(Array.from(attention[1].values), Array.from(after), 1e-6, 'sigmoid');
    assertClose(Array.from(activations[1].values), Array.from(maps), 1e-6, 'activations');
    tf.dispose([channel, spatial, features]);
    backbone.dispose();
    assert.equal(tf.memory().numTensors, tensors);
  });

  it('a network agrees with itself, and rows and tables say so', async () => {
    const backbone = attentionNetwork({ size: 16, dim: 8, widths: [8, 16], seed: 1 });
    const { attention } = await mapsOf({ backbone }, faces);
    const looks = looksOf(attention, attention, { landmarks, labels: faces.labels, ...around });
    assert.deepEqual(looks.map(({ stage }) => stage), [0, 1]); // prettier-ignore
    looks.forEach(({ agreement, special }) => {
      assert.ok(Math.abs(agreement.mean - 1) < 1e-6 && Math.abs(special.mean - 1) < 1e-6);
    });
    const centre = landmarks.map((): Point[] => [[7.5, 7.5]]); // prettier-ignore
    const fine = looksOf(attention, attention, { landmarks: centre, labels: faces.labels, size: 16, radius: 1.5 });
    assert.deepEqual(fine.map(({ stage }) => stage), [0], 'the places of the second map lie around the centre'); // prettier-ignore
    const table = lookTable([{ name: 'one', looks }, { name: 'two', looks }]); // prettier-ignore
    assert.deepEqual(table.map((row) => [row.stage, row['who looks']]), [['1', 'one'], ['1', 'two'], ['2', 'one'], ['2', 'two']]); // prettier-ignore
    assert.equal(table[0]['like the teacher'], '1.00 ± 0.00');
    const [row] = lookRows([{ name: 'face', faces }, { name: 'map', faces, map: attention[1] }], [5], landmarks, around); // prettier-ignore
    assert.deepEqual(row.landmarks, landmarks[5]);
    assert.deepEqual([row.tiles[0].caption, row.tiles[1].map?.length], [undefined, 16]);
    assert.match(row.tiles[1].caption!, /^[01]\.\d\d$/);
    const [itself] = lookRows([{ name: 'map', faces, map: attention[1], like: attention[1] }], [5], landmarks, around);
    assert.equal(itself.tiles[0].caption, '1.00');
    const accuracy = await accuracyAt({ backbone }, faces, { pixels: 16, far: 0.1, seed: 1, draws: 10 });
    assert.ok(accuracy.low <= accuracy.value && accuracy.value <= accuracy.high && accuracy.pixels === 16);
    backbone.dispose();
  });

  it('who accepts more pairs of each person is ahead', async () => {
    // Two people with three pictures: the first network has all of a person in one direction, the second one picture astray.
    const [x, y, between] = [[1, 0], [0, 1], [-1, 0.1]]; // prettier-ignore
    const good = matrixFrom([x, x, x, y, y, y]);
    const worse = matrixFrom([x, x, between, y, y, between]);
    const labels = Int32Array.of(0, 0, 0, 1, 1, 1);
    const { mean, half } = await aheadOverPeople([good, worse], labels, 0.01);
    assert.ok(mean > 0.3, `${mean} ± ${half}`);
    assert.deepEqual(await aheadOverPeople([good, good], labels, 0.01), { mean: 0, half: 0 });
  });
});
