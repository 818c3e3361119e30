import * as tf from '@tensorflow/tfjs';
import { interClassEnergy } from '../losses/sphereface-plus';
import { sphereFaceMethod } from './sphereface';
import { Method } from './method';

/** SphereFace+: SphereFace, and an energy that is low where the class weights are spread evenly. */
export function sphereFacePlusMethod({
  energyWeight,
  ...options
}: { energyWeight: number } & Parameters<typeof sphereFaceMethod>[0]): Method {
  const sphereFace = sphereFaceMethod(options);
  return {
    ...sphereFace,
    label: `SphereFace+, m = ${options.m}`,
    loss: (given) => {
      const energy = tf.mul(energyWeight, interClassEnergy(given.labels, given.head.weights));
      return tf.add(sphereFace.loss(given) as tf.Scalar, energy) as tf.Scalar;
    },
  };
}
