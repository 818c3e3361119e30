import * as tf from '@tensorflow/tfjs';
import { subCenterArcFaceLoss } from '../losses/sub-center';
import { Method } from './method';

/**
 * Sub-center ArcFace: K class weights per person, of which the nearest one counts. They start at length 1 here (see
 * `withUnitStart`, which does the same for heads of one weight per person) and in K directions, or they would all be one.
 */
export function subCenterMethod({ centers, ...options }: { centers: number; margin: number; scale: number }): Method {
  return {
    label: `sub-center ArcFace, K = ${centers}`,
    head: (classes, dim, seed) => ({
      weights: tf.tidy(() => {
        const directions = tf.randomNormal([classes, centers, dim], 0, 1, 'float32', seed);
        return tf.variable(tf.div(directions, tf.norm(directions, 2, 2, true)));
      }),
    }),
    loss: ({ embeddings, labels, head }) =>
      subCenterArcFaceLoss(embeddings, labels, head.weights as tf.Tensor as tf.Tensor3D, options),
  };
}
