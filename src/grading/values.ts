/**
 * What an exercise takes and gives, as data. A function under test may live in another process, so everything that goes in
 * or comes out is flattened: numbers, texts, lists, typed arrays, plain objects, and tensors as their type, shape and values.
 * No function, no getter and no prototype survives the way, so what is compared can no longer change.
 */
export type Value =
  | undefined
  | null
  | boolean
  | number
  | string
  | TypedArray
  | TensorValue
  | readonly Value[]
  | { readonly [key: string]: Value };

export type TypedArray = Float32Array | Float64Array | Int32Array | Uint8Array;

/** A tensor off the device. */
export interface TensorValue {
  readonly tensor: 'float32' | 'int32' | 'bool';
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** A scalar tensor. */
export function scalar(value: number): TensorValue {
  return { tensor: 'float32', shape: [], values: [value] };
}

/** A tensor from nested lists of equal length: `tensor([[1, 2], [3, 4]])` has the shape [2, 2]. */
export function tensor(nested: NestedNumbers, type: TensorValue['tensor'] = 'float32'): TensorValue {
  const shape: number[] = [];
  for (let level: NestedNumbers = nested; Array.isArray(level); level = (level as NestedNumbers[])[0])
    shape.push(level.length);
  const values = (Array.isArray(nested) ? (nested as unknown[]).flat(shape.length) : [nested]) as number[];
  const count = shape.reduce((product, size) => product * size, 1);
  if (values.length !== count) {
    throw new Error(
      `The nested list has ${values.length} numbers, but the shape [${shape}] of its first rows needs ${count}.`,
    );
  }
  return { tensor: type, shape, values };
}

export type NestedNumbers =
  number | readonly number[] | readonly (readonly number[])[] | readonly (readonly (readonly number[])[])[];

export function isTensorValue(value: unknown): value is TensorValue {
  return typeof value === 'object' && value !== null && 'tensor' in value && 'shape' in value && 'values' in value;
}

export function isTypedArray(value: unknown): value is TypedArray {
  return (
    value instanceof Float32Array ||
    value instanceof Float64Array ||
    value instanceof Int32Array ||
    value instanceof Uint8Array
  );
}
