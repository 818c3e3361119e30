import { dirname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { InputError } from '../base/errors';
import type { Picture } from './image';

/** What the nets of face-api take and give; its own types bring a second copy of TensorFlow.js's along. */
interface FaceApi {
  SsdMobilenetv1: new () => Net<{ boxes: tf.Tensor2D[]; scores: tf.Tensor1D[] }>;
  FaceLandmark68Net: new () => Net<tf.Tensor2D>;
  FaceRecognitionNet: new () => Net<tf.Tensor2D>;
}

interface Net<Output> {
  loadFromDisk(folder: string): Promise<void>;
  forward(pictures: tf.Tensor3D[]): Promise<Output>;
}

interface Nets {
  detector: Net<{ boxes: tf.Tensor2D[]; scores: tf.Tensor1D[] }>;
  landmarks: Net<tf.Tensor2D>;
  descriptor: Net<tf.Tensor2D>;
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
  return oneAtATime(async ({ detector }) => {
    const [boxes, scores] = await run(
      [square],
      (inputs) => detector.forward(inputs),
      ({ boxes, scores }) => [...boxes, ...scores],
    );
    const candidates: Candidate[] = [];
    for (let i = 0; i < scores.length; i++) {
      if (scores[i] < lowest) continue;
      const [top, left, bottom, right] = boxes.subarray(i * 4, i * 4 + 4);
      candidates.push({ left, top, right, bottom, score: scores[i] });
    }
    return candidates.sort((a, b) => b.score - a.score);
  });
}

/** The 68 landmarks of the face that fills each square picture: [x₀, y₀, x₁, …] as fractions of the side. */
export async function runLandmarks(squares: Picture[]): Promise<Float32Array[]> {
  return oneAtATime(async ({ landmarks }) => {
    const [values] = await run(
      squares,
      (inputs) => landmarks.forward(inputs),
      (output) => [output],
    );
    return squares.map((_, index) => values.slice(index * 136, (index + 1) * 136));
  });
}

/** The 128-d descriptor of the face in each square picture, as the net gives it: about unit length. */
export async function runDescriptor(squares: Picture[]): Promise<Float32Array[]> {
  return oneAtATime(async ({ descriptor }) => {
    const [values] = await run(
      squares,
      (inputs) => descriptor.forward(inputs),
      (output) => [output],
    );
    return squares.map((_, index) => values.slice(index * 128, (index + 1) * 128));
  });
}

/** Pictures in, numbers out; nothing stays on the device, and nothing is read synchronously. */
async function run<Output>(
  squares: Picture[],
  forward: (inputs: tf.Tensor3D[]) => Promise<Output>,
  tensorsOf: (output: Output) => tf.Tensor[],
): Promise<Float32Array[]> {
  const inputs = squares.map(({ width, height, pixels }) => tf.tensor3d(pixels, [height, width, 3], 'int32'));
  let outputs: tf.Tensor[] = [];
  try {
    outputs = tensorsOf(await forward(inputs));
    return (await Promise.all(outputs.map((output) => output.data()))) as Float32Array[];
  } finally {
    tf.dispose([inputs, outputs]);
  }
}

/** The nets' weights live on the engine they were loaded on; moving them would need a synchronous read, so each engine has its own. */
function loadedNets(): Map<string, Promise<Nets>> {
  // A notebook runs this file again after an edit; the weights on the device stay.
  const key = Symbol.for('facelab.data.face-api');
  const store = globalThis as { [key]?: Map<string, Promise<Nets>> };
  return (store[key] ??= new Map());
}

let last: Promise<unknown> = Promise.resolve();

/** Runs the task once all earlier ones are done: a picture's intermediate maps take some 100 MB, so two at once gain nothing. */
function oneAtATime<Result>(task: (nets: Nets) => Promise<Result>): Promise<Result> {
  const turn = last.then(async () => task(await nets()));
  last = turn.catch(() => undefined);
  return turn;
}

function nets(): Promise<Nets> {
  const loaded = loadedNets();
  const engine = tf.getBackend();
  let promise = loaded.get(engine);
  if (promise === undefined) {
    promise = loadNets();
    promise.catch(() => loaded.delete(engine));
    loaded.set(engine, promise);
  }
  return promise;
}

/** Loads the three nets with the weights that the package ships. Of its builds this is the one that takes `@tensorflow/tfjs` as it is. */
async function loadNets(): Promise<Nets> {
  try {
    const faceApi: FaceApi = require('@vladmandic/face-api/dist/face-api.node-wasm.js');
    const folder = join(dirname(require.resolve('@vladmandic/face-api/package.json')), 'model');
    const nets = {
      detector: new faceApi.SsdMobilenetv1(),
      landmarks: new faceApi.FaceLandmark68Net(),
      descriptor: new faceApi.FaceRecognitionNet(),
    };
    for (const net of [nets.detector, nets.landmarks, nets.descriptor]) await net.loadFromDisk(folder);
    return nets;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new InputError(
      `The face detector's weights cannot be loaded (${reason}): run npm start or npm test, which install them.`,
    );
  }
}
