import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';

export const engines = ['tensorflow', 'cpu', 'wasm'];

/** Runs work on another engine, without leaving a tensor there, and comes back to the engine that was selected. */
export async function on<T>(engine: string, work: () => Promise<T>): Promise<T> {
  const selected = tf.getBackend();
  await tf.setBackend(engine);
  await tf.ready();
  const before = tf.memory().numTensors;
  try {
    const result = await work();
    if (tf.memory().numTensors !== before) {
      throw new Error(`${tf.memory().numTensors - before} tensors were left on ${engine}`);
    }
    return result;
  } finally {
    await tf.setBackend(selected);
  }
}

/** Reads the tensors and disposes them. */
export async function read(tensors: tf.Tensor[]): Promise<number[][]> {
  const values = await Promise.all(tensors.map(async (tensor) => Array.from(await tensor.data())));
  tf.dispose(tensors);
  return values;
}
