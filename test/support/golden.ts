import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';

/** Numbers nested as in the file: a scalar, a list, a list of lists … */
export type Nested = number | boolean | Nested[];

/** One reference result: see test/golden/README.md. */
export interface Golden {
  name: string;
  inputs: Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any -- the keys of each file are its own
  outputs: Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any
}

const folder = path.join(__dirname, '..', 'golden', 'losses');

/** The names of all reference results for losses. */
export function goldenNames(): string[] {
  return fs
    .readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.replace(/\.json$/, ''))
    .sort();
}

export function readGolden(name: string): Golden {
  return JSON.parse(fs.readFileSync(path.join(folder, `${name}.json`), 'utf8')) as Golden;
}

/** The numbers of a nested list in order, booleans as 0 and 1. */
export function flat(nested: Nested): number[] {
  return Array.isArray(nested) ? nested.flatMap(flat) : [Number(nested)];
}

/** The largest difference must be at most `tolerance` of the largest expected entry. */
export function assertClose(actual: ArrayLike<number>, expected: Nested, tolerance: number, what: string): void {
  const wanted = flat(expected);
  assert.equal(actual.length, wanted.length, `${what}: number of entries`);
  const scale = Math.max(...wanted.map(Math.abs), Number.MIN_VALUE);
  const difference = Math.max(0, ...wanted.map((value, i) => orInfinity(Math.abs(value - actual[i]))));
  assert.ok(
    difference <= tolerance * scale,
    `${what}: differs by ${difference / scale} of its largest entry, ${scale}`,
  );
}

/** Decisions: every entry equal. */
export function assertSame(actual: ArrayLike<number>, expected: Nested, what: string): void {
  assert.deepEqual(Array.from(actual), flat(expected), what);
}

/** The value of a loss and its gradients by name. */
export function lossAndGradients(
  inputs: Record<string, tf.Tensor>,
  loss: (inputs: Record<string, tf.Tensor>) => tf.Scalar,
): { loss: number; gradients: Record<string, Float32Array> } {
  const names = Object.keys(inputs);
  return tf.tidy(() => {
    const { value, grads } = tf.valueAndGrads((...tensors: tf.Tensor[]) =>
      loss(Object.fromEntries(names.map((name, i) => [name, tensors[i]]))),
    )(names.map((name) => inputs[name]));
    names.forEach((name, i) =>
      assert.deepEqual(grads[i].shape, inputs[name].shape, `shape of the gradient of ${name}`),
    );
    return {
      loss: value.dataSync()[0],
      gradients: Object.fromEntries(names.map((name, i) => [name, grads[i].dataSync() as Float32Array])),
    };
  });
}

function orInfinity(difference: number): number {
  return Number.isNaN(difference) ? Infinity : difference;
}
