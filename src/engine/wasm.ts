import * as tf from '@tensorflow/tfjs';
import { registerWasmKernels } from './wasm-kernels/register';

/**
 * WebAssembly on one thread of the CPU: slow, but it needs nothing installed. Makes it the current engine.
 *
 * When it starts, Emscripten adds listeners to the process that throw every uncaught error and rejection again, behind a
 * screenful of minified code: in a notebook, one forgotten `await` would end the kernel. They are taken away again.
 */
export async function startWasm(): Promise<void> {
  require('@tensorflow/tfjs-backend-wasm');
  registerWasmKernels();
  const events = ['uncaughtException', 'unhandledRejection'] as const;
  const before = events.map((event) => process.listeners(event as 'uncaughtException'));
  await tf.setBackend('wasm');
  events.forEach((event, i) => {
    for (const listener of process.listeners(event as 'uncaughtException')) {
      if (!before[i].includes(listener)) process.removeListener(event, listener);
    }
  });
}
