import * as tf from '@tensorflow/tfjs';
import { NativeBackend } from '../kernels/native';
import { Graph, loadGraph } from './graph';
import { record, registeredVariables, Tensors } from './record';
import { difference, Recording, releaseRecording } from './recording';

export type Step = (inputs: Tensors) => Tensors;

/** A trace that does not repeat itself is tried so often: a tensor may just have been made for the first time. */
const ATTEMPTS = 3;

/** The outcome of tracing a step: a graph; the outputs of a run that counts, since it created variables; or why not. */
export type Traced =
  | { kind: 'trace'; trace: Trace }
  | { kind: 'created variables'; outputs: Tensors }
  | { kind: 'obstacle'; obstacle: string };

/** Runs the step on trial until two recordings agree, and builds the graph. Leaves the variables as they were. */
export function traceStep(native: NativeBackend, step: Step, inputs: Tensors): Traced {
  let before: Recording | undefined;
  try {
    let obstacle = '';
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const { recording, createdVariables, keep, undo } = tryOut(native, step, inputs);
      if (createdVariables) {
        releaseRecording(native, recording);
        return { kind: 'created variables', outputs: keep() };
      }
      undo();
      const changed = before && difference(before, recording);
      if (before) releaseRecording(native, before);
      if (before && recording.obstacle === undefined && changed === undefined) {
        before = undefined;
        return { kind: 'trace', trace: new Trace(native, step, recording) };
      }
      before = recording;
      obstacle = recording.obstacle ?? changed ?? '';
      if (recording.obstacle !== undefined) break;
    }
    return { kind: 'obstacle', obstacle };
  } catch (error) {
    if (error instanceof GraphRefused) return { kind: 'obstacle', obstacle: error.message };
    throw error;
  } finally {
    if (before) releaseRecording(native, before);
  }
}

class GraphRefused extends Error {}

/** A step as it was recorded, and its graph. */
export class Trace {
  /** Steps that the graph has done. */
  runs = 0;
  private readonly native: NativeBackend;
  private readonly step: Step;
  private readonly recording: Recording;
  private readonly graph: Graph;

  constructor(native: NativeBackend, step: Step, recording: Recording) {
    this.native = native;
    this.step = step;
    this.recording = recording;
    try {
      this.graph = loadGraph(native, recording);
    } catch (error) {
      releaseRecording(native, recording);
      throw new GraphRefused(`TensorFlow does not take the graph: ${(error as Error).message}`);
    }
  }

  run(inputs: Tensors): Tensors {
    const outputs = this.graph.run(inputs);
    this.runs++;
    return outputs;
  }

  /** Whether a variable is gone that the graph works with. */
  get isOrphaned(): boolean {
    return this.recording.variables.some(({ variable }) => variable.isDisposed);
  }

  /** Runs the step once more on trial, and says what is different from when it was traced. */
  changedSince(inputs: Tensors): string | undefined {
    const { recording, undo } = tryOut(this.native, this.step, inputs);
    undo();
    const changed = recording.obstacle ?? difference(this.recording, recording);
    releaseRecording(this.native, recording);
    return changed;
  }

  dispose(): void {
    this.graph.dispose();
    releaseRecording(this.native, this.recording);
  }
}

/** Runs and records the step. It can be undone, or kept as a step that counts. When it throws, it is undone. */
function tryOut(native: NativeBackend, step: Step, inputs: Tensors) {
  const variables = registeredVariables();
  const values = variables.map((variable) => ({ variable, value: tf.keep(variable.clone()) }));
  const forget = () => tf.dispose(values.map(({ value }) => value));
  const restore = () => {
    for (const { variable, value } of values) if (!variable.isDisposed) variable.assign(value);
    forget();
  };
  try {
    const { recording, outputs } = record(native, step, inputs);
    return {
      recording,
      createdVariables: registeredVariables().length !== variables.length,
      undo() {
        tf.dispose(outputs);
        restore();
      },
      keep(): Tensors {
        forget();
        return outputs;
      },
    };
  } catch (error) {
    restore();
    throw error;
  }
}
