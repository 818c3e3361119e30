/**
 * A Plotly figure as plain data: what `Plotly.newPlot(element, data, layout)` takes, and what a notebook stores under
 * `application/vnd.plotly.v1+json`. Nothing here draws: the same figure goes into JupyterLab, a page, or a picture.
 */
export interface Figure {
  data: Trace[];
  layout: Layout;
  /** Steps of an animation; the layout then carries the slider that walks through them. */
  frames?: Frame[];
}

/** One set of marks. The keys are Plotly's own, which differ from type to type. */
export interface Trace {
  type: string;
  [key: string]: unknown;
}

export interface Layout {
  [key: string]: unknown;
}

export interface Frame {
  name: string;
  data: Partial<Trace>[];
  traces?: number[];
  layout?: Layout;
}

/** Typed numbers as Plotly reads them out of JSON: little-endian, base64, one string instead of a list. */
export interface PackedArray {
  dtype: string;
  bdata: string;
  shape?: string;
}

const dtypes = new Map<string, string>([
  ['Uint8Array', 'u1'],
  ['Int8Array', 'i1'],
  ['Uint16Array', 'u2'],
  ['Int16Array', 'i2'],
  ['Int32Array', 'i4'],
  ['Float32Array', 'f4'],
  ['Float64Array', 'f8'],
]);

type Packable = Uint8Array | Int8Array | Uint16Array | Int16Array | Int32Array | Float32Array | Float64Array;

/** Packs typed numbers for a figure's JSON; `shape` is `[rows, columns]` for a map. */
export function packed(values: Packable, shape?: [number, number]): PackedArray {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const packedValues: PackedArray = { dtype: dtypes.get(values.constructor.name)!, bdata: base64(bytes) };
  return shape === undefined ? packedValues : { ...packedValues, shape: shape.join(', ') };
}

/** Bytes as base64, in Node and in a browser alike. */
export function base64(bytes: Uint8Array): string {
  let text = '';
  for (let start = 0; start < bytes.length; start += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
  }
  return btoa(text);
}

/** Numbers with no more digits than the eye needs, so that a stored figure stays small. */
export function rounded(values: ArrayLike<number>, digits = 4): number[] {
  const scale = 10 ** digits;
  return Array.from(values, (value) => Math.round(value * scale) / scale);
}

/** At most `most` positions spread over 0 … count − 1, first and last included: long curves need no more to look the same. */
export function thinned(count: number, most = 500): number[] {
  if (count <= most) return Array.from({ length: count }, (_, index) => index);
  return Array.from({ length: most }, (_, index) => Math.round((index * (count - 1)) / (most - 1)));
}
