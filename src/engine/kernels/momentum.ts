import * as tf from '@tensorflow/tfjs';

/** The settings of a step of stochastic gradient descent with momentum. */
export interface MomentumStep {
  learningRate: tf.Scalar | number;
  /** Share of the velocity that is kept, 0 … 1. */
  momentum: number;
  /** Weight decay: weightDecay · variable is added to the gradient. 0 when left out. */
  weightDecay?: number;
  /** A boolean scalar: when it is false, variable and velocity stay as they are, whatever the gradient holds. */
  onlyIf?: tf.Tensor;
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
  { learningRate, momentum, weightDecay = 0, onlyIf }: MomentumStep,
): void {
  tf.tidy(() => {
    const decayed = weightDecay === 0 ? gradient : tf.add(gradient, tf.mul(variable, weightDecay));
    const newVelocity = tf.add(tf.mul(velocity, momentum), decayed);
    const newValue = tf.sub(variable, tf.mul(newVelocity, learningRate));
    velocity.assign(onlyIf ? tf.where(onlyIf, newVelocity, velocity) : newVelocity);
    variable.assign(onlyIf ? tf.where(onlyIf, newValue, variable) : newValue);
  });
}
