import { Binding } from '../kernels/native';
import { inBfloat16, wantsBfloat16 } from './bfloat16';
import { momentumUpdates } from './momentum';
import { Edge, edges, nodeName, resourcesOf } from './names';
import { Plan } from './plan';
import { attribute, attributeOf, Node, TensorBytes } from './protobuf';
import { Kind, kindOf, Recording, Source } from './recording';
import { updateNodes, updateSources } from './updates';

/** The nodes of the graph that does what the recording did. */
export function graphNodes(binding: Binding, recording: Recording, plan: Plan): Node[] {
  const edge = edges(recording, plan);
  const momentum = momentumUpdates(recording);
  const { outputs } = recording;
  const needed = neededOperations(recording, [
    ...outputs.map(({ source }) => source),
    ...updateSources(recording, momentum),
  ]);
  const updates = updateNodes(recording, momentum, needed, edge);
  return [
    ...recording.inputs.map((kind, index) => placeholder(nodeName.input(index), kind)),
    ...variableNodes(recording, plan),
    ...recording.constants.map((value, index) => constant(nodeName.constant(index), value)),
    ...capturedNodes(binding, recording, plan),
    ...operationNodes(binding, recording, needed, edge),
    ...updates.nodes,
    ...outputs.map(({ source }, index) => {
      const inputs = [edge(source), ...updates.done.map((name) => `^${name}`)];
      return { name: nodeName.output(index), operation: 'Identity', inputs, attributes: { T: attribute.type(kindOf(recording, source).dtype) } }; // prettier-ignore
    }),
    pushNode(binding, 'resident', resourcesOf(plan, 'resident')),
    pushNode(binding, 'frozen', resourcesOf(plan, 'frozen')),
  ];
}

function variableNodes({ variables }: Recording, plan: Plan): Node[] {
  return variables.flatMap(({ variable: { shape }, dtype }, index) => {
    const name = nodeName.variable(index);
    return plan.variables[index] === 'fed' ? [placeholder(name, { shape, dtype })] : resource(name, { shape, dtype });
  });
}

function capturedNodes(binding: Binding, { captured }: Recording, plan: Plan): Node[] {
  return captured.flatMap(({ handle, shape, dtype }, index) => {
    const name = nodeName.captured(index);
    if (plan.captured[index] === 'frozen') return resource(name, { shape, dtype });
    const { buffer, byteOffset, byteLength } = binding.tensorDataSync(handle);
    return [constant(name, { shape, dtype, bytes: Buffer.from(buffer, byteOffset, byteLength) })];
  });
}

function operationNodes(binding: Binding, recording: Recording, needed: Set<number>, edge: Edge): Node[] {
  const bfloat16 = wantsBfloat16();
  return recording.operations.flatMap(({ name, attributes, inputs }, index) => {
    if (!needed.has(index)) return [];
    const settings = Object.fromEntries(attributes.map((one) => [one.name, attributeOf(binding, one)]));
    const node = { name: nodeName.operation(index), operation: name, inputs: inputs.map(edge), attributes: settings };
    const isFloat = inputs.map((source) => kindOf(recording, source).dtype === binding.TF_FLOAT);
    return bfloat16 ? inBfloat16(node, isFloat) : [node];
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

function placeholder(name: string, { shape, dtype }: Kind): Node {
  const attributes = { dtype: attribute.type(dtype), shape: attribute.shape(shape) };
  return { name, operation: 'Placeholder', inputs: [], attributes };
}

function constant(name: string, value: TensorBytes): Node {
  const attributes = { dtype: attribute.type(value.dtype), value: attribute.tensor(value) };
  return { name, operation: 'Const', inputs: [], attributes };
}

/** A value that stays in the graph from run to run, how it is read, and how it gets a value from outside. */
function resource(name: string, kind: Kind): Node[] {
  const dtype = attribute.type(kind.dtype);
  const handle = { dtype, shape: attribute.shape(kind.shape), shared_name: attribute.string(name), container: attribute.string('') }; // prettier-ignore
  const value = nodeName.valueFor(name);
  return [
    { name, operation: 'VarHandleOp', inputs: [], attributes: handle },
    { name: nodeName.readOf(name), operation: 'ReadVariableOp', inputs: [name], attributes: { dtype } },
    placeholder(value, kind),
    { name: nodeName.pushOf(name), operation: 'AssignVariableOp', inputs: [name, value], attributes: { dtype } },
  ];
}

/** A constant that comes after all resources of a group were pushed: a run needs something to ask for. */
function pushNode(binding: Binding, group: 'resident' | 'frozen', resources: string[]): Node {
  const zero = constant(nodeName.pushed(group), { dtype: binding.TF_INT32, shape: [], bytes: Buffer.alloc(4) });
  return { ...zero, inputs: resources.map((name) => `^${nodeName.pushOf(name)}`) };
}
