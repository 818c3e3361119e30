/** Changes to many files that happen together; see scripts/common/pending.js, which finishes what a killed process left. */
interface Pending {
  hashOf(bytes: Uint8Array | string): string;
  hashAt(file: string): string | null;
  makeChanges(root: string, changes: Change[], options: { aside: string; onStep?: () => void }): string[];
  finish(root: string): string[];
}

export interface Change {
  /** Relative to the root, with slashes. */
  path: string;
  /** Hash of the file as it is, or null. */
  before: string | null;
  /** What it becomes; left out, it is deleted. */
  bytes?: Uint8Array;
  mode?: number;
}

export const { finish, hashAt, hashOf, makeChanges }: Pending = require('../../scripts/common/pending');

/** The time as it stands in names of files: 20270301-094500. */
export function timeStamp(time: Date): string {
  const [day, hour] = [[time.getFullYear(), time.getMonth() + 1, time.getDate()], [time.getHours(), time.getMinutes(), time.getSeconds()]]; // prettier-ignore
  const digits = (numbers: number[]): string => numbers.map((number) => String(number).padStart(2, '0')).join('');
  return `${digits(day)}-${digits(hour)}`;
}
