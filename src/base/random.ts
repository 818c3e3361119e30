import { xoroshiro128plus } from 'pure-rand';
import { InputError } from './errors';

/**
 * A seeded stream of random numbers. Every function that needs chance takes one; the same seed gives the same run.
 * Not for secrets: the numbers can be predicted.
 */
export interface Random {
  /** A number in [0, 1), 53 bits. */
  next(): number;
  /** A number in [low, high). */
  uniform(low: number, high: number): number;
  /** An integer in 0 … count − 1. */
  integer(count: number): number;
  /** A normally distributed number (Box–Muller), mean 0, standard deviation 1. */
  normal(): number;
  /** One of the items. */
  pick<T>(items: ArrayLike<T>): T;
  /** A shuffled copy (Fisher–Yates). */
  shuffle<T>(items: ArrayLike<T>): T[];
  /** True with the given probability. */
  chance(probability: number): boolean;
}

/**
 * Starts a stream from a seed. Parts are mixed in, so that `seeded(7, 'augment', step)` is a stream of its own for every
 * purpose and step: work can then be resumed, or done in any order, without storing the state of a generator.
 */
export function seeded(seed: number, ...parts: (string | number)[]): Random {
  if (!Number.isFinite(seed))
    throw new InputError(`The seed is ${seed}, but it must be a finite number: pass an integer such as 1.`);
  const generator = xoroshiro128plus(parts.reduce<number>((hash, part) => mix(hash, part), mix(0, seed)));
  // The generator needs a few turns until neighbouring seeds give unrelated numbers.
  for (let turn = 0; turn < 24; turn++) generator.unsafeNext();
  const bits = (): number => generator.unsafeNext() >>> 0;
  const next = (): number => ((bits() >>> 5) * 67108864 + (bits() >>> 6)) / 9007199254740992;
  const integer = (count: number): number => Math.floor(next() * count);
  return {
    next,
    integer,
    uniform: (low, high) => low + (high - low) * next(),
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    pick: (items) => items[integer(items.length)],
    shuffle: (items) => {
      const copy = Array.from(items);
      for (let i = copy.length - 1; i > 0; i--) {
        const j = integer(i + 1);
        [copy[i], copy[j]] = [copy[j], copy[i]];
      }
      return copy;
    },
    chance: (probability) => next() < probability,
  };
}

/** FNV-1a over the part's text, continued from the hash so far: neighbouring seeds give unrelated streams. */
function mix(hash: number, part: string | number): number {
  let mixed = (hash ^ 0x811c9dc5) | 0;
  for (const character of `${part}|`) mixed = Math.imul(mixed ^ character.charCodeAt(0), 0x01000193);
  return mixed;
}
