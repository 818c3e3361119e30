import * as tf from '@tensorflow/tfjs';
import { nativeBackend, NativeBackend } from './kernels/native';
import { Graph, loadGraph } from './graph/graph';
import { difference, record, Recording, registeredVariables, releaseRecording, Tensors } from './graph/record';

/** A training step that runs as one TensorFlow graph where it can. */
export interface Compiled {
  /** One step. The outputs are the caller's to dispose, the inputs stay the caller's. */
  run(inputs: Tensors): Promise<Tensors>;
  /** How the last step ran. */
  readonly mode: 'graph' | 'eager';
  /** Why the last step did not run as a graph. */
  readonly reason?: string;
  /** Releases the graphs; the variables keep their values. The step can run again and is then traced anew. */
  dispose(): void;
}

/** So many batch shapes are kept as graphs; one more takes the place of the oldest. */
const SHAPES = 4;
/** Tracing a shape takes as long as a few dozen steps: it should be good for at least so many. */
const WORTHWHILE = 16;
/** A trace that does not repeat itself is tried so often: a tensor may just have been made for the first time. */
const ATTEMPTS = 3;

interface Trace {
  recording: Recording;
  graph: Graph;
  runs: number;
}

/**
 * Makes one ordinary training step fast: plain TensorFlow.js code, gradients and update included, is run twice on trial,
 * recorded, put together as a TensorFlow graph and from then on run as a single call, once for each shape of the inputs.
 * Every step that counts comes from the graph, so that a run interrupted and resumed gives the numbers of one that was
 * not.
 *
 * What may change from step to step is an input or a tf.Variable: the batch, the learning rate, a margin that anneals,
 * dropout masks, mined triplets padded to a fixed length with their mask. Variables need not be listed. What the step
 * assigns lives in the graph; reading the variable anywhere (evaluation, checkpoint, `clone`) fetches the value of that
 * moment, and assigning it from outside is seen by the next step.
 *
 * The step falls back to running as it stands, with a `reason`, when another engine computes, when it reads the values
 * of a tensor, draws random numbers, gets inputs of ever new shapes, or uses a JavaScript number or a captured tensor
 * that is not the same in both trials. A number that stays the same at first and changes later is noticed when the step
 * is tried again, after 16, 64, 256, … steps; until then the graph uses the old one. The environment variable
 * FACELAB_EAGER turns tracing off.
 *
 * JavaScript in the step (counters, logging) runs at the trials alone. Variables that the step creates are taken as
 * part of a first step that runs as it stands.
 *
 * @param step takes named tensors, updates variables, returns the loss or named tensors (a lone tensor is named `loss`)
 */
export function compile(step: (inputs: Tensors) => tf.Tensor | Tensors): Compiled {
  const traces = new Map<string, Trace>();
  let verdict: string | undefined;
  let mode: 'graph' | 'eager' = 'eager';
  let reason: string | undefined = 'no step has run yet';

  const named = (inputs: Tensors): Tensors =>
    tf.tidy(() => {
      const result = step(inputs);
      const tensors = result instanceof tf.Tensor ? { loss: result } : result;
      // A clone may be disposed even where the step returns an input or a variable.
      return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, tensor.clone()]));
    });
  const eagerly = (inputs: Tensors, why: string): Tensors => {
    [mode, reason] = ['eager', why];
    return named(inputs);
  };
  const drop = (native: NativeBackend, key: string) => {
    const { graph, recording } = traces.get(key)!;
    traces.delete(key);
    graph.dispose();
    releaseRecording(native, recording);
  };
  const release = () => {
    // Graphs exist on the `tensorflow` engine alone, whichever engine is selected by now.
    for (const key of [...traces.keys()]) drop(tf.findBackend('tensorflow') as NativeBackend, key);
  };

  const runNow = (inputs: Tensors): Tensors => {
    const native = nativeBackend();
    if (!native) return eagerly(inputs, `the engine ${tf.getBackend()} has no graphs`);
    if (process.env.FACELAB_EAGER) return eagerly(inputs, 'FACELAB_EAGER is set');
    if (verdict !== undefined) return eagerly(inputs, verdict);
    const key = Object.entries(inputs)
      .map(([name, { shape, dtype }]) => `${name} ${dtype} [${shape}]`)
      .join(', ');
    let trace = traces.get(key);
    if (trace?.recording.variables.some(({ variable }) => variable.isDisposed)) {
      drop(native, key);
      trace = undefined;
    }
    if (!trace && traces.size === SHAPES) {
      const [[oldest, { runs }]] = traces;
      drop(native, oldest);
      if (runs < WORTHWHILE) {
        verdict = `the inputs come in too many shapes (${key}): pad them to a fixed length and pass a mask`;
        release();
        return eagerly(inputs, verdict);
      }
    }
    if (!trace) {
      const traced = traceStep(native, named, inputs);
      if (traced.kind === 'first') {
        [mode, reason] = ['eager', 'the step created variables, so the next one is traced'];
        return traced.outputs;
      }
      if (traced.kind === 'obstacle') {
        verdict = traced.obstacle;
        release();
        return eagerly(inputs, verdict);
      }
      trace = { recording: traced.recording, graph: traced.graph, runs: 0 };
      traces.set(key, trace);
    } else if (isTimeToCheck(trace.runs)) {
      const changed = checkAgain(native, named, inputs, trace);
      if (changed !== undefined) {
        verdict = `${changed} (noticed after ${trace.runs} steps as a graph)`;
        release();
        return eagerly(inputs, verdict);
      }
    }
    [mode, reason] = ['graph', undefined];
    try {
      const outputs = trace.graph.run(inputs);
      trace.runs++;
      return outputs;
    } catch (error) {
      if (trace.runs > 0) throw error;
      // The variables are still as they were before the first run.
      verdict = `TensorFlow does not run the graph: ${(error as Error).message}`;
      release();
      return eagerly(inputs, verdict);
    }
  };

  return {
    run: async (inputs) => runNow(inputs),
    get mode() {
      return mode;
    },
    get reason() {
      return reason;
    },
    dispose: release,
  };
}

