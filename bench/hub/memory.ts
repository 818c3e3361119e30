import { readdirSync, readFileSync } from 'node:fs';

/** What the processes of a student's server take, in bytes: their own, and what they share divided by those who share it. */
export interface Memory {
  /** JupyterLab's server and what else runs beside kernels. */
  server: number;
  kernel: number;
}

/** The memory of each of these students now, from /proc, by the name that a server has in its environment. */
export function memoryOf(students: string[]): Map<string, Memory> {
  const found = new Map(students.map((name) => [name, { server: 0, kernel: 0 }]));
  for (const id of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const name = /(?:^|\0)JUPYTERHUB_USER=([^\0]*)/.exec(readFileSync(`/proc/${id}/environ`, 'latin1'))?.[1];
      const memory = name === undefined ? undefined : found.get(name);
      if (memory === undefined) continue;
      const [, kilobytes] = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${id}/smaps_rollup`, 'utf8'))!;
      const isKernel = readFileSync(`/proc/${id}/cmdline`, 'latin1').includes('scripts/kernel.js');
      memory[isKernel ? 'kernel' : 'server'] += 1024 * Number(kilobytes);
    } catch {
      // It has ended since.
    }
  }
  return found;
}
