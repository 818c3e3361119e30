import * as tf from '@tensorflow/tfjs';
import { Attribute, NativeBackend } from '../kernels/native';
import { TensorBytes } from './protobuf';

/** Where an operation's input, an output of the step or the new value of a variable comes from. */
export type Source =
  | { from: 'operation'; index: number; output: number }
  | { from: 'input'; name: string }
  | { from: 'variable'; index: number }
  | { from: 'constant'; index: number }
  | { from: 'captured'; index: number };

/** Shape and TensorFlow's code of the data type. */
export interface Kind {
  shape: number[];
  dtype: number;
}

/** An operation as it ran. */
export interface Operation {
  name: string;
  attributes: Attribute[];
  inputs: Source[];
  outputs: Kind[];
}

/** A variable that the step read or assigned, and where its new value comes from if it was assigned. */
export interface TouchedVariable {
  variable: tf.Variable;
  dtype: number;
  assigned?: Source;
}

/** A tensor made before the step and used in it without being an input; the recording holds it by a handle of its own. */
export interface CapturedTensor extends Kind {
  /** The tensor's identifier when it was recorded. */
  id: number;
  handle: number;
}

/** What one run of the step did, in TensorFlow's operations. */
export interface Recording {
  inputs: Array<Kind & { name: string }>;
  operations: Operation[];
  /** Values that the step brought from JavaScript. */
  constants: TensorBytes[];
  captured: CapturedTensor[];
  variables: TouchedVariable[];
  outputs: Array<{ name: string; source: Source }>;
  /** Why the step cannot become a graph, when it cannot. */
  obstacle?: string;
}

/** Shape and data type of a value of the recording. */
export function kindOf(recording: Recording, source: Source): Kind {
  switch (source.from) {
    case 'operation':
      return recording.operations[source.index].outputs[source.output];
    case 'input':
      return recording.inputs.find(({ name }) => name === source.name)!;
    case 'variable': {
      const { variable, dtype } = recording.variables[source.index];
      return { shape: variable.shape, dtype };
    }
    case 'constant':
      return recording.constants[source.index];
    case 'captured':
      return recording.captured[source.index];
  }
}

/** Lets go of the captured tensors. */
export function releaseRecording(native: NativeBackend, recording: Recording): void {
  for (const { handle } of recording.captured.splice(0)) native.binding.deleteTensor(handle);
}

/** What changed from one recording of the step to the next, in words, or undefined when they agree. */
export function difference(before: Recording, after: Recording): string | undefined {
  const operations = Math.max(before.operations.length, after.operations.length);
  for (let index = 0; index < operations; index++) {
    const [one, other] = [before.operations[index], after.operations[index]];
    if (one === undefined || other === undefined || one.name !== other.name) {
      return `the step did ${one?.name ?? 'nothing'} as operation ${index} in one run and ${other?.name ?? 'nothing'} in the next`;
    }
    if (JSON.stringify(one.attributes) !== JSON.stringify(other.attributes)) {
      return `a setting of the operation ${one.name} changed from one run to the next`;
    }
    for (let input = 0; input < one.inputs.length; input++) {
      const changed = changedConstant(before, one.inputs[input], after, other.inputs[input]);
      if (changed)
        return `a number that the step takes from JavaScript changed ${changed} (${one.name}): pass it as a tensor`;
    }
  }
  const rest = ({ operations, outputs, variables }: Recording) =>
    JSON.stringify([
      operations.map(({ inputs }) => inputs),
      outputs,
      variables.map(({ variable, assigned }) => [variable.name, assigned]),
    ]);
  if (rest(before) !== rest(after)) return 'the step used other tensors or variables in the next run';
  const replaced = before.captured.some(({ id }, index) => id !== after.captured[index].id);
  return replaced ? 'the step uses a tensor that is made anew for each run: pass it as an input' : undefined;
}

function changedConstant(before: Recording, one: Source, after: Recording, other: Source): string | undefined {
  if (one.from !== 'constant' || other.from !== 'constant') return undefined;
  const [then, now] = [before.constants[one.index], after.constants[other.index]];
  if (then.dtype === now.dtype && String(then.shape) === String(now.shape) && then.bytes.equals(now.bytes)) {
    return undefined;
  }
  const single = then.bytes.length === 4 && now.bytes.length === 4 && then.dtype === 1;
  return single
    ? `from ${shortNumber(then.bytes.readFloatLE())} to ${shortNumber(now.bytes.readFloatLE())}`
    : `in a tensor of shape [${now.shape}]`;
}

function shortNumber(value: number): number {
  return Number(value.toPrecision(6));
}
