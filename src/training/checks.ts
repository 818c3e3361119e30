import * as tf from '@tensorflow/tfjs';
import { expect, InputError } from '../base/errors';
import { expectNumber } from '../base/inputs';
import type { Batch } from '../data/batches';
import { classesOf, type FaceModel } from '../models/face-model';

/** The numbers of a training that can be out of range; see `FitOptions`. */
interface TrainingNumbers {
  steps: number;
  headRate?: number;
  momentum?: number;
  weightDecay?: number;
  snapshots?: { every: number };
  validate?: { every: number };
  checkpoint?: { every?: number };
}

/** Throws an InputError for options out of range. */
export function checkOptions({
  steps,
  headRate = 1,
  momentum = 0.9,
  weightDecay = 0,
  snapshots,
  validate,
  checkpoint,
}: TrainingNumbers): void {
  expect(Number.isInteger(steps) && steps > 0, `steps is ${steps}: training needs a positive whole number of steps.`);
  expectNumber('headRate', headRate, headRate >= 0, 'a number from 0');
  expectNumber('momentum', momentum, momentum >= 0 && momentum < 1, 'a number from 0 and below 1');
  expectNumber('weightDecay', weightDecay, weightDecay >= 0, 'a number from 0');
  for (const [name, every] of [
    ['snapshots.every', snapshots?.every],
    ['validate.every', validate?.every],
    ['checkpoint.every', checkpoint?.every],
  ] as const) {
    if (every !== undefined)
      expect(
        Number.isInteger(every) && every > 0,
        `${name} is ${every}, but it must be a whole number of steps from 1.`,
      );
  }
}

/** Throws an InputError for a learning rate that would spoil the weights or climb. */
export function checkRate(learningRate: number, step: number): void {
  expect(
    Number.isFinite(learningRate) && learningRate >= 0,
    `The learning rate is ${learningRate} at step ${step}, but it must be a number from 0: common ones are 0.1 to 0.001.`,
  );
}

/**
 * Throws an InputError, and frees the batch, for a label that the head has no class for. Labels are still on the host, so looking
 * costs nothing; within a step one engine would end with an error of its own and another would go on training silently.
 */
export async function checkLabels({ images, labels }: Batch, model: FaceModel, step: number): Promise<void> {
  const classes = classesOf(model);
  if (classes === undefined) return;
  const values = await labels.data();
  const wrong = values.find((label) => !(Number.isInteger(label) && label >= 0 && label < classes.classes));
  if (wrong === undefined) return;
  tf.dispose([images, labels]);
  throw new InputError(
    `A label of step ${step} is ${wrong}, but the head has ${classes.classes} classes (head.${classes.variable} has a row for each): ` +
      'make the head for as many people as there are, and number them from 0.',
  );
}
