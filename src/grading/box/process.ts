import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import type { Duplex, Readable, Writable } from 'node:stream';
import type { Verdict } from '../judge';
import { MOST_HANDLES } from './protection';
import { descendants, usage } from './usage';
import { startLimits, watch, type Limits } from './watch';

/** The longest answer that is read. A process that sends more is ended. */
const LONGEST_ANSWER = 4 * 1024 * 1024;

/** What came back: the text of an answer, or why there is none. */
export type Said = { kind: 'text'; text: string } | { kind: 'ended'; verdict: Verdict };

/**
 * A process that answers requests within limits, and can be ended at any time with everything that it has started. Requests go to its
 * handle 3, answers come from its handle 4, each with the nonce of its request. Nothing ever comes through handle 5: that it closes says that the
 * grader has ended.
 */
export class LimitedProcess {
  ended = false;
  peakBytes = 0;
  private errorText = '';
  private received = '';
  private verdict: Verdict | undefined;
  private onLine: ((line: string | undefined) => void) | undefined;
  private readonly inbox: Writable;
  private readonly gone: Promise<void>;

  private constructor(
    private readonly child: ChildProcess,
    private readonly limits: Limits,
    private readonly mostPrograms: number,
  ) {
    const [, , errors, inbox, outbox, lifeline] = child.stdio as unknown as [
      null,
      null,
      Readable,
      Writable,
      Readable,
      Duplex,
    ];
    this.inbox = inbox;
    inbox.on('error', () => undefined);
    errors.setEncoding('utf8').on('data', (text: string) => {
      // The last that it said tells how it ended, whatever it has printed before.
      this.errorText = (this.errorText + text).slice(-20_000);
    });
    outbox.setEncoding('utf8').on('data', (text: string) => this.receive(text));
    outbox.on('error', () => undefined);
    lifeline.on('error', () => undefined);
    // Whoever waits for it to close has nothing left to wait for.
    child.on('exit', () => lifeline.destroy());
    this.gone = new Promise((resolve) => {
      const finish = (): void => {
        this.ended = true;
        this.onLine?.(undefined);
        resolve();
      };
      child.on('error', (error) => {
        this.errorText += error.message;
        finish();
      });
      child.on('close', finish);
    });
  }

  /**
   * Starts a program that says `ready` when it is. Throws when it does not: that is the grader's failure, nobody else's.
   * `mostPrograms` are allowed to run in it.
   */
  static async start(
    [command, ...args]: string[],
    env: Record<string, string>,
    limits: Limits,
    mostPrograms = 1,
  ): Promise<LimitedProcess> {
    // Handles that whoever started the grader left open would be open there too: each is covered with nothing.
    const covered = Array<'ignore'>(MOST_HANDLES - 6).fill('ignore');
    const stdio: ('ignore' | 'pipe')[] = ['ignore', 'ignore', 'pipe', 'pipe', 'pipe', 'pipe', ...covered];
    const child = spawn(command, args, { stdio, env, detached: true });
    const started = new LimitedProcess(child, limits, mostPrograms);
    const ready = await started.waitFor('ready', startLimits);
    if (ready.kind === 'ended') throw new Error(`A process of the grader did not start: ${ready.verdict.reason}`);
    return started;
  }

  /** Sends a request and waits for the answer within the limits. After `ended` the process is gone. */
  async ask(request: object): Promise<Said> {
    if (this.ended) return { kind: 'ended', verdict: this.whyEnded() };
    const nonce = randomBytes(16).toString('hex');
    this.inbox.write(`${JSON.stringify({ nonce, ...request })}\n`);
    return this.waitFor(nonce, this.limits);
  }

  /** Ends it, because what it said is no answer. */
  async interfered(): Promise<Said & { kind: 'ended' }> {
    await this.stop({
      outcome: 'broke the rules',
      reason: 'It interfered with the channel that only the grader uses.',
    });
    return { kind: 'ended', verdict: this.whyEnded() };
  }

  async end(): Promise<void> {
    if (!this.ended) this.peakBytes = Math.max(this.peakBytes, usage(this.child.pid).bytes);
    this.kill();
    await this.gone;
  }

  private async waitFor(token: string, limits: Limits): Promise<Said> {
    const timer = watch(
      this.child.pid,
      limits,
      this.mostPrograms,
      (bytes) => (this.peakBytes = Math.max(this.peakBytes, bytes)),
      (verdict) => void this.stop(verdict),
    );
    const line = await new Promise<string | undefined>((resolve) => {
      this.onLine = resolve;
      this.nextLine();
      if (this.ended) resolve(undefined);
    });
    this.onLine = undefined;
    clearInterval(timer);
    if (line === undefined) {
      await this.gone;
      return { kind: 'ended', verdict: this.whyEnded() };
    }
    if (line === token) return { kind: 'text', text: '' };
    if (line.startsWith(`${token} `)) return { kind: 'text', text: line.slice(token.length + 1) };
    return this.interfered();
  }

  private async stop(verdict: Verdict): Promise<void> {
    this.verdict ??= verdict;
    await this.end();
  }

  /** Stops the first process, so that it starts no more, then ends it and all that it has started. */
  private kill(): void {
    const { pid } = this.child;
    if (pid === undefined || this.ended) return;
    signal(pid, 'SIGSTOP');
    for (const below of descendants(pid)) signal(below, 'SIGKILL');
    // The whole group; inside a process namespace the end of its first process ends the rest.
    signal(-pid, 'SIGKILL');
    signal(pid, 'SIGKILL');
    // A process that escaped because it was only just being started ends when nobody can ask it any more.
    this.inbox.destroy();
  }

  private receive(text: string): void {
    this.received += text;
    if (this.received.length > LONGEST_ANSWER) {
      this.received = '';
      void this.stop({ outcome: 'broke the rules', reason: 'It sent more data than any answer has.' });
    }
    this.nextLine();
  }

  private nextLine(): void {
    const end = this.received.indexOf('\n');
    if (end === -1 || this.onLine === undefined) return;
    const line = this.received.slice(0, end);
    this.received = this.received.slice(end + 1);
    this.onLine(line);
  }

  private whyEnded(): Verdict {
    if (this.verdict !== undefined) return this.verdict;
    if (/out of memory|allocation failed/i.test(this.errorText)) {
      return {
        outcome: 'out of memory',
        reason: `It took more than ${Math.floor(this.limits.memoryMiB / 2)} MiB of heap.`,
      };
    }
    const { exitCode, signalCode } = this.child;
    const how = signalCode === null ? `exit code ${exitCode ?? 'unknown'}` : `signal ${signalCode}`;
    return { outcome: 'crash', reason: `The process ended (${how}) before the function gave an answer.` };
  }
}

function signal(pid: number, name: 'SIGSTOP' | 'SIGKILL'): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended already.
  }
}
