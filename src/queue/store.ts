import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../data/disk';
import { root } from './version';

/** Where results are kept unless somebody says otherwise. */
export const defaultStore = join(root, '.facelab', 'queue-results');

/**
 * Results by the id of their job, which is a hash of all that they depend on: a result is never changed, so that any number of
 * machines may share the folder. Old folders of versions may be deleted at any time.
 */
export interface Store {
  read(id: string): unknown;
  /** Writes it whole or not at all. @throws DiskError when the machine refuses */
  write(id: string, result: unknown): Promise<void>;
}

/** The store in a folder, for one version of the code. What cannot be read counts as missing. */
export function openStore(folder: string, version: string): Store {
  const fileOf = (id: string): string => join(folder, version, `${id}.json`);
  return {
    read(id) {
      if (!existsSync(fileOf(id))) return undefined;
      try {
        return JSON.parse(readFileSync(fileOf(id), 'utf8'));
      } catch {
        return undefined;
      }
    },
    write: (id, result) => writeWhole(fileOf(id), JSON.stringify(result)),
  };
}
