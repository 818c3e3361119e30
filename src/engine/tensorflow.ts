import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { installNodeShim } from './node-shim';

/** The native engine: TensorFlow's own library, on the CPU or on an NVIDIA GPU. Throws when it cannot be loaded. */
export async function startTensorFlow(): Promise<void> {
  // The library reads these when it loads: no notes on its own tuning, and no GPU memory that others may need.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true';
  // By default it uses oneDNN on processors with AVX-512 only, though AVX2 gains as well: see bench/NOTES.md.
  if (process.arch === 'x64') process.env.TF_ENABLE_ONEDNN_OPTS ??= '1';
  installNodeShim();
  const folder = bindingFolder();
  if (folder === undefined) throw new Error('its binding is not compiled (npm start does that)');
  const { mute, unmute } = require(path.join(folder, 'quiet.node')) as { mute(): void; unmute(): void };
  mute();
  try {
    require(path.join(folder, 'tfjs_binding.node'));
  } finally {
    unmute();
  }
  require('@tensorflow/tfjs-node-gpu');
}

export function describeTensorFlow(): { device: string; version: string; threads: number } {
  const { binding, isUsingGpuDevice } = tf.findBackend('tensorflow') as unknown as {
    binding: { TF_Version: string };
    isUsingGpuDevice: boolean;
  };
  return {
    device: isUsingGpuDevice ? `GPU: ${nvidiaName() ?? 'NVIDIA'}` : cpuName(),
    version: `TensorFlow ${binding.TF_Version}`,
    threads: Number(process.env.TF_NUM_INTRAOP_THREADS) || os.availableParallelism(),
  };
}

export function cpuName(): string {
  return `CPU: ${os.cpus()[0]?.model.trim() ?? process.arch}, ${os.availableParallelism()} threads`;
}

/** The name of the first NVIDIA GPU as the Linux driver reports it, or undefined without a driver. */
export function nvidiaName(): string | undefined {
  const folder = '/proc/driver/nvidia/gpus';
  if (!fs.existsSync(folder)) return fs.existsSync('/dev/nvidiactl') ? 'NVIDIA' : undefined;
  for (const name of fs.readdirSync(folder)) {
    const model = /^Model:\s*(.+)$/m.exec(fs.readFileSync(path.join(folder, name, 'information'), 'utf8'));
    if (model) return model[1];
  }
  return 'NVIDIA';
}

/** Where the compiled addons are, or undefined before they are. */
function bindingFolder(): string | undefined {
  const folder = path.join(path.dirname(require.resolve('@tensorflow/tfjs-node-gpu/package.json')), 'lib');
  if (!fs.existsSync(folder)) return undefined;
  const versions = fs.readdirSync(folder).map((version) => path.join(folder, version));
  return versions.find((version) =>
    ['tfjs_binding', 'quiet'].every((name) => fs.existsSync(path.join(version, `${name}.node`))),
  );
}
