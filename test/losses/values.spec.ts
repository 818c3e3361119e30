import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { cosines } from '../../src/distances';
import { angle, cosineOfSum, sine } from '../../src/losses/angles';
import { arcFaceLoss } from '../../src/losses/arcface';
import { correctLabels } from '../../src/losses/boundaryface';
import { cosFaceLoss } from '../../src/losses/cosface';
import { curricularFaceLoss } from '../../src/losses/curricularface';
import { combinedMarginLoss, marginLogits } from '../../src/losses/margin';
import { siameseLogits, siameseLoss } from '../../src/losses/siamese';
import { modifiedSoftmaxLoss } from '../../src/losses/softmax';
import { psi, sphereFaceLoss } from '../../src/losses/sphereface';
import { interClassEnergy, sphereFacePlusLoss } from '../../src/losses/sphereface-plus';
import { tripletLoss, batchAllTripletLoss, batchHardTripletLoss } from '../../src/losses/triplet';
import { assertClose } from '../support/golden';

/** All the numbers of what is computed, tidied. */
const read = (compute: () => tf.Tensor): number[] => tf.tidy(() => Array.from(compute().dataSync()));
const degrees = (...angles: number[]): number[][] =>
  angles.map((a) => [Math.cos((a * Math.PI) / 180), Math.sin((a * Math.PI) / 180)]);

describe('angles', () => {
  const thetas = [0, 0.03, 0.5, Math.PI / 2, 2.5, Math.PI - 0.03, Math.PI];
  const cosine = (): tf.Tensor1D => tf.tensor1d(thetas.map(Math.cos));

  it('sine and angle come back from the cosine, also at 0 and pi', () => {
    const differences = (got: number[], wanted: number[]): number =>
      Math.max(...got.map((value, i) => Math.abs(value - wanted[i])));
    assert.ok(
      differences(
        read(() => sine(cosine())),
        thetas.map(Math.sin),
      ) < 1e-5,
    );
    assert.ok(
      differences(
        read(() => angle(cosine())),
        thetas,
      ) < 1e-5,
    );
    assert.ok(
      differences(
        read(() => cosineOfSum(cosine(), 0.5)),
        thetas.map((theta) => Math.cos(theta + 0.5)),
      ) < 1e-5,
    );
  });

  it('their derivatives are exact from 0.03 to pi − 0.03 and finite at 0 and pi', () => {
    const inner = thetas.slice(1, -1);
    const ofSine = read(() => tf.grad((c) => tf.sum(sine(c)))(cosine()));
    const ofAngle = read(() => tf.grad((c) => tf.sum(angle(c)))(cosine()));
    inner.forEach((theta, i) => {
      assertClose(
        [ofSine[i + 1]],
        -1 / Math.tan(theta) || 1e-7,
        Math.abs(Math.cos(theta)) < 1e-9 ? 2 : 1e-4,
        `sine at ${theta}`,
      );
      assertClose([ofAngle[i + 1]], -1 / Math.sin(theta), 1e-4, `angle at ${theta}`);
    });
    assert.deepEqual(
      [ofSine[0], ofSine.at(-1)].map((slope) => Math.round(slope!)),
      [-1000, 1000],
    );
    assert.deepEqual(
      [ofAngle[0], ofAngle.at(-1)].map((slope) => Math.round(slope!)),
      [-1000, -1000],
    );
  });

  it('a cosine that rounding has left above 1 counts as 1', () => {
    assert.deepEqual(
      read(() => sine(tf.tensor1d([1.0000002, -1.0000002]))),
      [0, 0],
    );
    assertClose(
      read(() => angle(tf.tensor1d([1.0000002, -1.0000002]))),
      [0, Math.PI],
      1e-6,
      'angle',
    );
  });
});

