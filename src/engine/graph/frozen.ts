import * as tf from '@tensorflow/tfjs';
import { NativeBackend } from '../kernels/native';
import { nodeName } from './names';
import { Session } from './session';

/** A large value that the step only reads: a variable, or a captured tensor by its handle. */
export interface FrozenValue {
  name: string;
  source: { variable: tf.Variable } | { handle: number };
}

/** Hands the frozen values to the graph: before the first run, and again when a variable among them was assigned. */
export class Frozen {
  private readonly native: NativeBackend;
  private readonly session: Session;
  private readonly values: FrozenValue[];
  /** Which data each value had when it was handed over. */
  private pushed: Array<object | number> = [];

  constructor(native: NativeBackend, session: Session, values: FrozenValue[]) {
    this.native = native;
    this.session = session;
    this.values = values;
  }

  beforeRun(): void {
    const current = this.values.map(({ source }) => ('variable' in source ? source.variable.dataId : source.handle));
    if (current.every((data, index) => data === this.pushed[index])) return;
    const feeds = this.values.map(({ name, source }): [string, number] => {
      const id = 'variable' in source ? this.native.getInputTensorIds([source.variable])[0] : source.handle;
      return [nodeName.valueFor(name), id];
    });
    this.session.push(feeds, nodeName.pushed('frozen'));
    this.pushed = current;
  }
}
