import { MomentumUpdate } from './momentum';
import { Edge, nodeName } from './names';
import { attribute, Node } from './protobuf';
import { Recording, Source } from './recording';

/** Codes of data types in TensorFlow's files. */
const [FLOAT, BOOL] = [1, 10];

/** The values that the updates of the variables are made from. */
export function updateSources(recording: Recording, momentum: MomentumUpdate[]): Source[] {
  return [
    ...assignments(recording, momentum).map(({ value }) => value),
    ...momentum.flatMap(({ gradient, learningRate, momentum, onlyIf }) =>
      [gradient, learningRate, momentum, onlyIf].filter((source) => source !== undefined),
    ),
  ];
}

/**
 * The nodes that write to the variables, and the names of those that say when all is written.
 *
 * A variable is written once all that read it are done: its old value is then free to be overwritten in place.
 */
export function updateNodes(
  recording: Recording,
  momentum: MomentumUpdate[],
  needed: Set<number>,
  edge: Edge,
): { nodes: Node[]; done: string[] } {
  const readers = recording.variables.map((): string[] => []);
  recording.operations.forEach(({ inputs }, index) => {
    if (!needed.has(index)) return;
    for (const input of inputs) {
      if (input.from === 'variable') readers[input.index].push(`^${nodeName.operation(index)}`);
    }
  });
  const after = (index: number) => [`^${nodeName.readOf(nodeName.variable(index))}`, ...new Set(readers[index])];
  const assigned = assignments(recording, momentum).map(({ index, value }): Node => {
    const variable = nodeName.variable(index);
    const attributes = { dtype: attribute.type(recording.variables[index].dtype) };
    const inputs = [variable, edge(value), ...after(index)];
    return { name: `${variable}/assign`, operation: 'AssignVariableOp', inputs, attributes };
  });
  const applied = momentumNodes(momentum, edge, after);
  return { nodes: [...assigned, ...applied.nodes], done: [...assigned.map(({ name }) => name), ...applied.done] };
}

/** The variables that get a whole new value, and which. */
function assignments({ variables }: Recording, momentum: MomentumUpdate[]): Array<{ index: number; value: Source }> {
  const inPlace = new Set(momentum.flatMap(({ variable, velocity }) => [variable, velocity]));
  return variables.flatMap(({ assigned }, index) =>
    assigned && !inPlace.has(index) ? [{ index, value: assigned }] : [],
  );
}

/** Updates in place. One under a condition hangs on a switch: its dead branch is never run, and costs nothing. */
function momentumNodes(
  updates: MomentumUpdate[],
  edge: Edge,
  after: (variable: number) => string[],
): { nodes: Node[]; done: string[] } {
  const float = { T: attribute.type(FLOAT) };
  const nodes: Node[] = [];
  const applied = new Map<string | undefined, string[]>();
  for (const { variable, velocity, gradient, learningRate, momentum, onlyIf } of updates) {
    const name = `${nodeName.variable(variable)}/momentum`;
    const condition = onlyIf && edge(onlyIf);
    const gated = `${name}/gradient`;
    if (condition) nodes.push({ name: gated, operation: 'Switch', inputs: [edge(gradient), condition], attributes: float }); // prettier-ignore
    const inputs = [
      nodeName.variable(variable),
      nodeName.variable(velocity),
      edge(learningRate),
      condition ? `${gated}:1` : edge(gradient),
      edge(momentum),
      ...after(variable),
    ];
    nodes.push({ name, operation: 'ResourceApplyMomentum', inputs, attributes: float });
    applied.set(condition, [...(applied.get(condition) ?? []), name]);
  }
  const done: string[] = [];
  for (const [condition, names] of applied) {
    if (condition === undefined) {
      done.push(...names);
    } else {
      const group = conditionNodes(`condition${done.length}`, condition, names);
      nodes.push(...group);
      done.push(group[group.length - 1].name);
    }
  }
  return { nodes, done };
}

/** The last of these nodes runs when the condition is false, or when it is true and the named nodes are done. */
function conditionNodes(name: string, condition: string, after: string[]): Node[] {
  const bool = { T: attribute.type(BOOL) };
  const yes = `${name}/yes`;
  return [
    { name, operation: 'Switch', inputs: [condition, condition], attributes: bool },
    { name: yes, operation: 'Identity', inputs: [`${name}:1`, ...after.map((one) => `^${one}`)], attributes: bool },
    { name: `${name}/done`, operation: 'Merge', inputs: [name, yes], attributes: { ...bool, N: attribute.int(2) } },
  ];
}
