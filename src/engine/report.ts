import * as os from 'node:os';
import * as tf from '@tensorflow/tfjs';
import { engineNames, refusals, selectEngine, type EngineName } from './select';
import { cpuName, describeTensorFlow, nvidiaName } from './tensorflow';
import { webGpuName } from './webgpu';

/** Which engine computes, on what, and why not a faster one. */
export interface EngineReport {
  engine: EngineName;
  /** What does the arithmetic: 'GPU: …' or 'CPU: …'. */
  device: string;
  /** Threads that the engine computes with; 0 on a GPU. */
  threads: number;
  /** node, tfjs, and the engine's own library. */
  versions: Record<string, string>;
  /** Bytes: of the machine, free on it, and held by this process. */
  memory: { total: number; free: number; process: number };
  /** The faster engines that do not run, each with the reason. */
  reasons: { engine: EngineName; reason: string }[];
  /** What one could do to make it faster, one sentence for each; empty when nothing is known. */
  faster: string[];
}

/** Describes the engine in use; selects one first when none was. */
export async function describeEngine(): Promise<EngineReport> {
  const current = tf.engine().backendName as EngineName | undefined;
  const engine = current && engineNames.includes(current) ? current : await selectEngine();
  const { device, threads, versions } = details(engine);
  const reasons = engineNames
    .slice(0, engineNames.indexOf(engine))
    .map((name) => ({ engine: name, reason: reasonAgainst(name) }));
  return {
    engine,
    device,
    threads,
    versions: { node: process.version, tfjs: tf.version.tfjs, ...versions },
    memory: { total: os.totalmem(), free: os.freemem(), process: process.memoryUsage().rss },
    reasons,
    faster: advice(engine, device),
  };
}

/** One line for a log or the head of a notebook: "tensorflow on CPU: …". */
export async function engineLine(): Promise<string> {
  const { engine, device } = await describeEngine();
  return `${engine} on ${device}`;
}

function details(engine: EngineName): { device: string; threads: number; versions: Record<string, string> } {
  if (engine === 'tensorflow') {
    const { device, threads, version } = describeTensorFlow();
    return { device, threads: device.startsWith('GPU') ? 0 : threads, versions: { tensorflow: version } };
  }
  if (engine === 'webgpu')
    return { device: webGpuName() ?? 'GPU', threads: 0, versions: { webgpu: versionOf('webgpu') } };
  const versions: Record<string, string> =
    engine === 'wasm' ? { wasm: versionOf('@tensorflow/tfjs-backend-wasm') } : {};
  return { device: cpuName(), threads: 1, versions };
}

function versionOf(name: string): string {
  return (require(`${name}/package.json`) as { version: string }).version;
}

function reasonAgainst(engine: EngineName): string {
  const refusal = refusals().get(engine);
  if (refusal !== undefined) return refusal;
  const wanted = process.env.FACELAB_ENGINE;
  return wanted ? `FACELAB_ENGINE asks for ${wanted}` : 'another engine was asked for';
}

function advice(engine: EngineName, device: string): string[] {
  const sentences: string[] = [];
  if (engine !== 'tensorflow') {
    const forced = process.env.FACELAB_ENGINE && process.env.FACELAB_ENGINE !== 'tensorflow';
    sentences.push(
      forced
        ? 'Leave FACELAB_ENGINE unset: the fastest engine that starts is taken.'
        : 'Run npm start: it brings the TensorFlow libraries and compiles their binding (a C++ compiler and Python are needed).',
    );
  } else if (device.startsWith('CPU')) {
    sentences.push(
      nvidiaName() === undefined
        ? 'An NVIDIA GPU with its driver on Linux: npm start then takes the CUDA libraries.'
        : 'There is an NVIDIA driver, but TensorFlow does not reach the GPU: delete .facelab/tensorflow and run npm start for the CUDA libraries.',
    );
  }
  return sentences;
}
