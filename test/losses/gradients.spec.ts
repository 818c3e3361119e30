import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { seeded } from '../../src/base/random';
import { EngineName, selectEngine } from '../../src/engine/select';
import { lossAndGradients } from '../support/golden';
import { lossVariants } from '../support/loss-cases/all';
import { randomFor, Shape, tensorsFor, Variant } from '../support/loss-cases/case';

/**
 * Where the finite differences are taken, around 0 or to one side of it. A wide interval has more digits, a narrow one is
 * less likely to hold a kink; where a loss jumps (a class turns hard, a label is corrected) only one side can agree.
 */
const INTERVALS = [3e-3, 1e-2, 1e-3].map((h) => [-h, h]).concat([[0, 3e-3], [-3e-3, 0], [0, 1e-3], [-1e-3, 0]]); // prettier-ignore

/** In units of the length of the gradient. */
const TOLERANCE = 0.01;

const shapes = fc.record({
  batch: fc.integer({ min: 1, max: 6 }),
  dim: fc.integer({ min: 2, max: 7 }),
  classes: fc.integer({ min: 2, max: 5 }),
  seed: fc.integer({ min: 1, max: 1e6 }),
});

describe('gradients', () => {
  for (const variant of lossVariants) {
    it(`of ${variant.name} agree with finite differences at random shapes`, () => {
      const property = fc.property(shapes, ({ seed, ...shape }) => agree(variant, shape, seed));
      fc.assert(property, { seed: 4, numRuns: 4, endOnFailure: true });
    });
  }

  for (const engine of ['tensorflow', 'wasm'] as EngineName[]) {
    describe(`at the edges, on ${engine}`, () => {
      before(() => selectEngine(engine));
      after(() => selectEngine());
      for (const variant of lossVariants) {
        it(`of ${variant.name} are finite, and no tensor is left behind`, () => {
          const tensors = tf.memory().numTensors;
          for (const [edge, fill] of Object.entries(edges)) {
            for (const batch of [1, 4]) checkFinite(variant, batch, edge, fill);
          }
          assert.equal(tf.memory().numTensors, tensors, 'tensors left behind');
        });
      }
    });
  }

  for (const variant of lossVariants.filter(({ head, needsTwoClasses }) => head && !needsTwoClasses)) {
    it(`of ${variant.name} are finite with a single class`, () => {
      const shape = { batch: 2, dim: 3, classes: 1 };
      const { variables, constants } = randomFor(variant, shape, 1);
      const { loss, gradients } = lossAndGradients(variables, (x) =>
        variant.loss({ ...x, ...constants }, [0, 0], shape),
      );
      assert.ok(Number.isFinite(loss) && Object.values(gradients).every((gradient) => gradient.every(Number.isFinite)));
      tf.dispose([variables, constants]);
    });
  }

  it('the check finds a wrong gradient', () => {
    const wrong: Variant = {
      name: 'a sum whose gradient is doubled',
      tensors: ({ batch, dim }) => ({ embeddings: [batch, dim] }),
      loss: (x) =>
        tf.customGrad((value: tf.Tensor | tf.GradSaveFunc) => ({
          value: tf.sum(value as tf.Tensor),
          gradFunc: (dy: tf.Tensor) => tf.mul(tf.onesLike(value as tf.Tensor), tf.mul(dy, 1.1)),
        }))(x.embeddings) as tf.Scalar,
    };
    assert.throws(() => agree(wrong, { batch: 2, dim: 3, classes: 2 }, 1), /differs/);
  });
});

/** Where formulas break: every tensor of a case is filled like this. */
const edges: Record<string, (name: string, position: number) => number> = {
  'zero vectors': () => 0,
  'all vectors equal, theta = 0': () => 0.7,
  'embeddings opposite to weights, theta = pi': (name) =>
    /weights|centers|prototypes|teacher|second|^b$/.test(name) ? -0.7 : 0.7,
  'along one axis, theta = 0, pi/2 or pi': (name, position) =>
    position % 3 === 0 ? (name.startsWith('w') ? -2 : 3) : 0,
  'one zero vector among others': (_, position) => (position < 3 ? 0 : Math.sin(position)),
  'tiny vectors': (_, position) => 1e-12 * Math.cos(position),
  'long vectors': (_, position) => 1e4 * Math.cos(position),
};

function checkFinite(
  variant: Variant,
  batch: number,
  edge: string,
  fill: (name: string, position: number) => number,
): void {
  const shape = { batch, dim: 3, classes: 4 };
  const { variables, constants } = tensorsFor(variant, shape, fill);
  const [oneIdentity, allDifferent] = [Array<number>(batch).fill(1), Array.from({ length: batch }, (_, i) => i)];
  for (const labels of batch === 1 ? [oneIdentity] : [oneIdentity, allDifferent]) {
    const { loss, gradients } = lossAndGradients(variables, (x) => variant.loss({ ...x, ...constants }, labels, shape));
    assert.ok(Number.isFinite(loss), `${edge}, batch of ${batch}: the loss is ${loss}`);
    for (const [name, gradient] of Object.entries(gradients)) {
      assert.ok(gradient.every(Number.isFinite), `${edge}, batch of ${batch}: the gradient of ${name} is ${gradient}`);
    }
  }
  tf.dispose([variables, constants]);
}

/** Directional derivatives along random directions against the gradient. */
function agree(variant: Variant, shape: Shape, seed: number): void {
  const { labels, variables, constants } = randomFor(variant, shape, seed);
  const before = tf.memory().numTensors;
  const evaluate = (x: Record<string, tf.Tensor>): tf.Scalar => variant.loss({ ...x, ...constants }, labels, shape);
  const { gradients } = lossAndGradients(variables, evaluate);
  const size = Math.sqrt(Object.values(gradients).reduce((sum, g) => sum + g.reduce((s, v) => s + v * v, 0), 0));
  const random = seeded(seed, 'direction');
  for (let repeat = 0; repeat < 2; repeat++) {
    const direction = unitDirection(gradients, () => random.normal());
    const along = Object.keys(gradients).reduce((sum, name) => sum + dot(gradients[name], direction[name]), 0);
    const at = (step: number): number =>
      tf.tidy(() => {
        const moved = Object.entries(variables).map(([name, tensor]) => {
          const u = tf.tensor(direction[name], tensor.shape);
          return [name, tf.add(tensor, tf.mul(u, step))];
        });
        return evaluate(Object.fromEntries(moved)).dataSync()[0];
      });
    const difference = ([from, to]: number[]): number => (at(to) - at(from)) / (to - from);
    const agrees = INTERVALS.some((ends) => Math.abs(difference(ends) - along) <= TOLERANCE * Math.max(size, 0.01));
    assert.ok(
      agrees,
      `the derivative ${along} differs from ${INTERVALS.map(difference)}; the gradient's length is ${size}`,
    );
  }
  assert.equal(tf.memory().numTensors, before, 'tensors left behind');
  tf.dispose([variables, constants]);
}

function unitDirection(like: Record<string, Float32Array>, normal: () => number): Record<string, Float32Array> {
  const raw = Object.entries(like).map(([name, values]) => [name, values.map(normal)] as const);
  const length = Math.sqrt(raw.reduce((sum, [, values]) => sum + dot(values, values), 0));
  return Object.fromEntries(raw.map(([name, values]) => [name, values.map((value) => value / length)]));
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}
