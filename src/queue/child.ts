import type { HiddenCode, Task } from './job';
import { perform } from './perform';

/** What a worker sends to its child. */
export interface Order {
  task: Task;
  /** The file with the experiments. */
  experiments: string;
  /** Hidden checks that the worker fetched: they come and stay in memory. */
  hidden?: HiddenCode;
}

/** What comes back: the result, or why there is none; `final` when another attempt would end the same way. */
export type Reply = { result: unknown } | { reason: string; final: boolean };

// A child whose worker is gone computes for nobody.
process.on('disconnect', () => process.exit());
// Ctrl-C in a terminal reaches the child too; the worker decides.
process.on('SIGINT', () => {});
process.on('message', ({ task, experiments, hidden }: Order) => {
  perform(task, () => require(experiments).experiments, hidden).then(
    (result) => reply({ result }),
    (error: Error) => reply({ reason: error.message, final: error.name === 'InputError' }),
  );
});

function reply(answer: Reply): void {
  process.send!(answer);
}
