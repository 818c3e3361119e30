import * as tf from '@tensorflow/tfjs';
import { attributes, NativeBackend } from './native';

let replaced = false;

/**
 * Makes tf.gather on the `tensorflow` engine leave the indices where they are. The kernel that comes with the binding
 * reads them back to check them, which stalls a GPU and hides the step's work from `compile`; TensorFlow's own
 * operation refuses an index out of range as well.
 */
export function gatherWithoutReading(): void {
  if (replaced) return;
  replaced = true;
  tf.unregisterKernel('GatherV2', 'tensorflow');
  tf.registerKernel({
    kernelName: 'GatherV2',
    backendName: 'tensorflow',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const native = backend as NativeBackend;
      const a = attributes(native);
      const { x, indices } = inputs as { x: tf.Tensor; indices: tf.Tensor };
      const { axis, batchDims } = attrs as unknown as { axis: number; batchDims: number };
      const axisTensor = tf.scalar(axis, 'int32');
      const types = [a.type('Tparams', x.dtype), a.int32('Tindices'), a.int32('Taxis')];
      const settings = [a.int('batch_dims', batchDims), ...types];
      const result = native.executeSingleOutput('GatherV2', settings, [x, indices, axisTensor]);
      axisTensor.dispose();
      return result;
    },
  });
}
