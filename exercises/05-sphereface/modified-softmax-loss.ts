import * as tf from '@tensorflow/tfjs';

/**
 * The modified softmax: the class weights are normalised and the biases dropped, so a class is nothing but a direction. The embeddings keep
 * their lengths.
 *
 * $$ L = -\frac{1}{B} \sum_i \log \frac{e^{|x_i| \cos\theta_{y_i}}}{\sum_j e^{|x_i| \cos\theta_j}}, \qquad |x_i| \cos\theta_j = x_i \cdot \frac{W_j}{|W_j|} $$
 *
 * Example: the embedding `[[2, 0]]` of class 0 with weights `[[5, 0], [0, 3]]` has the logits 2 and 0, so L = log(1 + e^{−2}) = 0.1269.
 *
 * @param embeddings x [batch, dim], not normalised
 * @param labels y, the class of each row
 * @param weights W [classes, dim], normalised here
 * @returns a scalar tensor, the mean over the batch; gradients flow to the embeddings and to the weights
 */
export function modifiedSoftmaxLoss(embeddings: tf.Tensor2D, labels: number[], weights: tf.Tensor2D): tf.Scalar {
  throw new Error('TODO: the modified softmax loss');
}
