import * as tf from '@tensorflow/tfjs';
import { gatherWithoutReading } from '../kernels/gather';
import { Binding, NativeBackend, OutputInfo } from '../kernels/native';
import { Recording, releaseRecording, Source } from './recording';

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

/** All variables that TensorFlow.js knows. */
export function registeredVariables(): tf.Variable[] {
  return Object.values(tf.engine().registeredVariables);
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
