import * as tf from '@tensorflow/tfjs';
import { nativeBackend, NativeBackend } from './kernels/native';
import { Tensors } from './graph/record';
import { Step, Trace, traceStep } from './graph/trace';

/** A training step that runs as one TensorFlow graph where it can. */
export interface Compiled {
  /** One step. The outputs are the caller's to dispose, the inputs stay the caller's. */
  run(inputs: Tensors): Promise<Tensors>;
  /**
   * Where the step stands:
   *
   *     fresh    without a graph: the next run traces the step
   *     traced   with a graph for each shape of the inputs that it was run on, four at most
   *     eager    for good without one, since it cannot be a graph
   *
   *     fresh → traced    by a run; one that creates variables leaves it fresh
   *     fresh → eager, traced → eager    by a run that meets an obstacle
   *     traced → fresh    by dispose
   */
  readonly state: 'fresh' | 'traced' | 'eager';
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
 * FACELAB_EAGER turns tracing off; FACELAB_BFLOAT16 lets a graph compute its convolutions in bfloat16, faster on processors
 * with AVX-512 BF16 and with 8 bits of mantissa.
 *
 * JavaScript in the step (counters, logging) runs at the trials alone. Variables that the step creates are taken as
 * part of a first step that runs as it stands.
 *
 * @param step takes named tensors, updates variables, returns the loss or named tensors (a lone tensor is named `loss`)
 */
export function compile(step: (inputs: Tensors) => tf.Tensor | Tensors): Compiled {
  return new CompiledStep(step);
}

class CompiledStep implements Compiled {
  /** How the last step ran. */
  mode: 'graph' | 'eager' = 'eager';
  /** Why the last step did not run as a graph. */
  reason: string | undefined = 'no step has run yet';
  private readonly step: Step;
  /** The graphs by {@link signatureOf} the inputs, the oldest first. */
  private readonly traces = new Map<string, Trace>();
  /** Why the step cannot be a graph, once that is known. */
  private obstacle: string | undefined;

  constructor(step: (inputs: Tensors) => tf.Tensor | Tensors) {
    this.step = withOwnOutputs(step);
  }

  get state(): Compiled['state'] {
    if (this.obstacle !== undefined) return 'eager';
    return this.traces.size > 0 ? 'traced' : 'fresh';
  }

  async run(inputs: Tensors): Promise<Tensors> {
    const native = nativeBackend();
    if (!native) return this.runEagerly(inputs, `the engine ${tf.getBackend()} has no graphs`);
    if (process.env.FACELAB_EAGER) return this.runEagerly(inputs, 'FACELAB_EAGER is set');
    if (this.obstacle !== undefined) return this.runEagerly(inputs, this.obstacle);
    const signature = signatureOf(inputs);
    if (this.traces.get(signature)?.isOrphaned) this.drop(signature);
    const trace = this.traces.get(signature);
    return trace ? this.runAgain(trace, inputs) : this.runFirst(native, signature, inputs);
  }

  dispose(): void {
    for (const signature of [...this.traces.keys()]) this.drop(signature);
  }

  private runFirst(native: NativeBackend, signature: string, inputs: Tensors): Tensors {
    if (this.traces.size === SHAPES) {
      const [[oldest, { runs }]] = this.traces;
      this.drop(oldest);
      if (runs < WORTHWHILE) {
        const advice = 'pad them to a fixed length and pass a mask';
        return this.giveUp(inputs, `the inputs come in too many shapes (${signature}): ${advice}`);
      }
    }
    const traced = traceStep(native, this.step, inputs);
    switch (traced.kind) {
      case 'created variables':
        this.note('eager', 'the step created variables, so the next one is traced');
        return traced.outputs;
      case 'obstacle':
        return this.giveUp(inputs, traced.obstacle);
      case 'trace':
        this.traces.set(signature, traced.trace);
        try {
          return this.runGraph(traced.trace, inputs);
        } catch (error) {
          // The variables are still as they were before the first run.
          return this.giveUp(inputs, `TensorFlow does not run the graph: ${(error as Error).message}`);
        }
    }
  }

  private runAgain(trace: Trace, inputs: Tensors): Tensors {
    const changed = isTimeToCheck(trace.runs) ? trace.changedSince(inputs) : undefined;
    if (changed === undefined) return this.runGraph(trace, inputs);
    return this.giveUp(inputs, `${changed} (noticed after ${trace.runs} steps as a graph)`);
  }

  private runGraph(trace: Trace, inputs: Tensors): Tensors {
    this.note('graph', undefined);
    return trace.run(inputs);
  }

  private runEagerly(inputs: Tensors, reason: string): Tensors {
    this.note('eager', reason);
    return this.step(inputs);
  }

  private giveUp(inputs: Tensors, obstacle: string): Tensors {
    this.obstacle = obstacle;
    this.dispose();
    return this.runEagerly(inputs, obstacle);
  }

  private note(mode: 'graph' | 'eager', reason: string | undefined): void {
    this.mode = mode;
    this.reason = reason;
  }

  private drop(signature: string): void {
    const trace = this.traces.get(signature)!;
    this.traces.delete(signature);
    trace.dispose();
  }
}

/** What a graph is good for: inputs of these names, data types and shapes. */
function signatureOf(inputs: Tensors): string {
  return Object.entries(inputs)
    .map(([name, { shape, dtype }]) => `${name} ${dtype} [${shape}]`)
    .join(', ');
}

/** True for 16, 64, 256, … */
function isTimeToCheck(runs: number): boolean {
  return runs >= 16 && Number.isInteger(Math.log2(runs) / 2);
}

/** The step with named outputs that may be disposed, even where it returns an input or a variable. */
function withOwnOutputs(step: (inputs: Tensors) => tf.Tensor | Tensors): Step {
  return (inputs) =>
    tf.tidy(() => {
      const result = step(inputs);
      const tensors = result instanceof tf.Tensor ? { loss: result } : result;
      return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, tensor.clone()]));
    });
}
