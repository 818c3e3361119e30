import { NativeBackend } from '../kernels/native';
import { Frozen, FrozenValue } from './frozen';
import { nodeName } from './names';
import { graphNodes } from './nodes';
import { Plan, planOf } from './plan';
import { Tensors } from './record';
import { Recording } from './recording';
import { Residents } from './residents';
import { openSession } from './session';

/** A recorded step as one TensorFlow graph, loaded and ready to run. */
export interface Graph {
  /** Runs the step on these inputs; the outputs are the caller's to dispose. */
  run(inputs: Tensors): Tensors;
  /** Releases the graph. What it held of the variables is in the variables again. */
  dispose(): void;
}

/**
 * Loads a recording as a graph; where its values then are is in README.md.
 *
 * @throws Error when TensorFlow does not take the graph
 */
export function loadGraph(native: NativeBackend, recording: Recording): Graph {
  const plan = planOf(recording);
  const session = openSession(native.binding, graphNodes(native.binding, recording, plan), recording);
  const residents = new Residents(native, session, variablesOf(recording, plan, 'resident'));
  const frozen = new Frozen(native, session, frozenValues(recording, plan));
  const fed = variablesOf(recording, plan, 'fed');
  const placeholders = [...recording.inputs.map((_, index) => nodeName.input(index)), ...fed.map(({ name }) => name)];
  const outputs = recording.outputs.map((_, index) => nodeName.output(index));
  return {
    run(inputs) {
      residents.beforeRun();
      frozen.beforeRun();
      const tensors = [...recording.inputs.map(({ name }) => inputs[name]), ...fed.map(({ variable }) => variable)];
      const ids = native.getInputTensorIds(tensors);
      const results = session.run(
        placeholders.map((node, index) => [node, ids[index]]),
        outputs,
      );
      residents.afterRun();
      return Object.fromEntries(
        recording.outputs.map(({ name }, index) => [name, native.createOutputTensor(results[index])]),
      );
    },
    dispose() {
      residents.fetch();
      session.close();
    },
  };
}

function variablesOf({ variables }: Recording, plan: Plan, place: Plan['variables'][number]) {
  return variables.flatMap(({ variable }, index) =>
    plan.variables[index] === place ? [{ name: nodeName.variable(index), variable }] : [],
  );
}

function frozenValues(recording: Recording, plan: Plan): FrozenValue[] {
  return [
    ...variablesOf(recording, plan, 'frozen').map(({ name, variable }) => ({ name, source: { variable } })),
    ...recording.captured.flatMap(({ handle }, index) =>
      plan.captured[index] === 'frozen' ? [{ name: nodeName.captured(index), source: { handle } }] : [],
    ),
  ];
}
