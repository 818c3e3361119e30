import { isTensorValue, type TensorValue, type TypedArray, type Value } from './values';

/**
 * A value in JSON. Plain numbers, texts, booleans, null and lists stand for themselves; everything else is an object with one
 * letter: `n` a number that JSON lacks, `u` undefined, `o` the entries of an object, `f`, `d`, `i`, `b` typed arrays, `t` a tensor.
 */
export type Wire = null | boolean | number | string | Wire[] | { [kind: string]: unknown };

/** More leaves than this in one value are no answer to any exercise. */
const MOST_LEAVES = 200_000;
const DEEPEST = 12;
const LONGEST_TEXT = 20_000;

const typedArrays = { f: Float32Array, d: Float64Array, i: Int32Array, b: Uint8Array } as const;
type TypedLetter = keyof typeof typedArrays;

/**
 * Reads every property exactly once, so a getter or a proxy that changes its mind has to choose. Throws on what is no data.
 * Plain index loops: this runs beside code that may have patched the methods and iterators of lists.
 */
export function encode(value: unknown): Wire {
  let leaves = 0;
  return walk(value, 0);

  function walk(item: unknown, depth: number): Wire {
    if (++leaves > MOST_LEAVES) throw new NoData(`more than ${MOST_LEAVES} values`);
    if (depth > DEEPEST) throw new NoData(`lists or objects nested deeper than ${DEEPEST}`);
    if (item === null) return null;
    if (typeof item === 'boolean') return item;
    if (item === undefined) return { u: 1 };
    if (typeof item === 'number') return number(item);
    if (typeof item === 'string') return item.slice(0, LONGEST_TEXT);
    if (typeof item !== 'object') throw new NoData(`a ${typeof item}`);
    const letter = letterOf(item);
    if (letter !== undefined) return { [letter]: numbers(item as TypedArray, depth) };
    if (Array.isArray(item)) return list(item, depth);
    if (isTensorValue(item)) return tensorValue(item, depth);
    if (item instanceof Map || item instanceof Set) throw new NoData(`a ${item instanceof Map ? 'Map' : 'Set'}`);
    const keys = Object.keys(item);
    const entries: Wire[] = [];
    for (let i = 0; i < keys.length; i++)
      entries[i] = [keys[i], walk((item as Record<string, unknown>)[keys[i]], depth + 1)];
    return { o: entries };
  }

  function tensorValue(item: TensorValue, depth: number): Wire {
    const { tensor, shape, values } = item;
    return { t: [String(tensor), numbers(shape, depth), numbers(values, depth)] };
  }

  function list(items: readonly unknown[], depth: number): Wire[] {
    const { length } = items;
    if (length > MOST_LEAVES) throw new NoData(`more than ${MOST_LEAVES} values`);
    const copy: Wire[] = [];
    for (let i = 0; i < length; i++) copy[i] = walk(items[i], depth + 1);
    return copy;
  }

  function numbers(items: ArrayLike<number>, depth: number): Wire[] {
    return list(items as readonly number[], depth);
  }
}

function letterOf(item: object): TypedLetter | undefined {
  if (item instanceof Float32Array) return 'f';
  if (item instanceof Float64Array) return 'd';
  if (item instanceof Int32Array) return 'i';
  return item instanceof Uint8Array ? 'b' : undefined;
}

function number(value: number): Wire {
  return Number.isFinite(value) && !Object.is(value, -0) ? value : { n: Object.is(value, -0) ? '-0' : String(value) };
}

/** Rebuilds a value from JSON that may come from a hostile process: anything that is not exactly the format throws. */
export function decode(wire: unknown): Value {
  if (wire === null) return null;
  if (typeof wire === 'boolean' || typeof wire === 'number' || typeof wire === 'string') return wire;
  if (Array.isArray(wire)) return wire.map(decode);
  if (typeof wire !== 'object') throw new NoData('an answer out of format');
  const [[kind, content], ...more] = Object.entries(wire as object) as [string, unknown][];
  if (more.length > 0) throw new NoData('an answer out of format');
  if (kind === 'u') return undefined;
  if (kind === 'n') return decodeNumber(wire);
  if (kind === 'f' || kind === 'd' || kind === 'i' || kind === 'b')
    return typedArrays[kind].from(decodeNumbers(content));
  if (kind === 'o') return decodeObject(content);
  if (kind === 't') return decodeTensor(content);
  throw new NoData('an answer out of format');
}

function decodeObject(content: unknown): Value {
  const object: { [key: string]: Value } = {};
  for (const entry of asList(content)) {
    const [key, value] = asList(entry);
    if (typeof key !== 'string') throw new NoData('an answer out of format');
    // Defined, not assigned: the key `__proto__` stays a key.
    Object.defineProperty(object, key, { value: decode(value), enumerable: true, writable: true, configurable: true });
  }
  return object;
}

function decodeTensor(content: unknown): TensorValue {
  const [type, shape, values] = asList(content);
  if (type !== 'float32' && type !== 'int32' && type !== 'bool') throw new NoData('an answer out of format');
  return { tensor: type, shape: decodeNumbers(shape), values: decodeNumbers(values) };
}

function decodeNumbers(content: unknown): number[] {
  return asList(content).map(decodeNumber);
}

function decodeNumber(wire: unknown): number {
  if (typeof wire === 'number') return wire;
  const text = (wire as { n?: unknown } | null)?.n;
  if (text === 'NaN' || text === 'Infinity' || text === '-Infinity' || text === '-0') return Number(text);
  throw new NoData('an answer out of format');
}

function asList(content: unknown): unknown[] {
  if (!Array.isArray(content)) throw new NoData('an answer out of format');
  return content;
}

/** What came back cannot be compared, because it is no data. */
export class NoData extends Error {
  constructor(what: string) {
    super(`gave ${what}, which cannot be compared: give numbers, texts, lists, typed arrays, plain objects or tensors`);
    this.name = 'NoData';
  }
}
