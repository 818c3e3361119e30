import { existsSync, readFileSync } from 'node:fs';

/** Whether there is a process of this id. A zombie is over. */
export function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !existsSync('/proc/self/stat') || !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
