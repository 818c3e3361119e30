import { registerWasmKernels } from './wasm-kernels/register';

/** WebAssembly on one thread of the CPU: slow, but it needs nothing installed. */
export async function startWasm(): Promise<void> {
  require('@tensorflow/tfjs-backend-wasm');
  registerWasmKernels();
}
