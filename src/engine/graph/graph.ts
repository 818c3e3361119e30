import * as tf from '@tensorflow/tfjs';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NativeBackend } from '../kernels/native';
import { MomentumUpdate, momentumUpdates } from './momentum';
import { attribute, attributeOf, Node, savedModel } from './protobuf';
import { Recording, Source, Tensors } from './record';

/** A recorded step as one TensorFlow graph, loaded and ready to run. */
export interface Graph {
  /** Runs the step on these inputs; the outputs are the caller's to dispose. */
  run(inputs: Tensors): Tensors;
  /** Releases the graph. What it held of the variables is in the variables again. */
  dispose(): void;
}

/** Codes of data types in TensorFlow's files. */
const [FLOAT, BOOL] = [1, 10];

/** Up to this many elements a tensor is cheaper to hand over at each run than to keep in the graph. */
const SMALL = 1024;

/**
 * Builds the graph of a recording.
 *
 * Inputs and small variables that the step only reads are handed over at each run. What the step assigns lives in the
 * graph, where TensorFlow updates it in place (see `residents`); so do large tensors that it only reads.
 *
 * @throws Error when TensorFlow does not take the graph
 */
export function loadGraph(native: NativeBackend, recording: Recording): Graph {
  const { binding } = native;
  const { nodes, plan } = graphOf(native, recording);
  const folder = mkdtempSync(join(tmpdir(), 'facelab-graph-'));
  let model: number;
  try {
    writeFileSync(join(folder, 'saved_model.pb'), savedModel(nodes));
    model = binding.loadSavedModel(folder, 'serve');
  } catch (error) {
    const [firstLine] = (error as Error).message.split('\n');
    const [, index] = /node operation(\d+)/.exec((error as Error).message) ?? [];
    throw new Error(index ? `${firstLine} (${recording.operations[Number(index)].name})` : firstLine);
  } finally {
    rmSync(folder, { recursive: true });
  }

  const session = (ids: number[], names: string[], outputs: string[]) =>
    binding.runSavedModel(
      model,
      ids,
      names.map((name) => `${name}:0`).join(),
      outputs.map((name) => `${name}:0`).join(),
    );
  const state = residents(native, plan.state, session);
  const frozen = plan.frozen.map((one) => ({ ...one, pushed: undefined as object | number | undefined }));
  const current = ({ source }: Resident) => ('variable' in source ? source.variable.dataId : source.handle);
  const inputNames = recording.inputs.map((_, index) => `input${index}`);
  const outputNames = recording.outputs.map((_, index) => `output${index}`);

  return {
    run(inputs) {
      state.enter();
      if (frozen.some((one) => current(one) !== one.pushed)) {
        const ids = frozen.map(({ source }) => idOf(native, source));
        const [done] = session(
          ids,
          frozen.map(({ name }) => `${name}/value`),
          ['frozen'],
        );
        binding.deleteTensor(done.id);
        for (const one of frozen) one.pushed = current(one);
      }
      const fed = native.getInputTensorIds([
        ...recording.inputs.map(({ name }) => inputs[name]),
        ...plan.fed.map(({ variable }) => variable),
      ]);
      const results = session(fed, [...inputNames, ...plan.fed.map(({ name }) => name)], outputNames);
      state.leave();
      return Object.fromEntries(
        recording.outputs.map(({ name }, index) => [name, native.createOutputTensor(results[index])]),
      );
    },
    dispose() {
      state.materialise();
      binding.deleteSavedModel(model);
    },
  };
}

/** A variable or captured tensor whose values live in the graph, under this node's name. */
interface Resident {
  name: string;
  source: { variable: tf.Variable } | { handle: number };
}

/** A variable that the step assigns. */
interface StateVariable {
  name: string;
  variable: tf.Variable;
}

interface Plan {
  state: StateVariable[];
  frozen: Resident[];
  fed: StateVariable[];
}

function idOf(native: NativeBackend, source: Resident['source']): number {
  return 'variable' in source ? native.getInputTensorIds([source.variable])[0] : source.handle;
}

