import * as tf from '@tensorflow/tfjs';

/** One attribute of a TensorFlow operation, as the binding takes it. */
export interface Attribute {
  name: string;
  type: number;
  value: boolean | number | string | number[];
}

/** The part of the binding to libtensorflow that the kernels and the graph compiler use. */
export interface Binding {
  createTensor(shape: number[], dtype: number, values: tf.BackendValues): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): Float32Array | Int32Array | Uint8Array;
  executeOp(name: string, attributes: Attribute[], inputs: number[], outputs: number): OutputInfo[];
  loadSavedModel(folder: string, tags: string): number;
  deleteSavedModel(model: number): void;
  runSavedModel(model: number, inputs: number[], inputNames: string, outputNames: string): OutputInfo[];
  getNumOfTensors(): number;
  getNumOfSavedModels(): number;
  readonly [constant: `TF_${string}`]: number;
}

/** A tensor that libtensorflow made: its identifier, shape and TensorFlow data type. */
export interface OutputInfo {
  id: number;
  shape: number[];
  dtype: number;
}

/** The `tensorflow` backend: runs TensorFlow's own operations by their names. */
export interface NativeBackend extends tf.KernelBackend {
  binding: Binding;
  isUsingGpuDevice: boolean;
  tensorMap: {
    has(dataId: object): boolean;
    get(dataId: object): { id: number; shape: number[]; dtype: number; values: tf.BackendValues | null };
  };
  refCount(dataId: object): number;
  getInputTensorIds(tensors: tf.TensorInfo[]): number[];
  createOutputTensor(output: OutputInfo): tf.Tensor;
  executeSingleOutput(name: string, attributes: Attribute[], inputs: tf.Tensor[]): tf.Tensor;
  executeMultipleOutputs(name: string, attributes: Attribute[], inputs: tf.Tensor[], outputs: number): tf.Tensor[];
}

/** The backend with TensorFlow's own operations, or undefined when another engine computes. */
export function nativeBackend(): NativeBackend | undefined {
  return tf.getBackend() === 'tensorflow' ? (tf.backend() as NativeBackend) : undefined;
}

/** The attributes that TensorFlow's operations ask for, most often `T`, the data type. */
export function attributes({ binding }: NativeBackend) {
  return {
    type: (name: string, dtype: tf.DataType = 'float32'): Attribute => ({
      name,
      type: binding.TF_ATTR_TYPE,
      value: binding[dataTypes[dtype]],
    }),
    int32: (name: string): Attribute => ({ name, type: binding.TF_ATTR_TYPE, value: binding.TF_INT32 }),
    int: (name: string, value: number): Attribute => ({ name, type: binding.TF_ATTR_INT, value }),
    float: (name: string, value: number): Attribute => ({ name, type: binding.TF_ATTR_FLOAT, value }),
    bool: (name: string, value: boolean): Attribute => ({ name, type: binding.TF_ATTR_BOOL, value }),
    string: (name: string, value: string): Attribute => ({ name, type: binding.TF_ATTR_STRING, value }),
  };
}

const dataTypes = {
  float32: 'TF_FLOAT',
  int32: 'TF_INT32',
  bool: 'TF_BOOL',
  complex64: 'TF_COMPLEX64',
  string: 'TF_STRING',
} as const;