describe('margins', () => {
  const x = degrees(10, 100);
  const w = degrees(0, 90, 180);
  const y = [0, 2];
  const tensors = (): [tf.Tensor2D, number[], tf.Tensor2D] => [tf.tensor2d(x), y, tf.tensor2d(w)];

  it('one formula holds them all', () => {
    const of = (m1: number, m2: number, m3: number): number[] =>
      read(() => combinedMarginLoss(...tensors(), { m1, m2, m3, scale: 10 }));
    assertClose(
      read(() => arcFaceLoss(...tensors(), { margin: 0.4, scale: 10 })),
      of(1, 0.4, 0),
      1e-6,
      'ArcFace',
    );
    assertClose(
      read(() => cosFaceLoss(...tensors(), { margin: 0.3, scale: 10 })),
      of(1, 0, 0.3),
      1e-6,
      'CosFace',
    );
    assertClose(of(1, 0, 0), of(1 + 1e-9, 0, 0), 1e-5, 'through the angle or not');
  });

  it('stand on the own class alone', () => {
    const logits = read(() => marginLogits(cosines(tf.tensor2d(x), tf.tensor2d(w)), y, { m1: 1.5, m2: 0.1, m3: 0.2 }));
    const rad = (angle: number): number => (angle * Math.PI) / 180;
    const target = (angle: number): number => Math.cos(1.5 * rad(angle) + 0.1) - 0.2;
    const expected = [
      target(10),
      Math.cos(rad(80)),
      Math.cos(rad(170)),
      Math.cos(rad(100)),
      Math.cos(rad(10)),
      target(80),
    ];
    assertClose(logits, expected, 1e-5, 'logits');
  });

  it('may scale the other classes apart', () => {
    const loss = read(() => combinedMarginLoss(...tensors(), { m1: 1, m2: 0, m3: 0.1, scale: 6, negativeScale: 2 }));
    const cos = x.map(([a, b]) => w.map(([c, d]) => a * c + b * d));
    const terms = cos.map((row, i) => {
      const own = Math.exp(6 * (row[y[i]] - 0.1));
      const others = row.filter((_, j) => j !== y[i]).reduce((sum, c) => sum + Math.exp(2 * c), 0);
      return -Math.log(own / (own + others));
    });
    assertClose(loss, (terms[0] + terms[1]) / 2, 1e-5, 'loss');
  });

  it('cos(theta + m) rises again past pi; monotone does not', () => {
    const target = (theta: number, monotone: boolean): number => {
      // Two opposite classes and scale 1: L = log(1 + exp(other − target)).
      const [loss] = read(() =>
        arcFaceLoss(tf.tensor2d([[Math.cos(theta), Math.sin(theta)]]), [0], tf.tensor2d(degrees(0, 180)), {
          margin: 0.5,
          scale: 1,
          monotone,
        }),
      );
      return -Math.cos(theta) - Math.log(Math.exp(loss) - 1);
    };
    assert.ok(target(3.1, false) > target(2.7, false));
    assert.ok(target(3.1, true) < target(2.7, true));
    assert.ok(Math.abs(target(2.5, true) - target(2.5, false)) < 1e-5, 'before pi they are one');
  });

  it('on labels as a tensor are the same', () => {
    const [a] = read(() =>
      arcFaceLoss(tf.tensor2d(x), tf.tensor1d(y, 'int32'), tf.tensor2d(w), { margin: 0.4, scale: 10 }),
    );
    const [b] = read(() => arcFaceLoss(tf.tensor2d(x), tf.tensor1d(y), tf.tensor2d(w), { margin: 0.4, scale: 10 }));
    const [c] = read(() => arcFaceLoss(...tensors(), { margin: 0.4, scale: 10 }));
    assert.deepEqual([a, b], [c, c]);
  });
});

describe('SphereFace', () => {
  it('psi falls from 1 to 1 − 2m without a jump', () => {
    for (const m of [1, 2, 3, 4]) {
      const thetas = Array.from({ length: 2001 }, (_, i) => (i * Math.PI) / 2000);
      const values = read(() => psi(tf.tensor1d(thetas.map(Math.cos)), m));
      assert.ok(Math.abs(values[0] - 1) < 1e-5 && Math.abs(values[2000] - (1 - 2 * m)) < 1e-5);
      for (let i = 1; i < values.length; i++) {
        assert.ok(values[i] - values[i - 1] < 1e-5, `rises at ${thetas[i]} for m = ${m}`);
        assert.ok(values[i - 1] - values[i] < 0.01, `jumps at ${thetas[i]} for m = ${m}`);
      }
    }
  });

  it('is the modified softmax loss for m = 1, and almost for a large lambda', () => {
    const [x, w] = [tf.tensor2d(degrees(10, 100)), tf.tensor2d(degrees(0, 90, 180))];
    const plain = read(() => modifiedSoftmaxLoss(x, [0, 2], w));
    assertClose(
      read(() => sphereFaceLoss(x, [0, 2], w, { m: 1, lambda: 0 })),
      plain,
      1e-5,
      'm = 1',
    );
    assertClose(
      read(() => sphereFaceLoss(x, [0, 2], w, { m: 4, lambda: 1e6 })),
      plain,
      1e-4,
      'lambda = 1e6',
    );
    tf.dispose([x, w]);
  });

  it('SphereFace+ adds the energy between classes: 1/3 for three at 120°, more when two are close', () => {
    const w = tf.tensor2d(degrees(0, 120, 240));
    assertClose(
      read(() => interClassEnergy([0, 1], w)),
      1 / 3,
      1e-5,
      "|w − w'|² = 3",
    );
    assertClose(
      read(() => interClassEnergy([0], w, { power: 1 })),
      1 / Math.sqrt(3),
      1e-5,
      'power 1',
    );
    const close = read(() => interClassEnergy([0], tf.tensor2d(degrees(0, 60, 240))));
    assertClose(close, (1 + 1 / 3) / 2, 1e-5, "|w − w'|² = 1 and 3");
    const options = { m: 2, lambda: 1, energyWeight: 0.5 };
    const x = tf.tensor2d(degrees(10));
    const [loss] = read(() => sphereFaceLoss(x, [0], w, options));
    assertClose(
      read(() => sphereFacePlusLoss(x, [0], w, options)),
      loss + 0.5 / 3,
      1e-5,
      'sum',
    );
    assert.deepEqual(
      read(() => interClassEnergy([0], tf.ones([1, 2]))),
      [0],
    );
    tf.dispose([w, x]);
  });
});

