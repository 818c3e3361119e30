import { binCount, see, type Counts, type Seen } from './operating-point';

/*
 * The largest similarities of a stream, kept while all of it is counted: the thresholds for low false-accept rates lie among them.
 * How many lie above a value can only grow, so that whatever lies below a bin that too many impostors reach already can go.
 */

/** Values of one kind, the first `length` of them in use. */
interface Values {
  values: Float32Array;
  length: number;
}

/** What is kept of a stream. */
export interface Largest {
  /** No threshold lies below it, and nothing below it need be kept. */
  least: number;
  /** Whether every value from `least` on is here; false once they are too many. */
  complete: boolean;
  genuine: Values;
  impostor: Values;
}

/** At most so many values of a kind are kept: 16 MiB. */
const room = 2 ** 22;

/** Room for a stream of so many pairs of either kind, of which `allowed` impostors at most may be accepted. */
export function largestOf(genuine: number, impostors: number, allowed: number): Largest {
  const values = (pairs: number): Values => ({ values: new Float32Array(Math.min(room, pairs)), length: 0 });
  const complete = impostors <= room || allowed <= room / 2;
  return { least: -Infinity, complete, genuine: values(genuine), impostor: values(impostors) };
}

/** Raises `least` to what the counts allow, which hold the stream so far. */
export function raise(largest: Largest, counts: Counts, allowed: number): void {
  let through = 0;
  let bin = binCount - 1;
  while (bin > 0 && (through += counts.impostor[bin]) <= allowed) bin--;
  // One bin lower, as rounding may put a value at the edge of a bin on either side.
  if (bin > 0) largest.least = counts.low + (bin - 1) / counts.binsPerUnit;
}

/** Keeps the values from `from` to before `to` that are not below `least`. */
export function keepLargest(largest: Largest, same: boolean, values: Float32Array, from: number, to: number): void {
  const kept = same ? largest.genuine : largest.impostor;
  const { least } = largest;
  if (kept.length + to - from > kept.values.length) {
    kept.length = keep(kept.values, 0, kept.length, least, kept.values, 0);
    if (kept.length > room / 2) largest.complete = false;
  }
  if (largest.complete) kept.length = keep(values, from, to, least, kept.values, kept.length);
}

/** Those of the kept values that lie in the wanted bins. */
export function seenAmong({ genuine, impostor }: Largest, { low, binsPerUnit }: Counts, wanted: Uint8Array): Seen {
  const seen: Seen = new Map();
  for (const { values, length } of [genuine, impostor]) {
    for (let i = 0; i < length; i++)
      if (wanted[((values[i] - low) * binsPerUnit) | 0]) see(seen, values[i], values === genuine.values);
  }
  return seen;
}

function keep(from: Float32Array, start: number, end: number, least: number, to: Float32Array, length: number): number {
  for (let i = start; i < end; i++) if (from[i] >= least) to[length++] = from[i];
  return length;
}
