import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { rowOf } from '../../../src/base/matrix';
import { shuffledSampler } from '../../../src/data/sampler';
import { measuredCost } from '../../../src/lessons/coupleface/cost';
import { relationFit, relationsOf } from '../../../src/lessons/coupleface/relations';
import {
  relatedIdentities,
  studentBackbone,
  trainStudent,
  trainTeacher,
  viewOf,
  type CoupleTraining,
  type Teaching,
} from '../../../src/lessons/coupleface/students';
import { networkCost } from '../../../src/models/cost';
import { disposeModel } from '../../../src/models/face-model';
import { blobFaces } from '../../support/blobs';

const faces = blobFaces({ identities: 12, picturesEach: 8, size: 16, seed: 1 });
const settings: CoupleTraining = {
  size: 16,
  dim: 8,
  teacher: { widths: [8, 16], steps: 30, learningRate: 0.1 },
  student: {
    firstWidth: 8,
    stages: [{ expansion: 2, width: 8, repeats: 1, strides: 2 }],
    steps: 40,
    learningRate: 0.1,
  },
  batch: 32,
  margin: 0.2,
  scale: 16,
  headRate: 4,
};
const relations = { alpha: 1, k: 3, slack: 0, mined: true };
const teachings: Record<string, Teaching> = {
  alone: { arcFace: { beta: 1, from: 0 } },
  consistency: { consistency: 1, rate: 5 },
  relations: { consistency: 1, relations, rate: 5 },
  drawn: { consistency: 1, relations: { ...relations, slack: 0.03, mined: false }, rate: 5 },
  batch: { consistency: 1, batch: { lambda: 10 }, rate: 5 },
  all: { consistency: 1, relations, arcFace: { beta: 0.01, from: 0.5 }, rate: 5 },
};

describe('students of a residual teacher', () => {
  it('train as one graph whoever teaches them, take over its relations, and leave no tensor', async () => {
    const tensors = tf.memory().numTensors;
    const { model: teacher } = await trainTeacher(faces, settings, { seed: 1 });
    const view = await viewOf(teacher, faces);
    const related = await relatedIdentities(view.prototypes, relations, 1);
    for (const [name, teaching] of Object.entries(teachings)) {
      const { model, computedAs, reason, history } = await trainStudent(faces, teaching, view, settings, { seed: 2 });
      const { embeddings } = await viewOf(model, faces);
      disposeModel(model);
      assert.equal(computedAs, 'graph', `${name}: ${reason}`);
      const student = { embeddings, prototypes: view.prototypes };
      const { distance } = relationFit(relationsOf({ student, teacher: view }, faces.labels, related));
      if (name === 'alone') assert.ok(distance > 0.3, `${name}: ${distance}`);
      else assert.ok(distance < 0.3, `${name}: ${distance}`);
      if (name === 'all') assert.ok(history.loss.every(Number.isFinite));
    }
    disposeModel(teacher);
    assert.equal(tf.memory().numTensors, tensors);
  });

  it('keep in the bank the teacher’s embedding of the picture seen last', async () => {
    const { model: teacher } = await trainTeacher(faces, { ...settings, teacher: { ...settings.teacher, steps: 2 } }, { seed: 1 }); // prettier-ignore
    const view = await viewOf(teacher, faces);
    const short = { ...settings, student: { ...settings.student, steps: 2 } };
    const { model } = await trainStudent(faces, teachings.relations, view, short, { seed: 3 });
    const sampler = shuffledSampler(faces.count, { batch: settings.batch, seed: 3 });
    const seen = [...sampler(0), ...sampler(1)];
    const bank = (await model.head.bank.array()) as number[][];
    faces.names.forEach((_, label) => {
      const last = seen.filter((row) => faces.labels[row] === label).pop();
      const expected = last === undefined ? rowOf(view.prototypes, label) : rowOf(view.embeddings, last);
      expected.forEach((value, d) => assert.ok(Math.abs(bank[label][d] - value) < 1e-5, `identity ${label}`));
    });
    disposeModel(model);
    disposeModel(teacher);
  });

  it('are related to the most similar others, or to others by chance, never to themselves', async () => {
    const prototypes = { values: Float64Array.of(1, 0, 0.9, 0.1, 0, 1, -1, 0), rows: 4, columns: 2 };
    assert.deepEqual(await relatedIdentities(prototypes, { k: 1, mined: true }, 1), [[1], [0], [1], [2]]);
    const drawn = await relatedIdentities(prototypes, { k: 2, mined: false }, 1);
    drawn.forEach((others, label) => assert.ok(new Set(others).size === 2 && !others.includes(label)));
    assert.deepEqual(drawn, await relatedIdentities(prototypes, { k: 2, mined: false }, 1));
  });

  it('cost what their network costs', async () => {
    const network = studentBackbone(settings, 1);
    const { milliseconds, ...counted } = await measuredCost(network, faces, { batch: 16, repetitions: 3 });
    assert.deepEqual(counted, networkCost(network));
    assert.ok(milliseconds > 0);
    network.dispose();
  });
});
