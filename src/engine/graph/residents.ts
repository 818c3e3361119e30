import * as tf from '@tensorflow/tfjs';
import { NativeBackend } from '../kernels/native';
import { nodeName } from './names';
import { Session } from './session';

interface Resident {
  name: string;
  variable: tf.Variable;
  /** The data entry that the variable got after the last run. Another one in its place means that somebody assigned it. */
  dataId?: object;
  /** The value of that entry is in the graph alone: nobody has asked for it yet. */
  awaiting: boolean;
}

/**
 * Lets variables have their values in the graph, without anyone else knowing.
 *
 * After a run each variable gets a fresh data entry whose native tensor is fetched from the graph the moment that
 * somebody asks for it: an evaluation, a checkpoint, a clone that is read. Before a run, a variable that was assigned
 * in the meantime is handed to the graph, and values that a clone still refers to are fetched first.
 */
export class Residents {
  private readonly native: NativeBackend;
  private readonly session: Session;
  private readonly residents: Resident[];

  constructor(native: NativeBackend, session: Session, variables: Array<{ name: string; variable: tf.Variable }>) {
    this.native = native;
    this.session = session;
    this.residents = variables.map((one) => ({ ...one, awaiting: false }));
  }

  beforeRun(): void {
    if (this.residents.some((one) => this.outlivesRun(one))) this.fetch();
    if (this.residents.every(({ variable, dataId }) => variable.dataId === dataId)) return;
    const ids = this.native.getInputTensorIds(this.residents.map(({ variable }) => variable));
    const feeds = this.residents.map(({ name }, index): [string, number] => [nodeName.valueFor(name), ids[index]]);
    this.session.push(feeds, nodeName.pushed('resident'));
  }

  afterRun(): void {
    for (const resident of this.residents) {
      const { variable, dataId, awaiting } = resident;
      if (awaiting && variable.dataId === dataId) continue;
      this.giveFreshEntry(variable);
      resident.dataId = variable.dataId;
      resident.awaiting = true;
    }
  }

  /** Fetches all values that only the graph has. */
  fetch(): void {
    if (!this.residents.some((one) => this.isAwaited(one))) return;
    const values = this.session.run([], this.residents.map(({ name }) => nodeName.readOf(name))); // prettier-ignore
    this.residents.forEach((resident, index) => {
      const { id } = values[index];
      if (this.isAwaited(resident)) {
        Object.defineProperty(this.native.tensorMap.get(resident.dataId!), 'id', { value: id, writable: true, configurable: true }); // prettier-ignore
      } else {
        this.native.binding.deleteTensor(id);
      }
      resident.awaiting = false;
    });
  }

  private isAwaited({ awaiting, dataId }: Resident): boolean {
    return awaiting && this.native.tensorMap.has(dataId!);
  }

  /** True when the value in the graph is still wanted elsewhere once the graph has overwritten it: by a clone. */
  private outlivesRun(resident: Resident): boolean {
    const { variable, dataId } = resident;
    return this.isAwaited(resident) && (variable.dataId !== dataId || this.native.refCount(dataId!) > 1);
  }

  /** Gives the variable a data entry whose native tensor comes from the graph when it is asked for. */
  private giveFreshEntry(variable: tf.Variable): void {
    const { dtype } = this.native.tensorMap.get(variable.dataId);
    const fresh = this.native.createOutputTensor({ id: -1, shape: variable.shape, dtype });
    variable.assign(fresh);
    // Before the identifier is a getter: disposing one of several references reads it.
    fresh.dispose();
    const entry = this.native.tensorMap.get(variable.dataId);
    Object.defineProperty(entry, 'id', {
      configurable: true,
      get: () => {
        this.fetch();
        return entry.id;
      },
    });
  }
}
