import * as tf from '@tensorflow/tfjs';

export function selfDistributedLabels(probabilities: tf.Tensor2D): tf.Tensor1D {
  // Labels have no gradient, so I may read the numbers and just loop.
  const [batch, groups] = probabilities.shape;
  const p = probabilities.dataSync();
  const mean = new Float64Array(groups);
  for (let i = 0; i < p.length; i++) mean[i % groups] += p[i] / batch;
  const labels = new Int32Array(batch);
  for (let s = 0; s < batch; s++) {
    let best = 0;
    for (let k = 1; k < groups; k++) {
      if (p[s * groups + k] - mean[k] > p[s * groups + best] - mean[best]) best = k;
    }
    labels[s] = best;
  }
  return tf.tensor1d(labels, 'int32');
}
