import * as tf from '@tensorflow/tfjs';
import { gatherWithoutReading } from '../kernels/gather';
import { Attribute, Binding, NativeBackend, OutputInfo } from '../kernels/native';
import { TensorBytes } from './protobuf';

/** Where an operation's input, an output of the step or the new value of a variable comes from. */
export type Source =
  | { from: 'operation'; index: number; output: number }
  | { from: 'input'; name: string }
  | { from: 'variable'; index: number }
  | { from: 'constant'; index: number }
  | { from: 'captured'; index: number };

/** An operation as it ran. */
export interface Operation {
  name: string;
  attributes: Attribute[];
  inputs: Source[];
  outputs: Array<{ shape: number[]; dtype: number }>;
}

/** A variable that the step read or assigned, and where its new value comes from if it was assigned. */
export interface TouchedVariable {
  variable: tf.Variable;
  dtype: number;
  assigned?: Source;
}

/** A tensor made before the step and used in it without being an input; the recording holds it by a handle of its own. */
export interface CapturedTensor {
  /** The tensor's identifier when it was recorded. */
  id: number;
  handle: number;
  shape: number[];
  dtype: number;
}

/** What one run of the step did, in TensorFlow's operations. */
export interface Recording {
  inputs: Array<{ name: string; shape: number[]; dtype: number }>;
  operations: Operation[];
  /** Values that the step brought from JavaScript. */
  constants: TensorBytes[];
  captured: CapturedTensor[];
  variables: TouchedVariable[];
  outputs: Array<{ name: string; source: Source }>;
  /** Why the step cannot become a graph, when it cannot. */
  obstacle?: string;
}

export type Tensors = Record<string, tf.Tensor>;

/**
 * Runs the step once, for real, and records what it does. The outputs are the caller's to dispose, and so are the
 * handles of the captured tensors, through {@link releaseRecording}.
 */
