import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { InputError } from '../base/errors';
import { selectEngine, type EngineName } from '../engine/select';
import type { Picture } from './image';

/** The part of face-api that is used here; its own types would bring a second copy of TensorFlow.js's along. */
interface FaceApi {
  NetInput: new (pictures: tf.Tensor3D[], isBatch: boolean) => NetInput;
  SsdMobilenetv1: new () => Net<{ boxes: tf.Tensor2D[]; scores: tf.Tensor1D[] }>;
  FaceLandmark68Net: new () => Net<tf.Tensor2D>;
  FaceRecognitionNet: new () => Net<tf.Tensor2D>;
}

interface NetInput {
  readonly batchSize: number;
}

/** Only the parts that compute: the methods one level up read tensors synchronously. */
interface Net<Output> {
  loadFromWeightMap(weights: tf.NamedTensorMap): void;
  forwardInput(input: NetInput): Output;
}

interface Nets {
  engine: EngineName;
  detector: Net<{ boxes: tf.Tensor2D[]; scores: tf.Tensor1D[] }>;
  landmarks: Net<tf.Tensor2D>;
  descriptor: Net<tf.Tensor2D>;
  inputOf(pictures: tf.Tensor3D[]): NetInput;
}

/** The sides of the square pictures that the three nets were made for, in pixels. */
export const detectorSize = 512;
export const landmarkSize = 112;
export const descriptorSize = 150;

/** A candidate of the detector: corners as fractions of the square picture's side, score in [0, 1]. */
export interface Candidate {
  left: number;
  top: number;
  right: number;
  bottom: number;
  score: number;
}

/**
 * The SSD MobileNet face detector on one square picture: every candidate with a score of at least `lowest`, best first.
 * Overlapping candidates are all there: see `keepBest` in detect.ts.
 */
export async function runDetector(square: Picture, lowest: number): Promise<Candidate[]> {
  const [boxes, scores] = await run([square], ({ detector }, input) => {
    const output = detector.forwardInput(input);
    return [output.boxes[0], output.scores[0]];
  });
  const candidates: Candidate[] = [];
  for (let i = 0; i < scores.length; i++) {
    if (scores[i] < lowest) continue;
    const [top, left, bottom, right] = boxes.subarray(i * 4, i * 4 + 4);
    candidates.push({ left, top, right, bottom, score: scores[i] });
  }
  return candidates.sort((a, b) => b.score - a.score);
}

/** The 68 landmarks of the face that fills each square picture: [x₀, y₀, x₁, …] as fractions of the side. */
export async function runLandmarks(squares: Picture[]): Promise<Float32Array[]> {
  const [values] = await run(squares, ({ landmarks }, input) => [landmarks.forwardInput(input)]);
  return squares.map((_, index) => values.slice(index * 136, (index + 1) * 136));
}

/** The 128-d descriptor of the face in each square picture, as the network gives it: not of unit length. */
export async function runDescriptor(squares: Picture[]): Promise<Float32Array[]> {
  const [values] = await run(squares, ({ descriptor }, input) => [descriptor.forwardInput(input)]);
  return squares.map((_, index) => values.slice(index * 128, (index + 1) * 128));
}

/** Pictures in, numbers out; nothing but the weights stays on the device. */
async function run(squares: Picture[], forward: (nets: Nets, input: NetInput) => tf.Tensor[]): Promise<Float32Array[]> {
  const loaded = await nets();
  const outputs = on(loaded.engine, () =>
    tf.tidy(() => {
      const pictures = squares.map(({ width, height, pixels }) => tf.tensor3d(pixels, [height, width, 3], 'int32'));
      return forward(loaded, loaded.inputOf(pictures));
    }),
  );
  try {
    return (await Promise.all(outputs.map((output) => output.data()))) as Float32Array[];
  } finally {
    tf.dispose(outputs);
  }
}

/**
 * The engine the nets run on: wasm where the current one is far slower with them (plain JavaScript) or has not been seen to
 * run them right (WebGPU).
 */
function engineForNets(): EngineName {
  return tf.getBackend() === 'tensorflow' ? 'tensorflow' : 'wasm';
}

/** Does synchronous work on a started engine. Nothing else runs in between, so no other tensor lands on it. */
function on<Result>(engine: EngineName, work: () => Result): Result {
  const current = tf.getBackend();
  if (current === engine) return work();
  void tf.setBackend(engine);
  try {
    return work();
  } finally {
    void tf.setBackend(current);
  }
}

/** The nets' weights live on the engine they were loaded on: moving them would need a synchronous read. */
function loadedNets(): Map<string, Promise<Nets>> {
  // A notebook runs this file again after an edit; the weights on the device stay.
  const key = Symbol.for('facelab.data.face-api');
  const store = globalThis as { [key]?: Map<string, Promise<Nets>> };
  return (store[key] ??= new Map());
}

function nets(): Promise<Nets> {
  const loaded = loadedNets();
  const engine = engineForNets();
  let promise = loaded.get(engine);
  if (promise === undefined) {
    promise = loadNets(engine);
    promise.catch(() => loaded.delete(engine));
    loaded.set(engine, promise);
  }
  return promise;
}

/** Loads the three nets with the weights that the package ships. Of its builds this is the one that takes `@tensorflow/tfjs` as it is. */
async function loadNets(engine: EngineName): Promise<Nets> {
  await start(engine);
  try {
    const faceApi: FaceApi = require('@vladmandic/face-api/dist/face-api.node-wasm.js');
    return {
      engine,
      detector: await load(new faceApi.SsdMobilenetv1(), 'ssd_mobilenetv1', engine),
      landmarks: await load(new faceApi.FaceLandmark68Net(), 'face_landmark_68', engine),
      descriptor: await load(new faceApi.FaceRecognitionNet(), 'face_recognition', engine),
      inputOf: (pictures) => new faceApi.NetInput(pictures, true),
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new InputError(
      `The face detector's weights cannot be loaded (${reason}): run npm start or npm test, which install them.`,
    );
  }
}

async function load<AnyNet extends Net<unknown>>(net: AnyNet, name: string, engine: EngineName): Promise<AnyNet> {
  const folder = join(dirname(require.resolve('@vladmandic/face-api/package.json')), 'model');
  const manifest = await readFile(join(folder, `${name}_model-weights_manifest.json`), 'utf8');
  const [{ weights, paths }]: tf.io.WeightsManifestConfig = JSON.parse(manifest);
  const bytes = await readFile(join(folder, paths[0]));
  on(engine, () => net.loadFromWeightMap(tf.io.decodeWeights(Uint8Array.from(bytes).buffer, weights)));
  return net;
}

/** Starts an engine and goes back to the current one. */
async function start(engine: EngineName): Promise<void> {
  const current = tf.getBackend() as EngineName;
  if (current === engine) return;
  await selectEngine(engine);
  await selectEngine(current);
}