describe('siamese head', () => {
  it('logit = b + Σ w |f − g|, binary cross-entropy', () => {
    const f = tf.tensor2d([[1, 2], [0, 1]]); // prettier-ignore
    const g = tf.tensor2d([[3, 1], [0, 1]]); // prettier-ignore
    const w = tf.tensor1d([-1, -3]);
    const b = tf.scalar(2);
    assert.deepEqual(
      read(() => siameseLogits(f, g, w, b)),
      [-3, 2],
    ); // 2 − 1·2 − 3·1, and 2
    const expected = (Math.log(1 + Math.exp(-3)) + Math.log(1 + Math.exp(-2))) / 2;
    assertClose(
      read(() => siameseLoss(f, g, [false, true], w, b)),
      expected,
      1e-6,
      'loss',
    );
    assertClose(
      read(() => siameseLoss(f, g, tf.tensor1d([0, 1], 'int32'), w, b)),
      expected,
      1e-6,
      'loss',
    );
    assertClose(
      read(() => siameseLoss(f, g, [true, false], w, b)),
      expected + 2.5,
      1e-6,
      'all wrong',
    );
    tf.dispose([f, g, w, b]);
  });

  it('a logit of ±200 loses nothing and overflows nowhere', () => {
    const loss = (same: boolean): number[] =>
      read(() => siameseLoss(tf.tensor2d([[200]]), tf.tensor2d([[0]]), [same], tf.tensor1d([-1]), tf.scalar(0)));
    assertClose(loss(true), 200, 1e-6, 'loss');
    assert.deepEqual(loss(false), [0]);
  });
});

describe('batches without what a loss compares', () => {
  it('have the loss 0', () => {
    const x = tf.tensor2d(degrees(0, 50, 90));
    assert.deepEqual(
      read(() => tripletLoss(x, [], { margin: 0.2 })),
      [0],
    );
    assert.deepEqual(
      read(() => batchAllTripletLoss(x, [0, 1, 2], { margin: 0.2 })),
      [0],
    );
    assert.deepEqual(
      read(() => batchHardTripletLoss(x, [0, 0, 0], { margin: 0.2 })),
      [0],
    );
    x.dispose();
  });

  it('a collapsed batch has a triplet loss that sits at the margin', () => {
    const x = tf.ones([4, 3]) as tf.Tensor2D;
    for (const loss of [batchAllTripletLoss, batchHardTripletLoss]) {
      assertClose(
        read(() => loss(x, [0, 0, 1, 1], { margin: 0.2 })),
        0.2,
        1e-5,
        loss.name,
      );
    }
    x.dispose();
  });
});

describe('curriculum and correction', () => {
  it('t moves a hundredth of the way to the mean cosine, from a number or a scalar', () => {
    const [x, w] = [tf.tensor2d(degrees(60, 90)), tf.tensor2d(degrees(0, 90))];
    const t = (from: number | tf.Scalar): number[] =>
      read(() => curricularFaceLoss(x, [0, 1], w, { margin: 0.5, scale: 4, t: from }).t);
    assertClose(t(0), 0.0075, 1e-5, 't'); // (cos 60° + cos 0°) / 2 / 100
    assertClose(t(tf.scalar(1)), 0.9975, 1e-5, 't');
    tf.dispose([x, w]);
  });

  it('labels are corrected only past the margin of the other class', () => {
    const w = degrees(0, 90);
    // At 50° class 1 is nearer; with a margin of 20° on it, it is 60° against 50°. At 60°: 50° against 60°.
    const corrected = (marginOn: 'other' | 'own'): number[] =>
      read(() =>
        correctLabels(cosines(tf.tensor2d(degrees(50, 60, 10)), tf.tensor2d(w)), [0, 0, 0], {
          margin: Math.PI / 9,
          marginOn,
        }),
      );
    assert.deepEqual(corrected('other'), [0, 1, 0]);
    assert.deepEqual(corrected('own'), [1, 1, 0]);
  });
});