/** The nodes of the graph, and which values it needs from where. */
function graphOf(native: NativeBackend, recording: Recording): { nodes: Node[]; plan: Plan } {
  const { binding } = native;
  const { operations, variables, captured, constants } = recording;
  const nodes: Node[] = [];
  const plan: Plan = { state: [], frozen: [], fed: [] };
  const add = (name: string, operation: string, inputs: string[], attributes: Node['attributes']) =>
    void nodes.push({ name, operation, inputs, attributes });
  const placeholder = (name: string, dtype: number, shape: number[]) =>
    add(name, 'Placeholder', [], { dtype: attribute.type(dtype), shape: attribute.shape(shape) });
  const resident = (name: string, dtype: number, shape: number[]) => {
    const dtypeOnly = { dtype: attribute.type(dtype) };
    const named = { shared_name: attribute.string(name), container: attribute.string('') };
    add(name, 'VarHandleOp', [], { ...dtypeOnly, shape: attribute.shape(shape), ...named });
    add(`${name}/read`, 'ReadVariableOp', [name], dtypeOnly);
    placeholder(`${name}/value`, dtype, shape);
    add(`${name}/push`, 'AssignVariableOp', [name, `${name}/value`], dtypeOnly);
  };

  recording.inputs.forEach(({ dtype, shape }, index) => placeholder(`input${index}`, dtype, shape));
  const variableNodes = variables.map(({ variable, dtype, assigned }, index) => {
    const name = `variable${index}`;
    if (!assigned && variable.size <= SMALL) {
      placeholder(name, dtype, variable.shape);
      plan.fed.push({ name, variable });
      return name;
    }
    resident(name, dtype, variable.shape);
    if (assigned) plan.state.push({ name, variable });
    else plan.frozen.push({ name, source: { variable } });
    return `${name}/read`;
  });
  const constant = (name: string, dtype: number, shape: number[], bytes: Buffer) =>
    add(name, 'Const', [], { dtype: attribute.type(dtype), value: attribute.tensor({ dtype, shape, bytes }) });
  constants.forEach(({ dtype, shape, bytes }, index) => constant(`constant${index}`, dtype, shape, bytes));
  const capturedNodes = captured.map(({ handle, dtype, shape }, index) => {
    const name = `captured${index}`;
    if (tf.util.sizeFromShape(shape) > SMALL) {
      resident(name, dtype, shape);
      plan.frozen.push({ name, source: { handle } });
      return `${name}/read`;
    }
    const { buffer, byteOffset, byteLength } = binding.tensorDataSync(handle);
    constant(name, dtype, shape, Buffer.from(buffer, byteOffset, byteLength));
    return name;
  });

  const nodeOf = (source: Source): string => {
    switch (source.from) {
      case 'operation':
        return source.output === 0 ? `operation${source.index}` : `operation${source.index}:${source.output}`;
      case 'input':
        return `input${recording.inputs.findIndex(({ name }) => name === source.name)}`;
      case 'variable':
        return variableNodes[source.index];
      case 'constant':
        return `constant${source.index}`;
      case 'captured':
        return capturedNodes[source.index];
    }
  };

  const momentum = momentumUpdates(recording);
  const inPlace = new Set(momentum.flatMap(({ variable, velocity }) => [variable, velocity]));
  const assigned = variables.flatMap(({ assigned }, index) => (assigned ? [{ index, value: assigned }] : []));
  const assignments = assigned.filter(({ index }) => !inPlace.has(index));
  const results = [
    ...recording.outputs.map(({ source }) => source),
    ...assignments.map(({ value }) => value),
    ...momentum.flatMap(({ gradient, learningRate, momentum, onlyIf }) =>
      [gradient, learningRate, momentum, onlyIf].filter((source) => source !== undefined),
    ),
  ];
  const needed = neededOperations(recording, results);
  const readers = variables.map((): string[] => []);
  operations.forEach(({ name, attributes, inputs }, index) => {
    if (!needed.has(index)) return;
    const settings = attributes.map((one) => [one.name, attributeOf(binding, one)]);
    add(`operation${index}`, name, inputs.map(nodeOf), Object.fromEntries(settings));
    for (const input of inputs) if (input.from === 'variable') readers[input.index].push(`^operation${index}`);
  });

  // A variable is written when all that read it are done: its old value is then free to be overwritten in place.
  const after = (index: number) => [`^variable${index}/read`, ...new Set(readers[index])];
  const updates = [
    ...assignments.map(({ index, value }) => {
      const name = `variable${index}/assign`;
      const dtype = attribute.type(variables[index].dtype);
      add(name, 'AssignVariableOp', [`variable${index}`, nodeOf(value), ...after(index)], { dtype });
      return name;
    }),
    ...applyMomentum(momentum, nodeOf, after, add),
  ];
  recording.outputs.forEach(({ source }, index) => {
    const inputs = [nodeOf(source), ...updates.map((name) => `^${name}`)];
    add(`output${index}`, 'Identity', inputs, { T: attribute.type(dataTypeOf(recording, source)) });
  });
  for (const [name, group] of [
    ['state', plan.state],
    ['frozen', plan.frozen],
  ] as const) {
    // prettier-ignore
    const zero = { dtype: binding.TF_INT32, shape: [], bytes: Buffer.alloc(4) };
    const inputs = group.map((one) => `^${one.name}/push`);
    add(name, 'Const', inputs, { dtype: attribute.type(zero.dtype), value: attribute.tensor(zero) });
  }
  return { nodes, plan };
}

/**
 * Adds the nodes that update variables in place, and names those that an output waits for. An update under a condition
 * hangs on a switch: its dead branch is never run, and costs nothing.
 */
