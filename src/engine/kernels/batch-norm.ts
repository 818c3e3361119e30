import * as tf from '@tensorflow/tfjs';
import { expect } from '../../base/errors';
import { attributes, nativeBackend, NativeBackend } from './native';

/** A normalised batch, and the statistics that were measured on it. */
export interface BatchNorm<T extends tf.Tensor> {
  /** The normalised batch; gradients flow through it. */
  y: T;
  /** [channels], mean of the batch; a constant for the gradient, meant for the running statistics. */
  mean: tf.Tensor1D;
  /** [channels], unbiased variance of the batch (divided by n − 1), as PyTorch's running statistics have it; a constant. */
  variance: tf.Tensor1D;
}

/**
 * Batch normalisation with the statistics of the batch: y = gamma · (x − mu) / sqrt(sigma² + epsilon) + beta, where mu
 * and sigma² (biased, divided by n) are taken over all axes but the last, n values per channel.
 *
 * Gradients flow to x, gamma and beta, the statistics' own dependence on x included. It can be differentiated once.
 * (Ioffe and Szegedy 2015.) With the statistics of the whole training set use {@link batchNormInference}.
 *
 * @param x [batch, channels] or [batch, height, width, channels], float32
 * @param gamma [channels], scale
 * @param beta [channels], shift
 * @param epsilon added to the variance
 * @throws InputError when x has another rank, or gamma or beta do not have one value per channel
 */
export function batchNorm<T extends tf.Tensor2D | tf.Tensor4D>(
  x: T,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  epsilon: number,
): BatchNorm<T> {
  expectChannels(x, { gamma, beta });
  const native = nativeBackend();
  if (!native) return composed(x, gamma, beta, epsilon);
  const channels = gamma.shape[0];
  const pictures = (x.rank === 4 ? x : tf.reshape(x as tf.Tensor, [-1, 1, 1, channels])) as tf.Tensor4D;
  const { y, mean, variance } = fused(native, pictures, gamma, beta, epsilon);
  return { y: (x.rank === 4 ? y : tf.reshape(y as tf.Tensor, x.shape)) as T, mean, variance };
}

/**
 * Batch normalisation with given statistics: y = gamma · (x − mean) / sqrt(variance + epsilon) + beta.
 *
 * @param x [batch, channels] or [batch, height, width, channels], float32
 * @param mean [channels]
 * @param variance [channels]
 * @param gamma [channels], scale
 * @param beta [channels], shift
 * @param epsilon added to the variance
 * @throws InputError when x has another rank, or another argument does not have one value per channel
 */
export function batchNormInference<T extends tf.Tensor2D | tf.Tensor4D>(
  x: T,
  mean: tf.Tensor1D,
  variance: tf.Tensor1D,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  epsilon: number,
): T {
  expectChannels(x, { mean, variance, gamma, beta });
  return tf.batchNorm(x as tf.Tensor, mean, variance, beta, gamma, epsilon) as T;
}

function expectChannels(x: tf.Tensor, perChannel: Record<string, tf.Tensor1D>): void {
  expect(x.rank === 2 || x.rank === 4, `x must have rank 2 or 4 for batch normalisation, not the shape [${x.shape}].`);
  const channels = x.shape[x.rank - 1];
  for (const [name, tensor] of Object.entries(perChannel)) {
    const fits = tensor.rank === 1 && tensor.shape[0] === channels;
    expect(fits, `${name} must have one value for each of the ${channels} channels of x, not shape [${tensor.shape}].`);
  }
}

/** One TensorFlow operation forward, one backward. */
function fused(
  native: NativeBackend,
  x: tf.Tensor4D,
  gamma: tf.Tensor1D,
  beta: tf.Tensor1D,
  epsilon: number,
): BatchNorm<tf.Tensor4D> {
  const a = attributes(native);
  const settings = [
    a.type('T'),
    a.type('U'),
    a.float('epsilon', epsilon),
    a.string('data_format', 'NHWC'),
    a.bool('is_training', true),
  ];
  return withStatistics(x, gamma, beta, (x, gamma, beta, save) => {
    const none = tf.tensor1d([]);
    const inputs = [x, gamma, beta, none, none];
    const [y, mean, variance, ...reserved] = native.executeMultipleOutputs('FusedBatchNormV3', settings, inputs, 6);
    save([x, gamma, ...reserved]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) =>
      native.executeMultipleOutputs('FusedBatchNormGradV3', settings, [dy, ...saved], 5).slice(0, 3);
    return { y, mean, variance, gradFunc };
  }) as BatchNorm<tf.Tensor4D>;
}

/** The same with the tensor operations that every engine has. */
function composed<T extends tf.Tensor>(x: T, gamma: tf.Tensor1D, beta: tf.Tensor1D, epsilon: number): BatchNorm<T> {
  const axes = x.shape.map((_, axis) => axis).slice(0, -1);
  const n = x.size / gamma.size;
  return withStatistics(x, gamma, beta, (x, gamma, beta, save) => {
    const mean = tf.mean(x, axes);
    const centred = tf.sub(x, mean);
    const biased = tf.mean(tf.square(centred), axes);
    const inverse = tf.rsqrt(tf.add(biased, epsilon));
    const normalised = tf.mul(centred, inverse);
    save([normalised, inverse, gamma]);
    const gradFunc = (dy: tf.Tensor, [normalised, inverse, gamma]: tf.Tensor[]) => {
      const dBeta = tf.sum(dy, axes);
      const dGamma = tf.sum(tf.mul(dy, normalised), axes);
      // dx = gamma / sqrt(sigma² + epsilon) · (dy − mean of dy − normalised · mean of (dy · normalised))
      const means = tf.add(tf.div(dBeta, n), tf.mul(normalised, tf.div(dGamma, n)));
      return [tf.mul(tf.mul(gamma, inverse), tf.sub(dy, means)), dGamma, dBeta];
    };
    const y = tf.add(tf.mul(normalised, gamma), beta);
    return { y, mean, variance: tf.mul(biased, n / Math.max(n - 1, 1)), gradFunc };
  }) as BatchNorm<T>;
}

type Forward = (
  x: tf.Tensor,
  gamma: tf.Tensor,
  beta: tf.Tensor,
  save: tf.GradSaveFunc,
) => {
  y: tf.Tensor;
  mean: tf.Tensor;
  variance: tf.Tensor;
  gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.Tensor[];
};

/** customGrad lets one tensor out; the statistics are carried past its clean-up. */
function withStatistics(x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor, forward: Forward): BatchNorm<tf.Tensor> {
  const kept: tf.Tensor[] = [];
  const y = tf.customGrad((...args: Array<tf.Tensor | tf.GradSaveFunc>) => {
    const { y, mean, variance, gradFunc } = forward(...(args as Parameters<Forward>));
    kept.push(tf.keep(mean), tf.keep(variance));
    return { value: y, gradFunc };
  })(x, gamma, beta);
  // A clone belongs to the caller's tidy again and shares the values.
  const [mean, variance] = kept.map((statistic) => statistic.clone() as tf.Tensor1D);
  tf.dispose(kept);
  return { y, mean, variance };
}
