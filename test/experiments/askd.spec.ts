import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { degrade } from '../../src/data/degrade';
import {
  aheadOfTeaching,
  askd,
  askdLarger,
  askdName,
  askdResolutions,
  askdSettings,
  lambdasTried,
  tarOverResolution,
  teachings,
} from '../../src/experiments/askd';
import { forgetTeacher, teachAndVerify } from '../../src/experiments/runs/teach-and-verify';
import { teachersView, trainAlone, trainStudent } from '../../src/lessons/askd/students';
import { disposeModel } from '../../src/models/face-model';
import { blobFaces } from '../support/blobs';

const network = { size: 16, dim: 8, widths: [8, 16] };

describe('students of small pictures', () => {
  it('train as one graph whoever teaches them, come closer to the teacher, and leave no tensor', async () => {
    const faces = blobFaces({ identities: 12, picturesEach: 8, size: 16, seed: 1 });
    const settings = { ...askdSettings, network, batch: 32, steps: 25, learningRate: 0.1 };
    const tensors = tf.memory().numTensors;
    const { model: teacher } = await trainAlone(faces, settings, { seed: 1 });
    for (const [name, { teaching }] of Object.entries(teachings)) {
      const view = await teachersView(teacher, faces, teaching);
      // Another start than the teacher's: with the same one the maps begin nearly equal.
      const trained = await trainStudent(degrade(faces, 8), teaching, view, settings, { seed: 2 });
      disposeModel(trained.model);
      assert.equal(trained.computedAs, 'graph', `${name}: ${trained.reason}`);
      if (teaching.by === 'nobody') continue;
      const { taught } = trained.history.metrics;
      const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
      assert.ok(mean(taught.slice(-5)) < 0.95 * mean(taught.slice(0, 5)), `${name}: ${taught}`);
    }
    disposeModel(teacher);
    assert.equal(tf.memory().numTensors, tensors);
  });

  it('a teacher sees what its student sees when both have the same weights and pictures', async () => {
    const faces = blobFaces({ identities: 4, picturesEach: 4, size: 16, seed: 1 });
    const settings = { ...askdSettings, network, batch: 16, steps: 1, learningRate: 0 };
    const { model: teacher } = await trainAlone(faces, settings, { seed: 1 });
    const view = await teachersView(teacher, faces, teachings.attention.teaching);
    assert.deepEqual(view.shapes, {
      channelBefore0: [1, 1, 8],
      spatialBefore0: [8, 8, 1],
      channelBefore1: [1, 1, 16],
      spatialBefore1: [4, 4, 1],
    });
    assert.equal(view.outputs.spatialBefore0.rows, 16);
    const transfer = await teachersView(teacher, faces, teachings.transfer.teaching);
    assert.deepEqual(transfer.shapes, { features0: [64], features1: [16] }, 'maps, not features');
    disposeModel(teacher);
  });

  it('a run measures people never seen in the resolution of the student', async () => {
    const people = { identities: 24, picturesEach: 4, size: 16, seed: 1 };
    const unseen = { ...people, picturesEach: 3, firstIdentity: 100_000 };
    const settings = { ...askdSettings, people, unseen, network, batch: 32, steps: 10 };
    const tensors = tf.memory().numTensors;
    const student = { resolution: 8, teaching: teachings.attention.teaching };
    const [one, again] = [
      await teachAndVerify(student, settings, { seed: 1 }),
      await teachAndVerify(student, settings, { seed: 1 }),
    ];
    assert.deepEqual(one, again, 'the kept teacher gives the same student');
    assert.ok(one.equalErrorRate > 0 && one.equalErrorRate < 0.5);
    assert.deepEqual(one.accepted.map((counts) => counts.length), [24, 24]); // prettier-ignore
    forgetTeacher();
    assert.equal(tf.memory().numTensors, tensors);
  });

  it('has a configuration for each way of teaching and each resolution, and one for the teacher', () => {
    assert.equal(
      Object.keys(askd.configurations).length,
      1 + askdResolutions.length * Object.keys(teachings).length + Object.keys(lambdasTried).length,
    );
    assert.equal(Object.keys(askdLarger.configurations).length, 10);
    assert.equal(askdLarger.configurations[askdName('gentle', 12)].settings.people.identities, 1000);
    const { student } = askd.configurations[askdName('attention', 8)];
    assert.deepEqual(student, { resolution: 8, teaching: { by: 'attention', lambda: 5, sigmoid: 'before' } });
    assert.equal(askd.configurations[askdName('alone', 32)].student.resolution, 32);
  });

  it('is summed up over resolutions, and against the student alone, over seeds and people', () => {
    const record = (name: string, seed: number, of45: number) => {
      const accepted = [[], Array.from({ length: 200 }, (_, person) => of45 - (person % 2))];
      return { name, seed, result: { accepted } } as unknown as Parameters<typeof aheadOfTeaching>[0][0];
    };
    const records = [record('alone-8', 1, 20), record('alone-8', 2, 22), record('attention-8', 1, 29), record('attention-8', 2, 31), record('alone-8', 3, 21), record('attention-8', 3, 30)]; // prettier-ignore
    const more = [record('alone-32', 1, 40), record('alone-32', 2, 40)];
    const [alone, , , attention] = tarOverResolution([...records, ...more], 1e-3);
    const [eight, full] = alone.points;
    assert.deepEqual([eight.pixels, full.pixels, attention.points.length], [8, 32, 1]);
    assert.ok(Math.abs(eight.value - 20.5 / 45) < 1e-12 && eight.low < eight.value && Number.isNaN(full.low));
    const rows = aheadOfTeaching(records, 'alone', 1e-3, [8, 12]);
    assert.deepEqual(
      rows.map(({ name, values }) => [name, values.length, values[1]]),
      [[teachings.attention.name, 2, undefined]],
    );
    const { mean, half } = rows[0].values[0]!;
    assert.ok(Math.abs(mean - 0.2) < 1e-9 && half < 1e-9, 'the same for every seed and person');
    assert.deepEqual(aheadOfTeaching(records, 'attention', 1e-3, [8, 12]), [], 'not with itself');
    assert.deepEqual(aheadOfTeaching(records.slice(0, 3), 'alone', 1e-3, [8]), []);
  });
});
