import * as tf from '@tensorflow/tfjs';
import { conv2DBackpropFilter } from './conv2d-backprop-filter';
import { depthwiseBackpropFilter, depthwiseBackpropInput } from './depthwise-backprop';
import { unsortedSegmentSum } from './unsorted-segment-sum';

/** Gives the wasm engine the kernels that training needs and that it lacks. Calling it again does nothing. */
export function registerWasmKernels(): void {
  for (const kernel of [conv2DBackpropFilter, depthwiseBackpropFilter, depthwiseBackpropInput, unsortedSegmentSum]) {
    if (tf.getKernel(kernel.kernelName, kernel.backendName) === undefined) tf.registerKernel(kernel);
  }
}
