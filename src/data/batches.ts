import * as tf from '@tensorflow/tfjs';
import { Faces, pictureOf } from './faces';
import { Sampler } from './sampler';

/** What a training step sees. */
export interface Batch {
  /** [batch, size, size, 3], float32 in [−1, 1]. */
  images: tf.Tensor4D;
  /** [batch], int32. */
  labels: tf.Tensor1D;
}

/** The batch of a step; a pure function of the step, so that training can be resumed anywhere. The caller disposes it. */
export type Batches = (step: number) => Promise<Batch>;

/** Changes one picture of a step on its way into a batch: writes [size, size, 3] numbers 0 … 255 into `target`. */
export type Augment = (picture: Uint8Array, size: number, step: number, position: number, target: Uint8Array) => void;

/** Pictures → batches: the sampler chooses, `augment` (where given) varies, the tensor holds (value − 127.5) / 127.5. */
export function pictureBatches(faces: Faces, sampler: Sampler, augment?: Augment): Batches {
  return async (step) => {
    const indices = sampler(step);
    const length = faces.size * faces.size * 3;
    const pixels = new Uint8Array(indices.length * length);
    indices.forEach((index, position) => {
      const target = pixels.subarray(position * length, (position + 1) * length);
      const picture = pictureOf(faces, index);
      if (augment) augment(picture.pixels, faces.size, step, position, target);
      else target.set(picture.pixels);
    });
    return {
      images: imageTensor(pixels, faces.size),
      labels: tf.tensor1d(
        Int32Array.from(indices, (index) => faces.labels[index]),
        'int32',
      ),
    };
  };
}

/** Pixels 0 … 255, [count, size, size, 3] → tensor [count, size, size, 3] in [−1, 1]. */
export function imageTensor(pixels: Uint8Array, size: number): tf.Tensor4D {
  const values = new Float32Array(pixels.length);
  for (let i = 0; i < pixels.length; i++) values[i] = (pixels[i] - 127.5) / 127.5;
  return tf.tensor4d(values, [pixels.length / (size * size * 3), size, size, 3]);
}
