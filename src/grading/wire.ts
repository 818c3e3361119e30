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
const LONGEST_KEY = 200;
const MOST_AXES = 8;

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
    for (let i = 0; i < keys.length; i++) {
      if (keys[i].length > LONGEST_KEY) throw new NoData(`a key of ${keys[i].length} characters`);
      entries[i] = [keys[i], walk((item as Record<string, unknown>)[keys[i]], depth + 1)];
    }
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

/**
 * Rebuilds a value from JSON that may come from a hostile process: anything that is not exactly the format throws, and so does what is
 * larger, deeper or longer than {@link encode} makes it, or a tensor whose shape does not fit its values.
 */
export function decode(wire: unknown): Value {
  let leaves = 0;
  return walk(wire, 0);

  function walk(item: unknown, depth: number): Value {
    count(1);
    if (depth > DEEPEST) throw outOfFormat();
    if (item === null) return null;
    if (typeof item === 'boolean' || typeof item === 'number') return item;
    if (typeof item === 'string') return text(item, LONGEST_TEXT);
    if (Array.isArray(item)) return item.map((one) => walk(one, depth + 1));
    if (typeof item !== 'object') throw outOfFormat();
    const keys = Object.keys(item);
    if (keys.length !== 1) throw outOfFormat();
    const [kind] = keys;
    const content = (item as Record<string, unknown>)[kind];
    if (kind === 'u') return undefined;
    if (kind === 'n') return decodeNumber(item);
    if (kind === 'f' || kind === 'd' || kind === 'i' || kind === 'b') return typedArrays[kind].from(numbers(content));
    if (kind === 'o') return object(content, depth);
    if (kind === 't') return tensor(content);
    throw outOfFormat();
  }

  function object(content: unknown, depth: number): Value {
    const decoded: { [key: string]: Value } = {};
    for (const entry of asList(content)) {
      const [key, item] = asList(entry);
      const value = walk(item, depth + 1);
      // Defined, not assigned: the key `__proto__` stays a key.
      const property = { value, enumerable: true, writable: true, configurable: true };
      Object.defineProperty(decoded, text(key, LONGEST_KEY), property);
    }
    return decoded;
  }

  function tensor(content: unknown): TensorValue {
    const [type, shapeWire, valuesWire] = asList(content);
    if (type !== 'float32' && type !== 'int32' && type !== 'bool') throw outOfFormat();
    const [shape, values] = [numbers(shapeWire), numbers(valuesWire)];
    if (shape.length > MOST_AXES || !shape.every((size) => Number.isSafeInteger(size) && size >= 0))
      throw outOfFormat();
    if (shape.reduce((product, size) => product * size, 1) !== values.length) throw outOfFormat();
    return { tensor: type, shape, values };
  }

  function numbers(content: unknown): number[] {
    const list = asList(content);
    count(list.length);
    return list.map(decodeNumber);
  }

  function text(item: unknown, most: number): string {
    if (typeof item !== 'string' || item.length > most) throw outOfFormat();
    return item;
  }

  function count(more: number): void {
    leaves += more;
    if (leaves > MOST_LEAVES) throw outOfFormat();
  }
}

function outOfFormat(): NoData {
  return new NoData('an answer out of format');
}

function decodeNumber(wire: unknown): number {
  if (typeof wire === 'number') return wire;
  const text = (wire as { n?: unknown } | null)?.n;
  if (text === 'NaN' || text === 'Infinity' || text === '-Infinity' || text === '-0') return Number(text);
  throw outOfFormat();
}

function asList(content: unknown): unknown[] {
  if (!Array.isArray(content)) throw outOfFormat();
  return content;
}

/** What came back cannot be compared, because it is no data. */
export class NoData extends Error {
  constructor(what: string) {
    super(`gave ${what}, which cannot be compared: give numbers, texts, lists, typed arrays, plain objects or tensors`);
    this.name = 'NoData';
  }
}
