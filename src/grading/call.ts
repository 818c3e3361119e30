import type * as TensorFlow from '@tensorflow/tfjs';
import { decode, encode, NoData, type Wire } from './wire';
import { isTensorValue, type TensorValue, type Value } from './values';

type Tf = typeof TensorFlow;

/** One call of a function under test, as data. */
export interface Call {
  inputs: Wire;
  /** Ask for the gradient of the scalar result with respect to this input. */
  gradientOf?: number;
}

/** The outcome of a call, as data. `inputs` are the inputs as the function left them: whether it changed any is decided elsewhere. */
export type Answer = { kind: 'value'; value: Wire; inputs: Wire[] } | { kind: 'threw'; message: string; code: string };

/**
 * Calls the function and flattens what it gives. This runs beside the student's code, so nothing is decided here:
 * the answer is compared elsewhere. `tf` is passed in because plain-number exercises never load it.
 */
export async function callFunction(run: unknown, call: Call, tf: () => Tf): Promise<Answer> {
  if (typeof run !== 'function') {
    return {
      kind: 'threw',
      message: `it exports ${run === undefined ? 'nothing' : `a ${typeof run}`} of that name`,
      code: 'MISSING',
    };
  }
  const inputs = decode(call.inputs) as Value[];
  const onDevice = inputs.some(holdsTensor);
  const engine = onDevice ? tf().engine() : undefined;
  engine?.startScope();
  try {
    const args = inputs.map((input) => (onDevice ? toDevice(input, tf()) : input));
    const result =
      call.gradientOf === undefined ? await run(...args) : gradient(run as Differentiable, args, call.gradientOf, tf());
    const value = encode(await fromDevice(result));
    return { kind: 'value', value, inputs: await leftBehind(args) };
  } catch (error) {
    return thrown(error);
  } finally {
    engine?.endScope();
  }
}

type Differentiable = (...args: unknown[]) => TensorFlow.Scalar;

function gradient(run: Differentiable, args: unknown[], index: number, tf: Tf): TensorFlow.Tensor {
  const at = tf.grad((input: TensorFlow.Tensor) =>
    run(...args.map((arg, position) => (position === index ? input : arg))),
  );
  return at(args[index] as TensorFlow.Tensor);
}

export function thrown(error: unknown): Answer {
  try {
    const { message, code } = (typeof error === 'object' && error !== null ? error : { message: String(error) }) as {
      message?: unknown;
      code?: unknown;
    };
    const text = error instanceof NoData ? `it ${String(message)}` : String(message);
    return { kind: 'threw', message: text.slice(0, 1000), code: typeof code === 'string' ? code.slice(0, 100) : '' };
  } catch {
    return { kind: 'threw', message: 'something that cannot be read', code: '' };
  }
}

/** The inputs after the call. One that can no longer be read, such as a tensor that was disposed of, is null. */
async function leftBehind(args: unknown[]): Promise<Wire[]> {
  const left: Wire[] = [];
  for (let i = 0; i < args.length; i++) {
    try {
      left[i] = encode(await fromDevice(args[i]));
    } catch {
      left[i] = null;
    }
  }
  return left;
}

function holdsTensor(value: Value): boolean {
  if (isTensorValue(value)) return true;
  if (Array.isArray(value)) return value.some(holdsTensor);
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return false;
  return Object.values(value as Record<string, Value>).some(holdsTensor);
}

function toDevice(value: Value, tf: Tf): unknown {
  if (isTensorValue(value)) return tf.tensor(value.values as number[], value.shape as number[], value.tensor);
  if (Array.isArray(value)) return value.map((item) => toDevice(item, tf));
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(
    Object.entries(value as Record<string, Value>).map(([key, item]) => [key, toDevice(item, tf)]),
  );
}

/** Tensors anywhere in lists and plain objects become their values; everything else stays as it is for the encoder. */
async function fromDevice(value: unknown, depth = 0): Promise<unknown> {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || depth > 4) return value;
  if (isTensor(value)) {
    const values = await value.data();
    return { tensor: value.dtype, shape: [...value.shape], values: Array.from(values) } as TensorValue;
  }
  if (Array.isArray(value)) {
    if (!value.some((item) => typeof item === 'object')) return value;
    const items: unknown[] = [];
    for (const item of value) items.push(await fromDevice(item, depth + 1));
    return items;
  }
  const flat: Record<string, unknown> = {};
  for (const key of Object.keys(value))
    flat[key] = await fromDevice((value as Record<string, unknown>)[key], depth + 1);
  return flat;
}

function isTensor(value: object): value is TensorFlow.Tensor {
  return 'dataId' in value && 'dtype' in value && typeof (value as { data?: unknown }).data === 'function';
}
