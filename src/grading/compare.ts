import { formatValue } from './format';
import { isTensorValue, isTypedArray, type TensorValue, type Value } from './values';

export interface Comparison {
  /** Largest difference of two numbers, relative to the expected one where that is above 1. */
  tolerance: number;
  /** Lists of results count as equal in any order. */
  anyOrder?: boolean;
}

/** Says in words where two values first differ, or nothing when they agree. A typed array equals a list of the same numbers. */
export function difference(expected: Value, came: Value, { tolerance, anyOrder }: Comparison): string | undefined {
  if (anyOrder && Array.isArray(expected) && Array.isArray(came)) {
    const sorted = (list: readonly Value[]): Value[] => [...list].sort((a, b) => compareLists(a, b));
    return difference(sorted(expected), sorted(came), { tolerance });
  }
  return differs(expected, came, tolerance, '');
}

/** Whether an input is after a call exactly what it was before: the same kind, the same keys, the same numbers. */
export function untouched(before: Value, after: Value): boolean {
  if (isTensorValue(before)) {
    if (!isTensorValue(after) || before.tensor !== after.tensor) return false;
    const stored = before.tensor === 'float32' ? Math.fround : (value: number): number => value;
    return (
      before.shape.join() === after.shape.join() &&
      before.values.length === after.values.length &&
      before.values.every((value, index) => same(stored(value), after.values[index]))
    );
  }
  if (isList(before)) {
    if (!isList(after) || before.constructor !== after.constructor || before.length !== after.length) return false;
    return Array.from(before as ArrayLike<Value>).every((value, index) => untouched(value, after[index]));
  }
  if (typeof before !== 'object' || before === null) return same(before, after);
  if (typeof after !== 'object' || after === null || isList(after) || isTensorValue(after)) return false;
  const [old, now] = [before as Record<string, Value>, after as Record<string, Value>];
  const keys = Object.keys(old);
  return (
    keys.length === Object.keys(now).length &&
    keys.every((key) => Object.hasOwn(now, key) && untouched(old[key], now[key]))
  );
}

function same(a: unknown, b: unknown): boolean {
  return a === b || Object.is(a, b);
}

function differs(expected: Value, came: Value, tolerance: number, path: string): string | undefined {
  if (isTensorValue(expected)) return tensorDiffers(expected, came, tolerance, path);
  if (isList(expected)) return listDiffers(Array.from(expected), came, tolerance, path);
  if (typeof expected === 'object' && expected !== null) {
    return objectDiffers(expected as Record<string, Value>, came, tolerance, path);
  }
  if (typeof expected === 'number' && typeof came === 'number' ? close(expected, came, tolerance) : expected === came)
    return undefined;
  return sentence(expected, came, path);
}

function sentence(expected: Value, came: Value, path: string): string {
  const digits = [4, 6, 9, 17].find((count) => formatValue(expected, count) !== formatValue(came, count)) ?? 17;
  return `${path === '' ? '' : `at ${path}: `}expected ${formatValue(expected, digits)}, came ${formatValue(came, digits)}`;
}

function listDiffers(expected: Value[], came: Value, tolerance: number, path: string): string | undefined {
  if (!isList(came)) return sentence(expected, came, path);
  const items = Array.from(came as ArrayLike<Value>);
  if (items.length !== expected.length) {
    return `${path === '' ? '' : `at ${path}: `}expected ${count(expected.length)} ${formatValue(expected)}, came ${count(items.length)} ${formatValue(items)}`;
  }
  return first(expected, (item, index) => differs(item, items[index], tolerance, `${path}[${index}]`));
}

function tensorDiffers(expected: TensorValue, came: Value, tolerance: number, path: string): string | undefined {
  if (!isTensorValue(came)) return `${sentence(expected, came, path)}, which is no tensor`;
  if (expected.shape.join() !== came.shape.join() || expected.values.length !== came.values.length) {
    return `expected a tensor of shape [${expected.shape.join(', ')}], came one of shape [${came.shape.join(', ')}]`;
  }
  const place = (index: number): string => {
    const position: number[] = [];
    for (let axis = expected.shape.length - 1, rest = index; axis >= 0; axis--) {
      position.unshift(rest % expected.shape[axis]);
      rest = Math.floor(rest / expected.shape[axis]);
    }
    return position.length === 0 ? path : `${path}[${position.join(', ')}]`;
  };
  return first(expected.values, (value, index) => differs(value, came.values[index], tolerance, place(index)));
}

function objectDiffers(
  expected: Record<string, Value>,
  came: Value,
  tolerance: number,
  path: string,
): string | undefined {
  if (typeof came !== 'object' || came === null || isList(came) || isTensorValue(came))
    return sentence(expected, came, path);
  return first(Object.keys(expected), (key) =>
    differs(expected[key], (came as Record<string, Value>)[key], tolerance, path === '' ? key : `${path}.${key}`),
  );
}

function close(expected: number, came: number, tolerance: number): boolean {
  if (Object.is(expected, came) || expected === came) return true;
  // An infinite number is close to nothing but itself: relative to it, every difference would be small.
  if (!Number.isFinite(expected) || !Number.isFinite(came)) return false;
  return Math.abs(expected - came) <= tolerance * Math.max(1, Math.abs(expected));
}

function first<T>(items: readonly T[], say: (item: T, index: number) => string | undefined): string | undefined {
  for (let index = 0; index < items.length; index++) {
    const said = say(items[index], index);
    if (said !== undefined) return said;
  }
  return undefined;
}

function compareLists(a: Value, b: Value): number {
  const [first, second] = [JSON.stringify(a), JSON.stringify(b)];
  return first < second ? -1 : first > second ? 1 : 0;
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value) || isTypedArray(value);
}

function count(length: number): string {
  return length === 1 ? '1 item' : `${length} items`;
}
