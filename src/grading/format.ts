import { isTensorValue, isTypedArray, type Value } from './values';

const MOST_ITEMS = 12;

/** A value on one line, numbers rounded to `digits` significant digits, long lists cut: `[0.333, 0.5, … 20 in all]`. */
export function formatValue(value: Value, digits = 4): string {
  if (value === undefined) return 'undefined';
  if (typeof value === 'number') return formatNumber(value, digits);
  if (typeof value === 'string') return JSON.stringify(value.length > 200 ? `${value.slice(0, 200)}…` : value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (isTensorValue(value)) {
    return `tensor ${value.shape.length === 0 ? 'scalar' : `[${value.shape.join(', ')}]`} ${formatValue(
      value.shape.length === 0 ? value.values[0] : nest(value.values, value.shape),
      digits,
    )}`;
  }
  if (Array.isArray(value) || isTypedArray(value)) {
    const items = Array.from(value as ArrayLike<Value>);
    const shown = items.slice(0, MOST_ITEMS).map((item) => formatValue(item, digits));
    return `[${shown.join(', ')}${items.length > MOST_ITEMS ? `, … ${items.length} in all` : ''}]`;
  }
  const entries = Object.entries(value as Record<string, Value>);
  return `{ ${entries.map(([key, item]) => `${key}: ${formatValue(item, digits)}`).join(', ')} }`;
}

/** Rounded, without trailing zeros and without noise: 0.30000000000000004 prints as 0.3, 1800 as 1800. */
export function formatNumber(value: number, digits = 4): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return Object.is(value, -0) ? '0' : String(value);
  return String(Number(value.toPrecision(digits)));
}

function nest(values: readonly number[], shape: readonly number[]): Value {
  if (shape.length <= 1) return values;
  const [rows, ...rest] = shape;
  const size = rest.reduce((product, count) => product * count, 1);
  return Array.from({ length: rows }, (_, row) => nest(values.slice(row * size, (row + 1) * size), rest));
}
