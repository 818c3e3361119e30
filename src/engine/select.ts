import * as tf from '@tensorflow/tfjs';
import { expect, InputError } from '../base/errors';
import { startTensorFlow } from './tensorflow';
import { startWasm } from './wasm';
import { startWebGpu } from './webgpu';

/** The engines, the fastest first. */
export const engineNames = ['tensorflow', 'webgpu', 'wasm', 'cpu'] as const;
export type EngineName = (typeof engineNames)[number];

/**
 * Selects the engine that computes everything: the requested one, else the one that the variable FACELAB_ENGINE names,
 * else the fastest that starts on this machine. Calling it again is cheap and may change the engine; tensors of the former
 * engine move over when they are used. `describeEngine` (report.ts) reports why a faster one does not run.
 *
 * Throws an InputError when the engine that was asked for does not exist or does not start here.
 */
export async function selectEngine(requested?: EngineName): Promise<EngineName> {
  const wanted = requested ?? engineFromEnvironment();
  for (const name of wanted === undefined ? engineNames : [wanted]) {
    const problem = await start(name, wanted !== undefined);
    if (problem === undefined) return name;
    refusals().set(name, problem);
    if (wanted !== undefined) {
      throw new InputError(
        `The engine "${name}" does not start: ${problem}. Leave FACELAB_ENGINE unset to take the fastest that does.`,
      );
    }
  }
  throw new Error('No engine starts, not even plain JavaScript.');
}

/** The engine that FACELAB_ENGINE asks for, if it is set. Throws an InputError for an unknown name. */
export function engineFromEnvironment(): EngineName | undefined {
  const name = process.env.FACELAB_ENGINE;
  if (name === undefined || name === '') return undefined;
  expect(
    (engineNames as readonly string[]).includes(name),
    `FACELAB_ENGINE is "${name}": set it to ${engineNames.join(', ')}, or leave it unset for the fastest one.`,
  );
  return name as EngineName;
}

/** Why an engine did not start, for those that were tried in this process and failed. */
export function refusals(): Map<EngineName, string> {
  // A notebook loads this file again after every edit; what was tried stays true for the process.
  const key = Symbol.for('facelab.engine.refusals');
  const store = globalThis as { [key]?: Map<EngineName, string> };
  return (store[key] ??= new Map());
}

/** Makes the engine the current one. Returns what stands in the way as half a sentence, or undefined when it runs. */
async function start(name: EngineName, isWanted: boolean): Promise<string | undefined> {
  try {
    if (tf.engine().backendName === name) return undefined;
    await starters[name](isWanted);
    if (!(await tf.setBackend(name))) return 'it could not be initialised';
    await tf.ready();
    refusals().delete(name);
    return undefined;
  } catch (error) {
    return firstLine(error);
  }
}

const starters: Record<EngineName, (isWanted: boolean) => Promise<void>> = {
  tensorflow: startTensorFlow,
  webgpu: startWebGpu,
  wasm: startWasm,
  cpu: async () => {
    // It would print an advertisement for tfjs-node when it is first used.
    Object.assign(tf.findBackend('cpu'), { firstUse: false });
  },
};

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n')[0].replace(/\.$/, '');
}
