import * as tf from '@tensorflow/tfjs';
import { applyMomentum } from '../../../src/engine/kernels/momentum';
import { close } from './close';
import { engines, on, read } from './engines';

for (const engine of engines) {
  describe(`applyMomentum on ${engine}`, () => {
    it('decays the weights, keeps a share of the velocity and steps against it', async () => {
      const [variable, velocity] = await on(engine, () => {
        const variable = tf.tidy(() => tf.variable(tf.tensor1d([1, -2])));
        const velocity = tf.tidy(() => tf.variable(tf.tensor1d([0, 10])));
        const gradient = tf.tensor1d([3, 4]);
        const learningRate = tf.scalar(0.1);
        applyMomentum(variable, velocity, gradient, { learningRate, momentum: 0.5, weightDecay: 0.01 });
        applyMomentum(variable, velocity, gradient, { learningRate: 0.1, momentum: 0.5 });
        const values = [variable, velocity].map((one) => one.clone());
        tf.dispose([variable, velocity, gradient, learningRate]);
        return read(values);
      });
      // Velocities 0.5 · 0 + 3 + 0.01 and 0.5 · 10 + 4 − 0.02, then half of these plus the gradient.
      close(velocity, [4.505, 8.49]);
      close(variable, [1 - 0.1 * (3.01 + 4.505), -2 - 0.1 * (8.98 + 8.49)]);
    });

    it('leaves variable and velocity alone when the condition is false, even for a gradient that is no number', async () => {
      const [variable, velocity] = await on(engine, () => {
        const variable = tf.tidy(() => tf.variable(tf.tensor1d([1, -2])));
        const velocity = tf.tidy(() => tf.variable(tf.tensor1d([0, 10])));
        for (const [gradient, onlyIf] of [
          [NaN, false],
          [3, true],
        ] as const) {
          // prettier-ignore
          tf.tidy(() => {
            const condition = tf.scalar(onlyIf, 'bool');
            applyMomentum(variable, velocity, tf.fill([2], gradient), {
              learningRate: 0.1,
              momentum: 0.5,
              weightDecay: 0.01,
              onlyIf: condition,
            });
          });
        }
        const values = [variable, velocity].map((one) => one.clone());
        tf.dispose([variable, velocity]);
        return read(values);
      });
      close(velocity, [3.01, 7.98]);
      close(variable, [1 - 0.301, -2 - 0.798]);
    });
  });
}