function applyMomentum(
  updates: MomentumUpdate[],
  nodeOf: (source: Source) => string,
  after: (variable: number) => string[],
  add: (name: string, operation: string, inputs: string[], attributes: Node['attributes']) => void,
): string[] {
  const float = { T: attribute.type(FLOAT) };
  const bool = { T: attribute.type(BOOL) };
  const applied = new Map<string | undefined, string[]>();
  for (const { variable, velocity, gradient, learningRate, momentum, onlyIf } of updates) {
    const name = `variable${variable}/momentum`;
    const condition = onlyIf && nodeOf(onlyIf);
    if (condition) add(`${name}/gradient`, 'Switch', [nodeOf(gradient), condition], float);
    const from = condition ? `${name}/gradient:1` : nodeOf(gradient);
    const inputs = [`variable${variable}`, `variable${velocity}`, nodeOf(learningRate), from, nodeOf(momentum)];
    add(name, 'ResourceApplyMomentum', [...inputs, ...after(variable)], float);
    applied.set(condition, [...(applied.get(condition) ?? []), name]);
  }
  return [...applied].flatMap(([condition, names], index) => {
    if (!condition) return names;
    const name = `condition${index}`;
    add(name, 'Switch', [condition, condition], bool);
    add(`${name}/yes`, 'Identity', [`${name}:1`, ...names.map((one) => `^${one}`)], bool);
    add(`${name}/done`, 'Merge', [name, `${name}/yes`], { ...bool, N: attribute.int(2) });
    return [`${name}/done`];
  });
}

/** The operations that the results depend on; the others are left out. */
function neededOperations({ operations }: Recording, results: Source[]): Set<number> {
  const needed = new Set<number>();
  const open = [...results];
  for (let source = open.pop(); source; source = open.pop()) {
    if (source.from !== 'operation' || needed.has(source.index)) continue;
    needed.add(source.index);
    open.push(...operations[source.index].inputs);
  }
  return needed;
}

function dataTypeOf(recording: Recording, source: Source): number {
  switch (source.from) {
    case 'operation':
      return recording.operations[source.index].outputs[source.output].dtype;
    case 'input':
      return recording.inputs.find(({ name }) => name === source.name)!.dtype;
    case 'variable':
      return recording.variables[source.index].dtype;
    default:
      return (source.from === 'constant' ? recording.constants : recording.captured)[source.index].dtype;
  }
}

type Session = (
  ids: number[],
  inputs: string[],
  outputs: string[],
) => Array<{ id: number; shape: number[]; dtype: number }>;

/**
 * Lets tf.Variables have their values in the graph, without anyone else knowing.
 *
 * After a run each variable gets a fresh data entry whose native tensor is fetched from the graph the moment that
 * somebody asks for it: an evaluation, a checkpoint, a clone that is read. Before a run, a variable that was assigned
 * in the meantime is handed to the graph, and values that a clone still refers to are fetched first.
 */
function residents(native: NativeBackend, variables: StateVariable[], session: Session) {
  const { binding } = native;
  const slots = variables.map((one) => ({ ...one, dataId: undefined as object | undefined, awaiting: false }));
  const isAlive = (dataId: object) => native.tensorMap.has(dataId);
  const fix = (dataId: object, id: number) =>
    Object.defineProperty(native.tensorMap.get(dataId), 'id', { value: id, writable: true, configurable: true });

  /** Fetches all values that only the graph has. */
  const materialise = () => {
    if (!slots.some(({ awaiting, dataId }) => awaiting && isAlive(dataId!))) return;
    const values = session([], [], slots.map(({ name }) => `${name}/read`)); // prettier-ignore
    slots.forEach((slot, index) => {
      if (slot.awaiting && isAlive(slot.dataId!)) fix(slot.dataId!, values[index].id);
      else binding.deleteTensor(values[index].id);
      slot.awaiting = false;
    });
  };

  return {
    materialise,
    enter() {
      const shared = slots.some(
        ({ awaiting, dataId, variable }) =>
          awaiting && isAlive(dataId!) && (variable.dataId !== dataId || native.refCount(dataId!) > 1),
      );
      if (shared) materialise();
      if (slots.every(({ variable, dataId }) => variable.dataId === dataId)) return;
      const ids = native.getInputTensorIds(slots.map(({ variable }) => variable));
      const [done] = session(ids, slots.map(({ name }) => `${name}/value`), ['state']); // prettier-ignore
      binding.deleteTensor(done.id);
    },
    leave() {
      for (const slot of slots) {
        const { variable, dataId, awaiting } = slot;
        if (awaiting && variable.dataId === dataId) continue;
        const { dtype } = native.tensorMap.get(variable.dataId);
        const fresh = native.createOutputTensor({ id: -1, shape: variable.shape, dtype });
        variable.assign(fresh);
        slot.dataId = variable.dataId;
        slot.awaiting = true;
        // Before the identifier is a getter: disposing one of several references reads it.
        fresh.dispose();
        const entry = native.tensorMap.get(variable.dataId);
        Object.defineProperty(entry, 'id', {
          configurable: true,
          get() {
            materialise();
            return entry.id;
          },
        });
      }
    },
  };
}
