import type { Verdict } from '../judge';
import { usage } from './usage';

export interface Limits {
  /** Seconds of computing that one call may take. */
  cpuSeconds: number;
  /** Seconds that one call may wait without computing. A machine under load does not count: whoever can compute gets a turn. */
  idleSeconds: number;
  /** Seconds on the clock that one call may take in any case. */
  wallSeconds: number;
  /** Memory of the process, everything counted, in MiB. */
  memoryMiB: number;
}

export const defaultLimits: Limits = { cpuSeconds: 4, idleSeconds: 10, wallSeconds: 60, memoryMiB: 512 };

/** For one file: an honest one takes a few hundredths of a second. */
export const compileLimits: Limits = { cpuSeconds: 5, idleSeconds: 10, wallSeconds: 60, memoryMiB: 384 };

/** The time to start is not the student's fault: a machine under load may take long. */
export const startLimits: Limits = { cpuSeconds: 60, idleSeconds: 60, wallSeconds: 120, memoryMiB: 512 };

const POLL_MILLISECONDS = 30;

/**
 * Looks at a process every few milliseconds while a call runs. `onBytes` gets its memory; `onBroken` is called when a limit is
 * passed or more programs run than allowed, maybe more than once. Gives the timer to clear.
 */
export function watch(
  pid: number | undefined,
  { cpuSeconds, idleSeconds, wallSeconds, memoryMiB }: Limits,
  mostPrograms: number,
  onBytes: (bytes: number) => void,
  onBroken: (verdict: Verdict) => void,
): NodeJS.Timeout {
  const start = performance.now();
  // Most calls are over before the first look, so counting begins with the first look.
  let before: number | undefined;
  let busy = { cpuSeconds: 0, at: start };
  return setInterval(() => {
    const now = usage(pid);
    before ??= now.cpuSeconds;
    if (now.cpuSeconds > busy.cpuSeconds) busy = { cpuSeconds: now.cpuSeconds, at: performance.now() };
    onBytes(now.bytes);
    if (now.cpuSeconds - before > cpuSeconds) {
      onBroken({ outcome: 'timeout', reason: `It was still computing after ${cpuSeconds} s and was stopped.` });
    } else if (now.bytes > 0 && performance.now() - busy.at > idleSeconds * 1000) {
      onBroken({
        outcome: 'timeout',
        reason: `It waited for ${idleSeconds} s without computing and was stopped.`,
      });
    } else if (performance.now() - start > 1000 * (now.bytes > 0 ? wallSeconds : cpuSeconds + idleSeconds)) {
      onBroken({ outcome: 'timeout', reason: 'It gave no answer in time and was stopped.' });
    } else if (now.bytes > memoryMiB * 1024 * 1024) {
      onBroken({
        outcome: 'out of memory',
        reason: `It took more than ${memoryMiB} MiB of memory and was stopped.`,
      });
    } else if (now.programs > mostPrograms) {
      onBroken({ outcome: 'broke the rules', reason: 'It started another process and was stopped.' });
    }
  }, POLL_MILLISECONDS);
}
