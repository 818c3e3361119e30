import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A disk of its own, in memory. */
export interface SmallDisk {
  folder: string;
  /** From now on nothing can be written: the superuser, too, is refused, whom permissions do not stop. */
  makeReadOnly(): void;
  unmount(): void;
}

/** Mounts a disk of so many KiB; a sentence that says why not where the system does not allow it. */
export function mountSmallDisk(kibibytes: number): SmallDisk | string {
  if (process.platform !== 'linux') return `No disk in memory on ${process.platform}.`;
  const folder = mkdtempSync(path.join(os.tmpdir(), 'facelab-disk-'));
  const mount = (...args: string[]): string | undefined => {
    const { status, stderr, error } = spawnSync('mount', args, { encoding: 'utf8' });
    return status === 0 ? undefined : `A disk in memory cannot be mounted here: ${(error?.message ?? stderr).trim()}`;
  };
  const refusal = mount('-t', 'tmpfs', '-o', `size=${kibibytes}k`, 'tmpfs', folder);
  if (refusal) {
    rmSync(folder, { recursive: true });
    return refusal;
  }
  return {
    folder,
    makeReadOnly: () => {
      const failed = mount('-o', 'remount,ro', folder);
      if (failed) throw new Error(failed);
    },
    unmount: () => {
      spawnSync('umount', ['--lazy', folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