/** True for 16, 64, 256, … */
function isTimeToCheck(runs: number): boolean {
  return runs >= 16 && Number.isInteger(Math.log2(runs) / 2);
}

type Traced =
  | { kind: 'graph'; recording: Recording; graph: Graph }
  | { kind: 'first'; outputs: Tensors }
  | { kind: 'obstacle'; obstacle: string };

/** Records the step until two recordings agree, and builds the graph. Leaves the variables as they were. */
function traceStep(native: NativeBackend, step: (inputs: Tensors) => Tensors, inputs: Tensors): Traced {
  const variables = registeredVariables().length;
  let before: Recording | undefined;
  let obstacle: string | undefined;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const restore = snapshot();
    const { recording, outputs } = recordTidily(native, step, inputs, restore);
    if (registeredVariables().length !== variables) {
      releaseAll(native, before, recording);
      restore.forget();
      return { kind: 'first', outputs };
    }
    tf.dispose(outputs);
    restore.values();
    obstacle = recording.obstacle ?? (before && difference(before, recording));
    if (before && obstacle === undefined) {
      releaseRecording(native, before);
      try {
        return { kind: 'graph', recording, graph: loadGraph(native, recording) };
      } catch (error) {
        releaseRecording(native, recording);
        return { kind: 'obstacle', obstacle: `TensorFlow does not take the graph: ${(error as Error).message}` };
      }
    }
    if (before) releaseRecording(native, before);
    before = recording;
    if (recording.obstacle !== undefined) break;
  }
  releaseAll(native, before);
  return { kind: 'obstacle', obstacle: obstacle! };
}

/** Records the step once more, without consequences, and tells what is different from when it was traced. */
function checkAgain(
  native: NativeBackend,
  step: (inputs: Tensors) => Tensors,
  inputs: Tensors,
  trace: Trace,
): string | undefined {
  const restore = snapshot();
  const { recording, outputs } = recordTidily(native, step, inputs, restore);
  tf.dispose(outputs);
  restore.values();
  const changed = recording.obstacle ?? difference(trace.recording, recording);
  releaseRecording(native, recording);
  return changed;
}

function releaseAll(native: NativeBackend, ...recordings: Array<Recording | undefined>): void {
  for (const recording of recordings) if (recording) releaseRecording(native, recording);
}

function recordTidily(
  native: NativeBackend,
  step: (inputs: Tensors) => Tensors,
  inputs: Tensors,
  restore: ReturnType<typeof snapshot>,
) {
  try {
    return record(native, step, inputs);
  } catch (error) {
    restore.values();
    throw error;
  }
}

/** Holds on to the values of all variables. */
function snapshot() {
  const held = registeredVariables().map((variable) => ({ variable, value: tf.keep(variable.clone()) }));
  const forget = () => tf.dispose(held.map(({ value }) => value));
  return {
    /** Puts the values back. */
    values() {
      for (const { variable, value } of held) if (!variable.isDisposed) variable.assign(value);
      forget();
    },
    /** Lets go of them. */
    forget,
  };
}
