import * as tf from '@tensorflow/tfjs';

/**
 * The losses of a few gradient steps of a small network with everything that a face network's step asks of an engine:
 * convolutions (plain, strided, depthwise), batch norm, PReLU, a linear layer, normalised embeddings, an additive angular
 * margin and class weights picked by `gather`. Written with plain tfjs operations, so that it tests the engine alone.
 */
export async function trainSmallNetwork(steps: number): Promise<number[]> {
  const batch = 8;
  const classes = 4;
  const pictures = tf.tensor4d(waves(batch * 12 * 12 * 3, 1), [batch, 12, 12, 3]);
  const labels = tf.tensor1d(
    Array.from({ length: batch }, (_, i) => i % classes),
    'int32',
  );
  const variables = {
    filter: variable(tf.tensor4d(waves(3 * 3 * 3 * 8, 0.3), [3, 3, 3, 8])),
    alpha: variable(tf.tensor1d(new Array(8).fill(0.25))),
    depthwise: variable<tf.Rank.R4>(tf.tensor4d(waves(3 * 3 * 8, 0.4), [3, 3, 8, 1])),
    pointwise: variable(tf.tensor4d(waves(8 * 16, 0.4), [1, 1, 8, 16])),
    linear: variable(tf.tensor2d(waves(6 * 6 * 16 * 8, 0.1), [6 * 6 * 16, 8])),
    weights: variable(tf.tensor2d(waves(classes * 8, 1), [classes, 8])),
  };
  const loss = () => {
    const first = tf.prelu<tf.Tensor>(
      batchNorm(tf.conv2d(pictures, variables.filter, 2, 'same')),
      variables.alpha as tf.Tensor,
    ) as tf.Tensor4D;
    const second = tf.relu(
      batchNorm(tf.conv2d(tf.depthwiseConv2d(first, variables.depthwise, 1, 'same'), variables.pointwise, 1, 'same')),
    );
    const embeddings = unit(tf.matMul(second.reshape<tf.Tensor2D>([batch, -1]), variables.linear));
    const weights = unit(variables.weights);
    const cosines = tf.matMul(embeddings, weights, false, true);
    const own = tf.sum(tf.mul(embeddings, tf.gather(weights, labels)), 1);
    const withMargin = tf.sub(
      tf.mul(own, Math.cos(0.3)),
      tf.mul(tf.sqrt(tf.sub(1 + 1e-6, tf.square(own))), Math.sin(0.3)),
    );
    const target = tf.oneHot(labels, classes);
    const logits = tf.mul(8, tf.add(cosines, tf.mul(target, tf.sub(withMargin, own).expandDims(1))));
    return tf.losses.softmaxCrossEntropy(target, logits).asScalar();
  };
  const losses: number[] = [];
  for (let step = 0; step < steps; step += 1) {
    const { value, grads } = tf.variableGrads(loss);
    losses.push((await value.data())[0]);
    for (const weight of Object.values(variables) as tf.Variable[]) {
      const gradient = grads[weight.name];
      const next = tf.tidy(() => tf.sub(weight, tf.mul(0.02, gradient)));
      weight.assign(next);
      next.dispose();
    }
    value.dispose();
    tf.dispose(Object.values(grads));
  }
  tf.dispose([pictures, labels, Object.values(variables)]);
  return losses;
}

function batchNorm(x: tf.Tensor4D): tf.Tensor4D {
  const { mean, variance } = tf.moments(x, [0, 1, 2]);
  return tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-3)));
}

function unit(x: tf.Tensor2D): tf.Tensor2D {
  return tf.div(x, tf.sqrt(tf.add(tf.sum(tf.square(x), 1, true), 1e-8)));
}

/** A variable that takes the tensor over. */
function variable<R extends tf.Rank>(initial: tf.Tensor<R>): tf.Variable<R> {
  const made = tf.variable(initial);
  initial.dispose();
  return made;
}

/** Values that look random and are the same everywhere. */
function waves(count: number, size: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => size * Math.sin(12.9898 * (i + 1) + 0.001 * i * i));
}
