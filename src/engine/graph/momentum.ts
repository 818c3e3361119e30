import { Recording, Source } from './record';

/** Gradient descent with momentum as TensorFlow's one operation does it in place. */
export interface MomentumUpdate {
  /** Index of the variable and of its velocity among the recorded variables. */
  variable: number;
  velocity: number;
  gradient: Source;
  learningRate: Source;
  momentum: Source;
}

/**
 * Finds the updates velocity ← momentum · velocity + gradient, variable ← variable − learningRate · velocity among what
 * the step assigned. Composed they read and write each weight several times; in place it is done in one pass.
 */
export function momentumUpdates(recording: Recording): MomentumUpdate[] {
  const { operations, variables, inputs, constants, captured } = recording;
  const shapeOf = (source: Source): number[] => {
    if (source.from === 'operation') return operations[source.index].outputs[source.output].shape;
    if (source.from === 'input') return inputs.find(({ name }) => name === source.name)!.shape;
    if (source.from === 'variable') return variables[source.index].variable.shape;
    return (source.from === 'constant' ? constants : captured)[source.index].shape;
  };
  const same = (one: Source | undefined, other: Source) => JSON.stringify(one) === JSON.stringify(other);
  const isScalar = (source: Source) => shapeOf(source).length === 0;
  const inputsOf = (source: Source | undefined, name: string): Source[] => {
    if (source?.from !== 'operation') return [];
    return operations[source.index].name === name ? operations[source.index].inputs : [];
  };

  const updates: MomentumUpdate[] = [];
  variables.forEach(({ variable: { shape, dtype }, assigned }, variable) => {
    // variable − velocity' · learningRate
    const [old, change] = inputsOf(assigned, 'Sub');
    const [newVelocity, learningRate] = inputsOf(change, 'Mul');
    if (!newVelocity || dtype !== 'float32' || !same(old, { from: 'variable', index: variable })) return;
    const velocity = variables.findIndex(({ assigned }) => same(assigned, newVelocity));
    // velocity' = velocity · momentum + gradient
    const [kept, gradient] = inputsOf(newVelocity, 'AddV2');
    const [oldVelocity, momentum] = inputsOf(kept, 'Mul');
    if (!oldVelocity || !same(oldVelocity, { from: 'variable', index: velocity })) return;
    const shapesFit = String(shapeOf(gradient)) === String(shape) && String(shapeOf(oldVelocity)) === String(shape);
    if (shapesFit && isScalar(learningRate) && isScalar(momentum)) {
      updates.push({ variable, velocity, gradient, learningRate, momentum });
    }
  });
  return updates;
}
