import * as tf from '@tensorflow/tfjs';
import { expect } from '../../base/errors';
import { attributes, nativeBackend, NativeBackend } from './native';

/**
 * Parametric rectifier with one slope per channel: y = x where x > 0, alpha_c · x elsewhere.
 *
 * Gradients flow to x (dy, or alpha_c · dy where x ≤ 0) and to alpha (the sum of dy · min(x, 0) over all but the last
 * axis). It can be differentiated once. (He et al. 2015, Delving Deep into Rectifiers.)
 *
 * @param x [..., channels], rank 2 or more, float32
 * @param alpha [channels]
 * @throws InputError when alpha does not have one slope for each channel of x
 */
export function prelu<T extends tf.Tensor>(x: T, alpha: tf.Tensor1D): T {
  expect(
    alpha.rank === 1 && alpha.shape[0] === x.shape[x.rank - 1],
    `alpha must have one slope for each of the ${x.shape[x.rank - 1]} channels of x, not the shape [${alpha.shape}].`,
  );
  const native = nativeBackend();
  return (native ? fused(native, x, alpha) : tf.prelu(x as tf.Tensor, alpha)) as T;
}

/** TensorFlow has no PReLU of its own; these few operations are the fastest way to write one with it. */
function fused(native: NativeBackend, x: tf.Tensor, alpha: tf.Tensor1D): tf.Tensor {
  const a = attributes(native);
  const run = (name: string, ...inputs: tf.Tensor[]) => native.executeSingleOutput(name, [a.type('T')], inputs);
  return tf.customGrad((...args: Array<tf.Tensor | tf.GradSaveFunc>) => {
    const [x, alpha, save] = args as [tf.Tensor, tf.Tensor1D, tf.GradSaveFunc];
    const positive = run('Greater', x, tf.scalar(0));
    save([x, alpha, positive]);
    return {
      // The first version of Select wants equal shapes and is more than twice as fast as the second.
      value: run('Select', positive, x, run('Mul', x, alpha)),
      gradFunc: (dy: tf.Tensor, [x, alpha, positive]: tf.Tensor[]) => {
        const negativePart = run('Minimum', x, tf.scalar(0));
        const product = run('Mul', dy, negativePart);
        negativePart.dispose();
        const dAlpha = native.executeSingleOutput(
          'BiasAddGrad',
          [a.type('T'), a.string('data_format', 'NHWC')],
          [product],
        );
        product.dispose();
        return [run('Select', positive, dy, run('Mul', dy, alpha)), dAlpha];
      },
    };
  })(x, alpha);
}
