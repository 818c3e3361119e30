import * as tf from '@tensorflow/tfjs';

/**
 * Sine and angle have an infinite slope in the cosine at theta = 0 and pi. Closer to those than 0.001 rad the slope is
 * held at its value there, −1000·cos theta and −1000: finite, and without effect on the embedding, whose own derivative
 * of the cosine vanishes at those angles.
 */
const SMALLEST_SINE = 1e-3;

/**
 * sin theta = sqrt(1 − cos² theta), theta in [0, pi]. The value is exact everywhere; the derivative
 * d sin theta / d cos theta = −cos theta / sin theta is exact for theta in [0.001, pi − 0.001] and held finite beyond.
 *
 * @param cosines any shape; rounding beyond ±1 counts as ±1
 */
export function sine<T extends tf.Tensor>(cosines: T): T {
  const f = tf.customGrad((c: tf.Tensor | tf.GradSaveFunc, save: tf.Tensor | tf.GradSaveFunc) => {
    const s = sqrtOneMinusSquare(c as tf.Tensor);
    (save as tf.GradSaveFunc)([c as tf.Tensor, s]);
    return {
      value: s,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [x, y] = saved;
        return tf.mul(dy, tf.div(tf.neg(x), tf.maximum(y, SMALLEST_SINE)));
      },
    };
  });
  return f(cosines) as T;
}

/**
 * theta = arccos(cos theta) in radians, in [0, pi]. The derivative d theta / d cos theta = −1 / sin theta is exact for
 * theta in [0.001, pi − 0.001] and held at −1000 beyond.
 *
 * @param cosines any shape; rounding beyond ±1 counts as ±1
 */
export function angle<T extends tf.Tensor>(cosines: T): T {
  const f = tf.customGrad((c: tf.Tensor | tf.GradSaveFunc, save: tf.Tensor | tf.GradSaveFunc) => {
    (save as tf.GradSaveFunc)([c as tf.Tensor]);
    return {
      value: tf.acos(tf.clipByValue(c as tf.Tensor, -1, 1)),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) =>
        tf.div(tf.neg(dy), tf.maximum(sqrtOneMinusSquare(saved[0]), SMALLEST_SINE)),
    };
  });
  return f(cosines) as T;
}

/**
 * cos(theta + m) = cos theta cos m − sin theta sin m, without an arccos, for every theta in [0, pi]: past
 * theta = pi − m it rises again.
 *
 * @param cosines cos theta, any shape
 * @param m radians
 */
export function cosineOfSum<T extends tf.Tensor>(cosines: T, m: number): T {
  return tf.sub(tf.mul(cosines, Math.cos(m)), tf.mul(sine(cosines), Math.sin(m))) as T;
}

function sqrtOneMinusSquare(c: tf.Tensor): tf.Tensor {
  return tf.sqrt(tf.relu(tf.sub(1, tf.square(c))));
}
