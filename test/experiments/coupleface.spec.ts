import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import {
  aheadOfFeatures,
  aheadOfStudents,
  coupleFace,
  coupleSettings,
  coupleTeachings,
  valuesOfStudents,
} from '../../src/experiments/coupleface';
import { forgetCoupleTeacher, teachRelations, type CoupleResult } from '../../src/experiments/runs/teach-relations';

describe('mobile students of a residual teacher', () => {
  it('are measured on people never seen, and the teacher is kept for the next', async () => {
    const people = { identities: 24, picturesEach: 4, size: 16, seed: 1 };
    const settings = {
      ...coupleSettings,
      people,
      unseen: { ...people, picturesEach: 3, firstIdentity: 100_000 },
      size: 16,
      dim: 8,
      teacher: { widths: [8, 16], steps: 10, learningRate: 0.1 },
      student: {
        firstWidth: 8,
        stages: [{ expansion: 2, width: 8, repeats: 1, strides: 2 as const }],
        steps: 10,
        learningRate: 0.1,
      },
      batch: 32,
      hardest: 3,
    };
    const tensors = tf.memory().numTensors;
    const teaching = { consistency: 1, relations: { alpha: 1, k: 5, slack: 0.03, mined: true }, rate: 5 };
    const [one, again] = [
      await teachRelations(teaching, settings, { seed: 1 }),
      await teachRelations(teaching, settings, { seed: 1 }),
    ];
    assert.deepEqual(one, again, 'the kept teacher gives the same student');
    assert.ok(one.equalErrorRate > 0 && one.equalErrorRate < 0.5);
    assert.deepEqual(one.accepted.map((counts) => counts.length), [24, 24, 24]); // prettier-ignore
    assert.ok(one.relations.distance > 0.001);
    const { relations } = await teachRelations('teacher', settings, { seed: 1 });
    assert.ok(relations.distance < 1e-12, 'the teacher agrees with itself');
    forgetCoupleTeacher();
    assert.equal(tf.memory().numTensors, tensors);
  });

  it('have a configuration each, with the paper’s alpha, k, q and beta', () => {
    assert.deepEqual(Object.keys(coupleFace.configurations), Object.keys(coupleTeachings));
    assert.equal(coupleFace.configurations.teacher.teaching, 'teacher');
    assert.deepEqual(coupleFace.configurations.plus.teaching, {
      consistency: 1,
      rate: 5,
      relations: { alpha: 1, k: 100, slack: 0.03, mined: true },
      arcFace: { beta: 0.01, from: 2 / 3 },
    });
  });

  it('are compared with the one that learns features alone, from whatever is recorded', () => {
    const record = (
      name: string,
      seed: number,
      accuracy: number,
    ): { name: string; seed: number; result: CoupleResult } => ({
      name,
      seed,
      result: { accuracy } as CoupleResult,
    });
    const records = [
      record('features', 1, 0.5),
      record('features', 2, 0.6),
      record('couple', 2, 0.8),
      record('couple', 1, 0.6),
      record('couple', 3, 0),
      record('alone', 1, 0.1),
    ];
    const measure = ({ accuracy }: CoupleResult): number => accuracy;
    assert.deepEqual(
      valuesOfStudents(records, measure).map(({ values }) => values),
      [[0.1], [0.5, 0.6], [0.8, 0.6, 0]],
    );
  });

  it('are compared with the one that copies features, seed by seed and person by person', () => {
    const run = (name: string, seed: number, of45: number): Parameters<typeof aheadOfFeatures>[0][0] => {
      const accepted = [9, 0, -9].map((more) => Array.from({ length: 20 }, (_, person) => of45 + more - (person % 2)));
      return { name, seed, result: { accepted } as CoupleResult };
    };
    const runs = [
      run('features', 1, 20),
      run('features', 2, 22),
      run('couple', 2, 31),
      run('couple', 1, 29),
      run('couple', 3, 25),
      run('features', 3, 16),
      run('couple', 4, 9),
      run('alone', 1, 20),
      run('teacher', 1, 40),
      run('teacher', 2, 40),
      run('teacher', 3, 35),
    ];
    const [{ name, values }, ...others] = aheadOfFeatures(runs);
    assert.deepEqual([name, values.length, others.length], [coupleTeachings.couple.name, 3, 0]);
    for (const value of values) assert.ok(Math.abs(value!.mean - 0.2) < 1e-9 && value!.half < 1e-9);
    // 29, 31 and 25 of 45 pairs against 40, 40 and 35.
    const [against] = aheadOfStudents(runs, ['couple', 'batch'], [{ other: 'teacher', far: 1e-3 }, { other: 'alone', far: 1e-3 }]); // prettier-ignore
    assert.ok(Math.abs(against.values[0]!.mean + 10 / 45) < 1e-9);
    assert.equal(against.values[1], undefined, 'one seed of the other');
  });
});