export function record(
  native: NativeBackend,
  step: (inputs: Tensors) => Tensors,
  inputs: Tensors,
): { recording: Recording; outputs: Tensors } {
  gatherWithoutReading();
  const real = native.binding;
  const nativeId = (tensor: tf.Tensor) => native.getInputTensorIds([tensor])[0];
  const recording: Recording = { inputs: [], operations: [], constants: [], captured: [], variables: [], outputs: [] };
  const obstruct = (obstacle: string) => void (recording.obstacle ??= obstacle);
  const sources = new Map<number, Source>();

  // Tensors may share their values. Here each input and each variable needs values of its own to be told apart.
  const own: Tensors = {};
  for (const [name, tensor] of Object.entries(inputs)) {
    own[name] = copied(native, tensor);
    const { shape, dtype } = native.tensorMap.get(own[name].dataId);
    recording.inputs.push({ name, shape, dtype });
    sources.set(nativeId(own[name]), { from: 'input', name });
  }
  const candidates = registeredVariables().map((variable) => {
    const copy = copied(native, variable);
    variable.assign(copy);
    copy.dispose();
    return { variable, id: nativeId(variable), dataId: variable.dataId };
  });
  const untouched = new Map(candidates.map((candidate) => [candidate.id, candidate.variable]));

  const touch = (variable: tf.Variable, id: number): Source => {
    const { dtype } = native.tensorMap.get(variable.dataId);
    const source: Source = { from: 'variable', index: recording.variables.push({ variable, dtype }) - 1 };
    untouched.delete(id);
    sources.set(id, source);
    return source;
  };
  const sourceOf = (id: number): Source => {
    const known = sources.get(id);
    if (known) return known;
    const variable = untouched.get(id);
    if (variable) return touch(variable, id);
    const [{ id: handle, shape, dtype }] = real.executeOp('Identity', [], [id], 1);
    const source: Source = { from: 'captured', index: recording.captured.push({ id, handle, shape, dtype }) - 1 };
    sources.set(id, source);
    return source;
  };

  const watched: Partial<Binding> = {
    executeOp(name, attributes, ids, outputs): OutputInfo[] {
      if (/Random|Multinomial/.test(name)) obstruct(`the step draws random numbers (${name}): pass them as an input`);
      const from = ids.map(sourceOf);
      const results = real.executeOp(name, attributes, ids, outputs);
      const shapes = results.map(({ shape, dtype }) => ({ shape: [...shape], dtype }));
      if (shapes.some(({ dtype }) => !isNumeric(real, dtype))) obstruct(`the operation ${name} gives no plain numbers`);
      const complete = [...attributes];
      // The one kernel of the binding that leaves its data type for TensorFlow to infer, which a graph does not.
      if (name === 'ExpandDims') complete.push({ name: 'T', type: real.TF_ATTR_TYPE, value: shapes[0].dtype });
      const index = recording.operations.push({ name, attributes: complete, inputs: from, outputs: shapes }) - 1;
      results.forEach(({ id }, output) => sources.set(id, { from: 'operation', index, output }));
      return results;
    },
    createTensor(shape, dtype, values): number {
      const id = real.createTensor(shape, dtype, values);
      if (isNumeric(real, dtype) && ArrayBuffer.isView(values)) {
        const bytes = Buffer.from(Uint8Array.from(new Uint8Array(values.buffer, values.byteOffset, values.byteLength)));
        const index = recording.constants.push({ shape: [...shape], dtype, bytes }) - 1;
        sources.set(id, { from: 'constant', index });
      } else {
        obstruct('the step makes a tensor of strings or complex numbers');
      }
      return id;
    },
    tensorDataSync(id) {
      obstruct('the step reads the values of a tensor, so what follows may depend on them');
      return real.tensorDataSync(id);
    },
    runSavedModel(...call) {
      obstruct('the step runs a saved model or another compiled step');
      return real.runSavedModel(...call);
    },
  };

  native.binding = Object.assign(copyOfBinding(real), watched);
  try {
    const outputs = step(own);
    const settled = candidates.filter(({ variable, dataId }) => !variable.isDisposed && variable.dataId !== dataId);
    for (const { variable, id } of settled) {
      const known = sources.get(id) ?? touch(variable, id);
      if (known.from === 'variable') recording.variables[known.index].assigned = sourceOf(nativeId(variable));
    }
    for (const [name, tensor] of Object.entries(outputs)) {
      recording.outputs.push({ name, source: sourceOf(nativeId(tensor)) });
    }
    if (candidates.some(({ variable }) => variable.isDisposed)) obstruct('the step disposes a variable');
    return { recording, outputs };
  } catch (error) {
    native.binding = real;
    releaseRecording(native, recording);
    throw error;
  } finally {
    native.binding = real;
    tf.dispose(own);
  }
}

/** Lets go of the captured tensors. */
export function releaseRecording(native: NativeBackend, recording: Recording): void {
  for (const { handle } of recording.captured.splice(0)) native.binding.deleteTensor(handle);
}

/** All variables that TensorFlow.js knows. */
export function registeredVariables(): tf.Variable[] {
  return Object.values(tf.engine().registeredVariables);
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

/** A tensor with the same values and an identifier of its own. */
function copied(native: NativeBackend, tensor: tf.Tensor): tf.Tensor {
  const type = { name: 'T', type: native.binding.TF_ATTR_TYPE, value: native.tensorMap.get(tensor.dataId).dtype };
  return native.executeSingleOutput('Identity', [type], [tensor]);
}

function isNumeric(binding: Binding, dtype: number): boolean {
  return [binding.TF_FLOAT, binding.TF_INT32, binding.TF_INT64, binding.TF_BOOL].includes(dtype);
}

function copyOfBinding(binding: Binding): Binding {
  const names = Object.getOwnPropertyNames(binding) as Array<keyof Binding>;
  return Object.fromEntries(names.map((name) => [name, binding[name]])) as unknown as Binding;
}
