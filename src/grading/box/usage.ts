import { readFileSync } from 'node:fs';

export interface Usage {
  bytes: number;
  cpuSeconds: number;
  /** How many Node processes there are; helpers such as bwrap do not count. */
  programs: number;
}

const PAGE = 4096;
const TICKS_PER_SECOND = 100;
const helpers = ['bwrap', 'unshare', 'sh', 'setpriv', 'chroot', 'mount', 'mkdir'];

/**
 * What a process and everything that it started use now, from `/proc`. Elsewhere than on Linux nothing is known and all is 0:
 * then only the time on the clock and the limit of the heap hold.
 */
export function usage(pid: number | undefined): Usage {
  const total: Usage = { bytes: 0, cpuSeconds: 0, programs: 0 };
  if (pid !== undefined) for (const one of [pid, ...descendants(pid)]) add(one, total);
  return total;
}

/** Everything that a process has started, and what that has started, as far as `/proc` knows. */
export function descendants(pid: number): number[] {
  let children: string;
  try {
    children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  } catch {
    return [];
  }
  const below = children
    .split(' ')
    .filter((child) => child.trim() !== '')
    .map(Number);
  return below.flatMap((child) => [child, ...descendants(child)]);
}

function add(pid: number, total: Usage): void {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return;
  }
  const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
  // After the name: state is field 3; utime, stime and rss are 14, 15 and 24.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  total.bytes += Number(fields[21]) * PAGE;
  total.cpuSeconds += (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  if (!helpers.includes(name)) total.programs += 1;
}
