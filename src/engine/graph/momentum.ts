import { kindOf, Recording, Source } from './recording';

/** Gradient descent with momentum as TensorFlow's one operation does it in place. */
export interface MomentumUpdate {
  /** Index of the variable and of its velocity among the recorded variables. */
  variable: number;
  velocity: number;
  gradient: Source;
  learningRate: Source;
  momentum: Source;
  /** The boolean scalar without which nothing is updated. */
  onlyIf?: Source;
}

/**
 * Finds the updates velocity ← momentum · velocity + gradient, variable ← variable − learningRate · velocity among what
 * the step assigned. Composed they read and write each weight several times; in place it is done in one pass.
 */
export function momentumUpdates(recording: Recording): MomentumUpdate[] {
  const { operations, variables } = recording;
  const shapeOf = (source: Source) => kindOf(recording, source).shape;
  const same = (one: Source | undefined, other: Source) => JSON.stringify(one) === JSON.stringify(other);
  const inputsOf = (source: Source | undefined, name: string): Source[] => {
    if (source?.from !== 'operation') return [];
    return operations[source.index].name === name ? operations[source.index].inputs : [];
  };
  /** The boolean scalar that was spread over a whole shape to choose between two tensors. */
  const scalarBehind = (source: Source | undefined): Source | undefined => {
    let behind = source;
    while (behind?.from === 'operation' && shapeOf(behind).length > 0) {
      const { name, inputs } = operations[behind.index];
      if (!['Tile', 'Reshape'].includes(name)) return undefined;
      behind = inputs[0];
    }
    return behind;
  };
  /** The new value of a variable, and the condition under which it gets it. */
  const update = (index: number): { value?: Source; onlyIf?: Source } => {
    const { assigned } = variables[index];
    const [condition, value, old] = inputsOf(assigned, 'Select');
    const onlyIf = scalarBehind(condition);
    return onlyIf && same(old, { from: 'variable', index }) ? { value, onlyIf } : { value: assigned };
  };
  const isScalar = (source: Source) => shapeOf(source).length === 0;

  const updates: MomentumUpdate[] = [];
  variables.forEach(({ variable: { shape, dtype } }, variable) => {
    const { value, onlyIf } = update(variable);
    // variable − velocity' · learningRate
    const [old, change] = inputsOf(value, 'Sub');
    const [newVelocity, learningRate] = inputsOf(change, 'Mul');
    if (!newVelocity || dtype !== 'float32' || !same(old, { from: 'variable', index: variable })) return;
    const velocity = variables.findIndex((_, index) => same(update(index).value, newVelocity));
    if (velocity < 0 || JSON.stringify(update(velocity).onlyIf) !== JSON.stringify(onlyIf)) return;
    // velocity' = velocity · momentum + gradient
    const [kept, gradient] = inputsOf(newVelocity, 'Add');
    const [oldVelocity, momentum] = inputsOf(kept, 'Mul');
    if (!oldVelocity || !same(oldVelocity, { from: 'variable', index: velocity })) return;
    const shapesFit = String(shapeOf(gradient)) === String(shape) && String(shapeOf(oldVelocity)) === String(shape);
    if (shapesFit && isScalar(learningRate) && isScalar(momentum)) {
      updates.push({ variable, velocity, gradient, learningRate, momentum, onlyIf });
    }
  });
  return updates;
}
