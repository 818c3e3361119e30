import * as os from 'node:os';
import * as tf from '@tensorflow/tfjs';

/** Dawn, the WebGPU of Chromium, built for Node. Its package has no CommonJS types. */
interface Dawn {
  create(options: string[]): { requestAdapter(options: object): Promise<Adapter | null> };
  globals: object;
}

interface Adapter {
  features: Set<string>;
  limits: Record<string, number>;
  info: { vendor: string; architecture: string; device: string; description: string; isFallbackAdapter?: boolean };
  requestDevice(options: object): Promise<{ destroy(): void; lost: Promise<unknown> }>;
}

/** Objects that live as long as the process: Dawn crashes when its instance is collected before its devices. */
interface Session {
  gpu: ReturnType<Dawn['create']>;
  adapter: Adapter;
  device: { destroy(): void };
}

const sessionKey = Symbol.for('facelab.webgpu');
const held = globalThis as { [sessionKey]?: Session };

/**
 * Any GPU that Vulkan, Metal or Direct3D 12 reaches. Throws when there is none. A device that only imitates a GPU on the
 * CPU (SwiftShader, llvmpipe) counts when `acceptSoftware` is set: it is good for tests and slow for training.
 *
 * tfjs registers its WebGPU engine only where it finds a browser's `navigator.gpu`; here the engine is made from a device
 * of our own, so that nothing else takes Node for a browser.
 */
export async function startWebGpu(acceptSoftware: boolean): Promise<void> {
  if (tf.findBackendFactory('webgpu') !== null) return;
  const { create, globals } = require('webgpu') as Dawn;
  for (const [name, value] of Object.entries(globals)) {
    if (!(name in globalThis)) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  // Vulkan's loader complains on stderr without this folder, which containers and servers often lack.
  process.env.XDG_RUNTIME_DIR ??= os.tmpdir();
  const gpu = create([]);
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null) throw new Error('no GPU answers through Vulkan, Metal or Direct3D 12');
  if (adapter.info.isFallbackAdapter && !acceptSoftware) {
    throw new Error(`the only device is ${adapter.info.description}, which is software and no faster than wasm`);
  }
  const device = await adapter.requestDevice({
    requiredFeatures: ['timestamp-query', 'bgra8unorm-storage'].filter((feature) => adapter.features.has(feature)),
    requiredLimits: Object.fromEntries(limits.map((limit) => [limit, adapter.limits[limit]])),
  });
  held[sessionKey] = { gpu, adapter, device };
  // Dawn must release the device before the process tears down its own resources.
  process.once('exit', () => device.destroy());
  const { WebGPUBackend } = require('@tensorflow/tfjs-backend-webgpu') as {
    WebGPUBackend: new (device: unknown, info: unknown) => tf.KernelBackend;
  };
  tf.registerBackend('webgpu', () => asInBrowser(gpu, () => new WebGPUBackend(device, adapter.info)), 2);
}

/** Runs f while `navigator.gpu` is there, which the engine looks for when it is made. */
function asInBrowser<T>(gpu: unknown, f: () => T): T {
  const own = globalThis.navigator === undefined;
  if (own) Object.defineProperty(globalThis, 'navigator', { value: {}, configurable: true });
  Object.defineProperty(globalThis.navigator, 'gpu', { value: gpu, configurable: true });
  try {
    return f();
  } finally {
    if (own) Reflect.deleteProperty(globalThis, 'navigator');
    else Reflect.deleteProperty(globalThis.navigator, 'gpu');
  }
}

/** The name of the GPU in use, or undefined before {@link startWebGpu}. */
export function webGpuName(): string | undefined {
  const info = held[sessionKey]?.adapter.info;
  if (info === undefined) return undefined;
  const name = info.description || info.device || info.architecture || 'unnamed';
  return `GPU: ${info.vendor ? `${info.vendor} ` : ''}${name}`;
}

/** The largest that the adapter has, as tfjs asks for in a browser: the defaults are too small for a batch of pictures. */
const limits = [
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxStorageBufferBindingSize',
  'maxBufferSize',
  'maxComputeWorkgroupSizeX',
  'maxComputeInvocationsPerWorkgroup',
];
