import { parseAnswer, type Reply } from './answer';
import { LimitedProcess } from './process';
import { commandLine, type Protection } from './protection';
import type { Request } from './runner';
import type { Limits } from './watch';

/** A running process for one student's functions. */
export interface Box {
  /** Sends a request and waits for the answer within the limits. After `ended` the box is gone. */
  ask(request: DistributiveOmit<Request, 'nonce'>): Promise<Reply>;
  /** Ends the process and everything that it started. */
  end(): Promise<void>;
  readonly ended: boolean;
  /** The most memory that was seen, in bytes. */
  readonly peakBytes: number;
}

type DistributiveOmit<T, K extends keyof never> = T extends unknown ? Omit<T, K> : never;

/** Starts a box on a folder that holds `runner.js`. */
export async function startBox(protection: Protection, folder: string, limits: Limits): Promise<Box> {
  const running = await LimitedProcess.start(commandLine(protection, folder, limits), {}, limits);
  return {
    async ask(request) {
      const said = await running.ask(request);
      if (said.kind === 'ended') return said;
      const answer = parseAnswer(said.text);
      return answer === undefined ? running.interfered() : { kind: 'answer', answer };
    },
    end: () => running.end(),
    get ended() {
      return running.ended;
    },
    get peakBytes() {
      return running.peakBytes;
    },
  };
}
