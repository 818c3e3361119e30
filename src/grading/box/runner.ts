import { readFileSync } from 'node:fs';
import { Script } from 'node:vm';
import type * as TensorFlow from '@tensorflow/tfjs';
import { callFunction, thrown, type Answer, type Call } from '../call';
import { decode, encode } from '../wire';
import { ready, respond, serve } from './channel';

/**
 * The process that runs a student's functions. It reads requests and writes answers, each with the nonce of its request
 * (`channel.ts`). It knows no expected value and decides nothing: a function that takes this process over
 * can only send other values, and those are compared elsewhere.
 */
export type Request = { nonce: string; load: string; file: string } | { nonce: string; name: string; call: Call };

const here = process.argv[2];
const rule = (what: string): never => {
  throw Object.assign(new Error(`${what} is not allowed in an exercise`), { code: 'RULE' });
};

let tf: typeof TensorFlow | undefined;
let exported: Record<string, unknown> = {};
let failed: Answer | undefined;

/** TensorFlow.js takes 0.3 s to load, 0.1 s with V8's cache of the compiled code: only exercises that use it pay for it. */
function tensorflow(): typeof TensorFlow {
  if (tf !== undefined) return tf;
  const source = readFileSync(`${here}/tfjs.js`, 'utf8');
  const script = new Script(source, { filename: 'tfjs.js', cachedData: readFileSync(`${here}/tfjs.cache`) });
  const loaded = { exports: {} };
  script.runInThisContext()(requireForTensorFlow, loaded, loaded.exports);
  tf = loaded.exports as typeof TensorFlow;
  return tf;
}

const nodeRequire = require;
/** TensorFlow.js asks for files and sockets, which it does not need here. A patched built-in finds no way to them through its frames. */
const requireForTensorFlow = (name: string): unknown =>
  ['crypto', 'punycode', 'stream', 'string_decoder', 'url', 'util'].includes(name) ? nodeRequire(name) : {};
const studentRequire = (name: string): unknown =>
  name === '@tensorflow/tfjs' ? tensorflow() : rule(`require('${name}')`);

function load(code: string, file: string): Answer {
  exported = {};
  failed = undefined;
  try {
    const loaded = { exports: exported };
    const run = new Script(`(function (require, module, exports) {${code}\n})`, { filename: file }).runInThisContext();
    run(studentRequire, loaded, loaded.exports);
    exported = loaded.exports;
  } catch (error) {
    failed = thrown(error);
  }
  return { kind: 'value', value: null, inputs: [] };
}

async function answer(request: Request): Promise<Answer> {
  if ('load' in request) return load(request.load, request.file);
  if (failed !== undefined) return failed;
  try {
    return await callFunction(exported[request.name], request.call, tensorflow);
  } catch (error) {
    return thrown(error);
  }
}

/** The ways out of a script into Node that no exercise needs. The walls are the process's own; this only makes the message clear. */
function forbid(): void {
  const target = process as unknown as Record<string, unknown>;
  for (const name of [
    'binding',
    '_linkedBinding',
    'dlopen',
    'getBuiltinModule',
    'mainModule',
    'kill',
    '_kill',
    '_debugProcess',
  ]) {
    Object.defineProperty(target, name, { get: () => rule(`process.${name}`), configurable: false });
  }
  for (const name of ['fetch', 'WebSocket', 'EventSource']) {
    // No arrow: `new WebSocket` calls it too.
    const value = function (): never {
      return rule(name);
    };
    Object.defineProperty(globalThis, name, { value, configurable: false });
  }
}

/** Nothing is left to run and there is still no answer: the function waits for a promise that nobody settles. */
function idle(): void {
  respond({ kind: 'threw', message: 'its promise is never settled', code: 'IDLE' });
}

// Touch the encoder once, so that no part of it is compiled or looked up for the first time after a student's code has run.
decode(encode([0, { a: new Float32Array(1) }]));
forbid();
process.on('beforeExit', idle);
process.on('unhandledRejection', () => undefined);
ready();
serve(answer);
