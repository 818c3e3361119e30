import * as tf from '@tensorflow/tfjs';

/** How a step of stochastic gradient descent with momentum goes. */
export interface MomentumStep {
  learningRate: tf.Scalar | number;
  /** Share of the velocity that is kept, 0 … 1. */
  momentum: number;
  /** Weight decay: weightDecay · variable is added to the gradient. 0 when left out. */
  weightDecay?: number;
}

/**
 * One step of gradient descent with momentum, in place: velocity ← momentum · velocity + gradient + weightDecay ·
 * variable, then variable ← variable − learningRate · velocity (PyTorch's SGD without dampening, without Nesterov).
 *
 * The gradient stays the caller's to dispose. A learning rate that changes must be a tensor where the step is compiled.
 */
export function applyMomentum(
  variable: tf.Variable,
  velocity: tf.Variable,
  gradient: tf.Tensor,
  { learningRate, momentum, weightDecay = 0 }: MomentumStep,
): void {
  tf.tidy(() => {
    const decayed = weightDecay === 0 ? gradient : tf.add(gradient, tf.mul(variable, weightDecay));
    velocity.assign(tf.add(tf.mul(velocity, momentum), decayed));
    variable.assign(tf.sub(variable, tf.mul(velocity, learningRate)));
  });
}
