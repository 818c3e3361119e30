import * as tf from '@tensorflow/tfjs';
import { attributes, type Attribute, type NativeBackend } from './native';

/** What distances of unit vectors are made of, on the host. */
export interface UnitProducts {
  /** [rows, rows], z_i · z_j. */
  products: Float32Array;
  /** [rows], |z_i|² as it is summed up alone: 1 but for rounding. */
  squares: Float32Array;
}

/**
 * Products of all pairs of rows at unit length, z = x / |x|, with the operations that TensorFlow.js would call and so the same digits.
 * In small batches its own work for each call takes longer than the operation.
 *
 * @param rows x [rows, dim], float32, no row close to 0
 */
export function unitProducts(native: NativeBackend, rows: tf.Tensor2D): UnitProducts {
  const { binding } = native;
  const of = attributes(native);
  const float = of.type('T');
  const made: number[] = [];
  const run = (operation: string, settings: Attribute[], ...inputs: number[]): number => {
    const [{ id }] = binding.executeOp(operation, [float, ...settings], inputs, 1);
    made.push(id);
    return id;
  };
  try {
    const columns = binding.createTensor([1], binding.TF_INT32, Int32Array.of(1));
    made.push(columns);
    const squaredLengths = (id: number, keepDims: boolean): number =>
      run('Sum', [of.int32('Tidx'), of.bool('keep_dims', keepDims)], run('Square', [], id), columns);
    const [x] = native.getInputTensorIds([rows]);
    const z = run('Mul', [], x, run('Rsqrt', [], squaredLengths(x, true)));
    const products = run('BatchMatMulV2', [of.bool('adj_x', false), of.bool('adj_y', true)], z, z);
    const squares = squaredLengths(z, false);
    return {
      products: binding.tensorDataSync(products) as Float32Array,
      squares: binding.tensorDataSync(squares) as Float32Array,
    };
  } finally {
    for (const id of made) binding.deleteTensor(id);
  }
}
