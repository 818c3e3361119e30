import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Binding, OutputInfo } from '../kernels/native';
import { nodeName } from './names';
import { Node, savedModel } from './protobuf';
import { Recording } from './recording';

/** A graph that TensorFlow has loaded, with the resources in it. */
export interface Session {
  /** Hands native tensors to the nodes named, and returns what the other nodes give; that is the caller's to delete. */
  run(feeds: Array<[node: string, id: number]>, nodes: string[]): OutputInfo[];
  /** Runs only for its effect on the resources. */
  push(feeds: Array<[node: string, id: number]>, node: string): void;
  close(): void;
}

/**
 * Loads the nodes into TensorFlow.
 *
 * @throws Error when TensorFlow does not take the graph, with the name of the operation where it names one
 */
export function openSession(binding: Binding, nodes: Node[], recording: Recording): Session {
  const model = load(binding, nodes, recording);
  const run: Session['run'] = (feeds, nodes) => {
    const ids = feeds.map(([, id]) => id);
    const outputsOf = (names: string[]) => names.map((name) => `${name}:0`).join();
    return binding.runSavedModel(model, ids, outputsOf(feeds.map(([node]) => node)), outputsOf(nodes));
  };
  return {
    run,
    push(feeds, node) {
      const [done] = run(feeds, [node]);
      binding.deleteTensor(done.id);
    },
    close: () => binding.deleteSavedModel(model),
  };
}

function load(binding: Binding, nodes: Node[], { operations }: Recording): number {
  const folder = mkdtempSync(join(tmpdir(), 'facelab-graph-'));
  try {
    writeFileSync(join(folder, 'saved_model.pb'), savedModel(nodes));
    return binding.loadSavedModel(folder, 'serve');
  } catch (error) {
    const { message } = error as Error;
    const [firstLine] = message.split('\n');
    const culprit = operations.find((_, index) => new RegExp(`node ${nodeName.operation(index)}\\b`).test(message));
    throw new Error(culprit ? `${firstLine} (${culprit.name})` : firstLine);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
