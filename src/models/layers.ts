import * as tf from '@tensorflow/tfjs';
import { batchNorm, batchNormInference } from '../engine/kernels/batch-norm';
import { prelu } from '../engine/kernels/prelu';

/**
 * Batch normalisation over every axis but the last.
 *
 *     training:   y = gamma · (x − mean_batch) / √(variance_batch + epsilon) + beta
 *     inference:  the same with the running mean and variance
 *     running  ←  momentum · running + (1 − momentum) · batch
 *
 * Input and output [batch, …, channels]. Weights gamma, beta (trained), running mean and variance (not trained).
 * It differs from `tf.layers.batchNormalization` only in speed: the kernel uses the engine's fused operation.
 * Ioffe & Szegedy, ICML 2015. Does not handle masks or an axis other than the last.
 */
export class BatchNorm extends tf.layers.Layer {
  static readonly className = 'FacelabBatchNorm';
  private readonly momentum: number;
  private readonly epsilon: number;
  private gamma!: tf.LayerVariable;
  private beta!: tf.LayerVariable;
  private runningMean!: tf.LayerVariable;
  private runningVariance!: tf.LayerVariable;

  constructor(config: { name?: string; momentum?: number; epsilon?: number } = {}) {
    super(config);
    this.momentum = config.momentum ?? 0.9;
    this.epsilon = config.epsilon ?? 1e-5;
  }

  build(inputShape: tf.Shape | tf.Shape[]): void {
    const channels = [(inputShape as tf.Shape)[(inputShape as tf.Shape).length - 1]!];
    const ones = tf.initializers.ones();
    const zeros = tf.initializers.zeros();
    this.gamma = this.addWeight('gamma', channels, 'float32', ones);
    this.beta = this.addWeight('beta', channels, 'float32', zeros);
    this.runningMean = this.addWeight('running_mean', channels, 'float32', zeros, undefined, false);
    this.runningVariance = this.addWeight('running_variance', channels, 'float32', ones, undefined, false);
    this.built = true;
  }

  call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
      const [gamma, beta] = [this.gamma.read() as tf.Tensor1D, this.beta.read() as tf.Tensor1D];
      if (!kwargs.training) {
        const mean = this.runningMean.read() as tf.Tensor1D;
        return batchNormInference(x, mean, this.runningVariance.read() as tf.Tensor1D, gamma, beta, this.epsilon);
      }
      const { y, mean, variance } = batchNorm(x, gamma, beta, this.epsilon);
      this.average(this.runningMean, mean);
      this.average(this.runningVariance, variance);
      return y;
    });
  }

  private average(running: tf.LayerVariable, batch: tf.Tensor): void {
    const old = running.read();
    const next = tf.add(tf.mul(old, this.momentum), tf.mul(batch, 1 - this.momentum));
    // A batch with a NaN stops training; the network that it leaves behind must still be usable.
    running.write(tf.where(tf.isFinite(next), next, old));
  }

  getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), momentum: this.momentum, epsilon: this.epsilon };
  }
}

/**
 * Parametric ReLU with one learnt slope per channel: y = x where x > 0, else alpha · x. alpha starts at 0.25.
 * Input and output [batch, …, channels]. He et al., ICCV 2015.
 */
export class PRelu extends tf.layers.Layer {
  static readonly className = 'FacelabPRelu';
  private alpha!: tf.LayerVariable;

  build(inputShape: tf.Shape | tf.Shape[]): void {
    const channels = (inputShape as tf.Shape)[(inputShape as tf.Shape).length - 1]!;
    this.alpha = this.addWeight('alpha', [channels], 'float32', tf.initializers.constant({ value: 0.25 }));
    this.built = true;
  }

  call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => prelu(Array.isArray(inputs) ? inputs[0] : inputs, this.alpha.read() as tf.Tensor1D));
  }
}

tf.serialization.registerClass(BatchNorm);
tf.serialization.registerClass(PRelu);
