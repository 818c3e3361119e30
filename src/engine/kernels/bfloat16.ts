import * as fs from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { attributes, nativeBackend, type Attribute, type NativeBackend } from './native';

/*
 * Products of matrices in bfloat16: the exponents of float32, 8 bits of its mantissa. Processors with AMX multiply such numbers
 * several times as fast and add up in float32. TensorFlow.js has no tensors of them, so they stay inside this file.
 */

/** The code of bfloat16 among TensorFlow's data types. */
const BFLOAT16 = 14;

/** Rounding to bfloat16 changes a number by at most this share of it. */
export const bfloat16Rounding = 2 ** -8;

let amx: boolean | undefined;

/** Whether the engine multiplies bfloat16 several times as fast as float32: oneDNN on a processor with AMX. */
export function multipliesBfloat16(): boolean {
  if (nativeBackend()?.isUsingGpuDevice !== false) return false;
  if (['0', 'false'].includes(process.env.TF_ENABLE_ONEDNN_OPTS ?? '')) return false;
  return (amx ??= hasFlag('amx_bf16'));
}

/** Whether Linux lists the flag for the processor (`avx2`, `avx512f`, `amx_bf16`); other systems list none. */
export function hasFlag(flag: string): boolean {
  const list = '/proc/cpuinfo';
  return fs.existsSync(list) && new RegExp(`^flags\\b.*\\b${flag}\\b`, 'm').test(fs.readFileSync(list, 'utf8'));
}

/** A matrix in bfloat16 on the engine. Call `dispose` when done. */
export interface Bfloat16Matrix {
  id: number;
  shape: [rows: number, columns: number];
  dispose(): void;
}

/** The matrix, each number rounded to the nearest in bfloat16. */
export function inBfloat16(matrix: tf.Tensor2D): Bfloat16Matrix {
  const native = nativeBackend()!;
  const [{ id }] = native.binding.executeOp('Cast', castTo(native, true), native.getInputTensorIds([matrix]), 1);
  return { id, shape: matrix.shape, dispose: () => native.binding.deleteTensor(id) };
}

/** How far rounding to bfloat16 has moved the row that it moved furthest: max_i |a_i − rounded_i|, up to the rounding of float32. */
export async function furthestRounded(matrix: tf.Tensor2D, rounded: Bfloat16Matrix): Promise<number> {
  const native = nativeBackend()!;
  const furthest = tf.tidy(() => {
    const [back] = native.binding.executeOp('Cast', castTo(native, false), [rounded.id], 1);
    const difference = tf.sub(matrix, native.createOutputTensor(back));
    return tf.sqrt(tf.max(tf.sum(tf.square(difference), 1)));
  });
  const [distance] = await furthest.data();
  furthest.dispose();
  return distance;
}

/** How rows are pooled: `parts` of equal length, each in a thread, in groups of `size` rows, and these in cells of `cell` groups. */
export interface Pools {
  parts: number;
  size: number;
  /** 0: no cells. */
  cell: number;
}

/** The largest products, [groups, columns] and [cells, columns], row by row. */
export interface PooledProducts {
  /** Numbers of bfloat16 as they come from the engine: to be looked at in few places. */
  best: (place: number) => number;
  bestOfCells: Float32Array;
}

/**
 * The largest product of each group of rows with each row of b, and of each cell of groups, rounded to bfloat16. Of the `step` groups in
 * a part, group g has the rows g, g + step, g + 2 · step, … of it; cells have their groups in the same way.
 *
 * @param a [parts · size · step, dim]
 * @param b [columns, dim]
 */
export function maximaOfProducts(a: Bfloat16Matrix, b: Bfloat16Matrix, { parts, size, cell }: Pools): PooledProducts {
  const native = nativeBackend()!;
  const { binding } = native;
  const of = attributes(native);
  const type = bfloat16Type(native, 'T');
  const step = a.shape[0] / size / parts;
  const columns = b.shape[0];
  const made: number[] = [];
  const run = (operation: string, settings: Attribute[], ...inputs: number[]): number => {
    const [{ id }] = binding.executeOp(operation, settings, inputs, 1);
    made.push(id);
    return id;
  };
  const reshaped = (id: number, ...shape: number[]): number => {
    const wanted = binding.createTensor([shape.length], binding.TF_INT32, Int32Array.from(shape));
    made.push(wanted);
    return run('Reshape', [type, of.int32('Tshape')], id, wanted);
  };
  // Pooling takes maxima of bfloat16 three times as quickly as the operation Max.
  const pooled = (id: number, count: number, members: number): number => {
    const window = (name: string): Attribute => ({ name, type: binding.TF_ATTR_INT, value: [1, count, 1, 1] });
    const windows = [window('ksize'), window('strides')];
    const places = [of.string('padding', 'VALID'), of.string('data_format', 'NHWC')];
    return run('MaxPool', [type, ...windows, ...places], reshaped(id, parts, count, members, columns));
  };
  const floats = (id: number): Float32Array =>
    binding.tensorDataSync(run('Cast', castTo(native, false), id)) as Float32Array;
  try {
    const products = run('MatMul', [of.bool('transpose_a', false), of.bool('transpose_b', true), type], a.id, b.id);
    const best = pooled(products, size, step);
    const bestOfCells = cell === 0 ? new Float32Array(0) : floats(pooled(best, cell, step / cell));
    if ((parts * step * columns) % 2 === 1) {
      const numbers = floats(best);
      return { best: (place) => numbers[place], bestOfCells };
    }
    // Two at a time as the bits of an integer, half of what the numbers would take in float32.
    const settings = [type, of.int32('type')];
    const pairs = binding.tensorDataSync(run('Bitcast', settings, reshaped(best, (parts * step * columns) / 2, 2)));
    const halves = new Uint16Array(pairs.buffer, pairs.byteOffset, 2 * pairs.length);
    const bits = new Uint32Array(1);
    const number = new Float32Array(bits.buffer);
    return {
      // The upper half of a float32.
      best: (place) => {
        bits[0] = halves[place] << 16;
        return number[0];
      },
      bestOfCells,
    };
  } finally {
    for (const id of made) binding.deleteTensor(id);
  }
}

function castTo(native: NativeBackend, bfloat16: boolean): Attribute[] {
  const of = attributes(native);
  const types = bfloat16
    ? [of.type('SrcT'), bfloat16Type(native, 'DstT')]
    : [bfloat16Type(native, 'SrcT'), of.type('DstT')];
  return [...types, of.bool('Truncate', false)];
}

function bfloat16Type({ binding }: NativeBackend, name: string): Attribute {
  return { name, type: binding.TF_ATTR_TYPE, value: BFLOAT16 };
}
