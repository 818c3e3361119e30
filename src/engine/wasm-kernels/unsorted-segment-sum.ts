import * as tf from '@tensorflow/tfjs';

/** The part of the wasm engine that gives a view of a tensor's values in the engine's memory. */
interface WasmMemory {
  typedArrayFromHeap(tensor: tf.TensorInfo): Float32Array | Int32Array;
}

/**
 * sums[s] = sum of the rows x[i] with segmentIds[i] = s, which the wasm engine lacks: the gradient of `gather`.
 * x [rows, …], segmentIds [rows], result [numSegments, …]. Ids outside 0 … numSegments − 1 are left out.
 */
export const unsortedSegmentSum: tf.KernelConfig = {
  kernelName: 'UnsortedSegmentSum',
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs, backend }) => {
    const { numSegments } = attrs as never as { numSegments: number };
    const x = inputs.x!;
    const segmentIds = inputs.segmentIds!;
    const memory = backend as WasmMemory;
    const values = memory.typedArrayFromHeap(x);
    const ids = memory.typedArrayFromHeap(segmentIds);
    const width = tf.util.sizeFromShape(x.shape.slice(1));
    const sums = x.dtype === 'int32' ? new Int32Array(numSegments * width) : new Float32Array(numSegments * width);
    ids.forEach((id, row) => {
      if (id < 0 || id >= numSegments) return;
      for (let column = 0; column < width; column += 1) sums[id * width + column] += values[row * width + column];
    });
    return tf.tensor(sums, [numSegments, ...x.shape.slice(1)], x.dtype);
  },
};
