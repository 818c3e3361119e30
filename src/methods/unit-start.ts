import * as tf from '@tensorflow/tfjs';
import { Method } from './method';

/**
 * The same method, its class weights at length 1 when training starts.
 *
 * A loss that normalises W_j sees its direction alone, and a step turns the direction by about learning rate · gradient / |W_j|². The usual
 * start, normal numbers of standard deviation 0.01, makes |W_j| so small that the first steps throw the weights far from 0, in
 * directions that mean nothing yet; from there on they are too long to turn. Hundreds of thousands of steps mend that, a few
 * hundred do not. Use it for losses that normalise the weights, and only for those: for others the length is part of what is learnt.
 */
export function withUnitStart(method: Method): Method {
  return {
    ...method,
    head: (classes, dim, seed) => {
      const head = method.head(classes, dim, seed);
      tf.tidy(() => head.weights.assign(tf.div(head.weights, tf.norm(head.weights, 2, 1, true))));
      return head;
    },
  };
}
