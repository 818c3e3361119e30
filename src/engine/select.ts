import * as tf from '@tensorflow/tfjs';

export type EngineName = 'tensorflow' | 'webgpu' | 'wasm' | 'cpu';

/** Selects the engine that computes. */
export async function selectEngine(requested?: EngineName): Promise<EngineName> {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  if (requested === undefined || requested === 'tensorflow') require('@tensorflow/tfjs-node-gpu');
  await tf.setBackend(requested ?? 'tensorflow');
  await tf.ready();
  return tf.getBackend() as EngineName;
}
