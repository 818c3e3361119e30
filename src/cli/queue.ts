import { Command } from 'commander';
import { exitCodes, print, remark, runCommand, wholeNumber } from './terminal';

// What speaks to Redis is loaded only when it is used: no other command needs it.

const usual = 'redis://127.0.0.1:6379';

interface WorkerOptions {
  queue: string;
  jobs: number;
  store?: string;
  minutes?: number;
  memory?: number;
  tokenFile?: string;
}

/** `facelab worker`: does the jobs of a queue. */
export function addWorker(program: Command): void {
  program
    .command('worker')
    .description('do jobs of a queue on this machine: runs of experiments, and submissions to grade')
    .option('--queue <address>', 'the Redis of the queue', usual)
    .option('--jobs <count>', 'jobs at a time', wholeNumber('--jobs'), 1)
    .option('--minutes <count>', 'a job that takes longer is stopped; 180 when left out', wholeNumber('--minutes'))
    .option(
      '--memory <MiB>',
      'a job that takes more is stopped; a share of the machine when left out',
      wholeNumber('--memory', 64),
    ) // prettier-ignore
    .option('--store <folder>', 'where results are kept; several machines may share the folder')
    .option('--token-file <file>', "the course's token, which opens hidden checks that this machine does not have")
    .addHelpText(
      'after',
      `
Examples:
  redis-server deploy/queue/redis.conf
  npx facelab worker --queue redis://127.0.0.1:6379
  npx facelab worker --queue redis://:PASSWORD@queue.example:6379 --jobs 4

Start it in the same commit of the course as whoever queues. Ctrl-C gives the jobs that run back to the queue; those of a
worker that was killed go to another one after half a minute. Jobs run in processes of their own.
`,
    )
    .action(({ queue, jobs, store, minutes, memory, tokenFile }: WorkerOptions) =>
      runCommand(async ({ signal }) => {
        const { work } = require('../queue/worker') as typeof import('../queue/worker');
        const limits = { ...(minutes && { minutes }), ...(memory && { memoryMiB: memory }) };
        await work({ url: queue, jobs, store, limits, tokenFile, signal, onReady: remark, onNote: remark });
        return exitCodes.interrupted;
      }),
    );
}

/** `facelab queue`: what is queued, what runs, what failed and why. */
export function addQueue(program: Command): void {
  program
    .command('queue')
    .description('show what waits in a queue, what runs, and what failed and why')
    .option('--queue <address>', 'the Redis of the queue', usual)
    .option('--cancel', 'take everything out that is not done, and end what runs')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  npx facelab queue\n  npx facelab queue --cancel\n')
    .action(({ queue, cancel, json }: { queue: string; cancel?: boolean; json?: boolean }) =>
      runCommand(async () => {
        const { connect } = require('../queue/connect') as typeof import('../queue/connect');
        const { cancelAll, queueStates } = require('../queue/state') as typeof import('../queue/state');
        const { codeVersion } = require('../queue/version') as typeof import('../queue/version');
        const { queueText } = require('../queue/state-text') as typeof import('../queue/state-text');
        const connection = await connect(queue);
        try {
          if (cancel) remark(`${await cancelAll(connection)} jobs cancelled.`);
          const states = await queueStates(connection);
          print(json, states, queueText(states, codeVersion()));
        } finally {
          connection.disconnect();
        }
      }),
    );
}
