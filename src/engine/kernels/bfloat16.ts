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

/**
 * The largest product of each group of rows with each row of b, rounded to bfloat16. The rows of a are cut into so many parts of equal
 * length, and each part into groups: of `step` groups in a part, group g has the rows g, g + step, g + 2 · step, … of it.
 *
 * @param a [parts · size · step, dim]; several parts are pooled at a time, each in a thread
 * @param b [columns, dim]
 * @returns [parts · step, columns], float32
 */
export function groupMaximaOfProducts(
  a: Bfloat16Matrix,
  b: Bfloat16Matrix,
  { parts, size }: { parts: number; size: number },
): tf.Tensor2D {
  const native = nativeBackend()!;
  const { binding } = native;
  const of = attributes(native);
  const type = bfloat16Type(native, 'T');
  const groups = a.shape[0] / size;
  const columns = b.shape[0];
  const made: number[] = [];
  const run = (operation: string, settings: Attribute[], ...inputs: number[]): number => {
    const [{ id }] = binding.executeOp(operation, settings, inputs, 1);
    made.push(id);
    return id;
  };
  const reshaped = (id: number, kind: Attribute, ...shape: number[]): number => {
    const wanted = binding.createTensor([shape.length], binding.TF_INT32, Int32Array.from(shape));
    made.push(wanted);
    return run('Reshape', [kind, of.int32('Tshape')], id, wanted);
  };
  try {
    const products = run('MatMul', [of.bool('transpose_a', false), of.bool('transpose_b', true), type], a.id, b.id);
    // Pooling takes maxima of bfloat16 three times as quickly as the operation Max.
    const window = (name: string): Attribute => ({ name, type: binding.TF_ATTR_INT, value: [1, size, 1, 1] });
    const pooling = [
      window('ksize'),
      window('strides'),
      of.string('padding', 'VALID'),
      of.string('data_format', 'NHWC'),
    ];
    const maxima = run('MaxPool', [type, ...pooling], reshaped(products, type, parts, size, groups / parts, columns));
    const [result] = binding.executeOp('Cast', castTo(native, false), [reshaped(maxima, type, groups, columns)], 1);
    return native.createOutputTensor(result) as tf.Tensor2D;
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
