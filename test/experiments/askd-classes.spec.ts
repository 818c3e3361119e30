import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import {
  accuracyInClasses,
  aheadInClasses,
  askdClasses,
  classesName,
  classesSettings,
  classesTeachings,
} from '../../src/experiments/askd-classes';
import { teachAndClassify } from '../../src/experiments/runs/teach-and-classify';

describe('students of small pictures that name kinds of faces', () => {
  const people = { identities: 48, picturesEach: 2, size: 16, seed: 4 };
  const settings = {
    ...classesSettings,
    people,
    unseen: { ...people, firstIdentity: 100_000 },
    ...{ network: { size: 16, dim: 8, widths: [8, 16] }, batch: 16, steps: 8 },
  };

  it('are measured on people never seen, the same from the same seed, and leave no tensor', async () => {
    const tensors = tf.memory().numTensors;
    const shares: number[] = [];
    const onProgress = (done: number, steps: number): void => void shares.push(done / steps);
    const student = { resolution: 8, teaching: classesTeachings.attention.teaching };
    const first = await teachAndClassify(student, settings, { seed: 1, onProgress });
    assert.equal(tf.memory().numTensors, tensors);
    assert.equal(first.ofKinds.length, 6);
    assert.ok(Math.abs(first.accuracy - first.ofKinds.reduce((sum, share) => sum + share, 0) / 6) < 1e-12);
    assert.deepEqual([shares.length, shares[0], shares[15]], [16, 1 / 16, 1]);
    assert.deepEqual(
      shares,
      [...shares].sort((a, b) => a - b),
    );
    assert.deepEqual(await teachAndClassify(student, settings, { seed: 1 }), first);
  });

  it('learn what they are shown, alone and from logits', async () => {
    const seen = { ...settings, unseen: people, steps: 60 };
    for (const name of ['alone', 'logits']) {
      const student = { resolution: 12, teaching: classesTeachings[name].teaching };
      const { accuracy } = await teachAndClassify(student, seen, { seed: 1 });
      assert.ok(accuracy > 0.4, `${name}: ${accuracy}, by chance it is 0.17`);
    }
  });

  it('have a configuration for each way of teaching and each resolution, and one for the teacher', () => {
    const names = Object.keys(askdClasses.configurations);
    assert.deepEqual(names, ['alone-32', 'alone-8', 'gentle-8', 'attention-8', 'logits-8', 'alone-12', 'gentle-12', 'attention-12', 'logits-12']); // prettier-ignore
    assert.deepEqual(askdClasses.configurations[classesName('attention', 12)].student, {
      resolution: 12,
      teaching: { by: 'attention', lambda: 5, sigmoid: 'before' },
    });
    assert.equal(classesSettings.margin, 0);
  });
});

describe('what is recorded of them', () => {
  const record = (name: string, seed: number, accuracy: number) => ({
    name,
    seed,
    result: { accuracy, ofKinds: [accuracy] },
  });
  const records = [
    record('alone-32', 1, 0.9),
    record('alone-8', 1, 0.5),
    record('alone-8', 2, 0.6),
    record('attention-8', 2, 0.62),
    record('attention-8', 1, 0.54),
    record('logits-12', 1, 0.7),
  ];

  it('is a line for each way of teaching, mean and interval over seeds', () => {
    const [alone, gentle, attention, logits] = accuracyInClasses(records);
    assert.deepEqual(gentle, { name: '+ A-SKD, λ = 1', points: [] });
    assert.deepEqual([alone.name, attention.name, logits.name], ['softmax alone', '+ A-SKD, λ = 5', '+ logits']);
    const [eight, full] = alone.points;
    assert.deepEqual([alone.points.length, eight.pixels, full.pixels, full.value], [2, 8, 32, 0.9]);
    assert.ok(Math.abs(eight.value - 0.55) < 1e-12 && Math.abs(eight.high - eight.value - 12.706 * 0.05) < 1e-9);
    assert.ok(Number.isNaN(full.low) && Number.isNaN(full.high)); // one seed
    assert.deepEqual(
      [...attention.points, ...logits.points].map(({ pixels }) => pixels),
      [8, 12],
    );
  });

  it('is compared with the student alone, seed by seed', () => {
    const [gentle, attention, logits, ...rest] = aheadInClasses(records);
    assert.deepEqual(gentle.values, [undefined, undefined]);
    assert.equal(rest.length, 0);
    // differences 0.04 and 0.02
    assert.ok(Math.abs(attention.values[0]!.mean - 0.03) < 1e-12);
    assert.ok(Math.abs(attention.values[0]!.half - 12.706 * 0.01) < 1e-9);
    assert.deepEqual([attention.values[1], logits.values], [undefined, [undefined, undefined]]);
  });
});
