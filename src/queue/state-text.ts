import type { Failure, QueueState } from './state';

/** As many failures of one kind are shown. */
const MOST_SHOWN = 20;

/** What is in the queues, for people; `here` is the version of this folder. */
export function queueText(states: QueueState[], here: string): string {
  if (states.length === 0) return 'Nothing is queued, and nobody works.';
  return states.map((state) => textOf(state, here)).join('\n\n');
}

function textOf(state: QueueState, here: string): string {
  const { version, workers, waiting, running, retrying, failed, oldest } = state;
  const mine = version === here ? '' : `, other sources than this folder (version ${here})`;
  return [
    `Version ${version}${mine}: ${workers} workers, ${waiting} jobs wait, ${running.length} run, ${retrying.length} wait for another attempt, ${failed.length} failed`,
    ...(oldest === undefined ? [] : [`  waits longest: ${oldest.job}, ${duration(oldest.seconds)}`]),
    ...running.map((job) => `  runs: ${job}`),
    ...shown(retrying, 'is tried again'),
    ...shown(failed, 'failed'),
  ].join('\n');
}

function shown(failures: Failure[], what: string): string[] {
  const lines = failures
    .slice(0, MOST_SHOWN)
    .map(({ job, reason, attempts }) => `  ${what}: ${job}, attempt ${attempts}: ${reason}`);
  return failures.length > MOST_SHOWN ? [...lines, `  ${what}: ${failures.length - MOST_SHOWN} more`] : lines;
}

/** `40 s`, `12 min`, `3.5 h`. */
export function duration(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
