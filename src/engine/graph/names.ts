import { Plan } from './plan';
import { Recording, Source } from './recording';

/** The names of the nodes of the graph, by the index that the recording gives to the value behind each. */
export const nodeName = {
  input: (index: number) => `input${index}`,
  output: (index: number) => `output${index}`,
  operation: (index: number) => `operation${index}`,
  variable: (index: number) => `variable${index}`,
  captured: (index: number) => `captured${index}`,
  constant: (index: number) => `constant${index}`,
  /** The placeholder through which a resource gets a value from outside. */
  valueFor: (resource: string) => `${resource}/value`,
  /** What sets the resource to that value. */
  pushOf: (resource: string) => `${resource}/push`,
  /** What the resource holds at the beginning of a run. */
  readOf: (resource: string) => `${resource}/read`,
  /** Fetching it sets all resources of its group to the values handed over. */
  pushed: (group: 'resident' | 'frozen') => `${group}/pushed`,
};

/** The names of the resources of a group. */
export function resourcesOf({ variables, captured }: Plan, group: 'resident' | 'frozen'): string[] {
  const of = (places: string[], name: (index: number) => string) =>
    places.flatMap((place, index) => (place === group ? [name(index)] : []));
  return [...of(variables, nodeName.variable), ...of(captured, nodeName.captured)];
}

/** The node, and the output of it, that gives a value of the recording. */
export type Edge = (source: Source) => string;

export function edges({ inputs }: Recording, { variables, captured }: Plan): Edge {
  return (source) => {
    switch (source.from) {
      case 'operation': {
        const name = nodeName.operation(source.index);
        return source.output === 0 ? name : `${name}:${source.output}`;
      }
      case 'input':
        return nodeName.input(inputs.findIndex(({ name }) => name === source.name));
      case 'variable': {
        const name = nodeName.variable(source.index);
        return variables[source.index] === 'fed' ? name : nodeName.readOf(name);
      }
      case 'captured': {
        const name = nodeName.captured(source.index);
        return captured[source.index] === 'constant' ? name : nodeName.readOf(name);
      }
      case 'constant':
        return nodeName.constant(source.index);
    }
  };
}
