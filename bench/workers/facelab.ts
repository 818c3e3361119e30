import * as tf from '@tensorflow/tfjs';
import { createInterface } from 'node:readline';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Matrix } from '../../src/base/matrix';
import { seeded } from '../../src/base/random';
import { augmentation, standardAugmentation } from '../../src/data/augment';
import { Batches, pictureBatches } from '../../src/data/batches';
import { Faces, pictureOf } from '../../src/data/faces';
import { feedAhead } from '../../src/data/feed';
import { writePng } from '../../src/data/image';
import { identitySampler } from '../../src/data/sampler';
import { compile } from '../../src/engine/compile';
import { applyMomentum } from '../../src/engine/kernels/momentum';
import { selectEngine } from '../../src/engine/select';
import { identify } from '../../src/evaluation/identification/nearest';
import { pairStatistics } from '../../src/evaluation/verification/pair-statistics';
import { arcFaceLoss } from '../../src/losses/arcface';
import { cosFaceLoss } from '../../src/losses/cosface';
import { sphereFaceLoss } from '../../src/losses/sphereface';
import { subCenterArcFaceLoss } from '../../src/losses/sub-center';
import { batchHardTripletLoss, batchSemiHardTripletLoss } from '../../src/losses/triplet';
import { hardTriplets, semiHardTriplets } from '../../src/mining/triplets';
import { classWeights, faceModel } from '../../src/models/face-model';
import { fit } from '../../src/training/fit';
import { networks } from '../networks';
import type { Pictures, Task } from '../tasks';

/** Does one task, given as JSON, as often as each line on the standard input asks; `reference.py` is its counterpart. */
export interface Work {
  /** Does the task once; may report what it computed. */
  once(): Promise<unknown>;
  /** Seconds so far that a training waited for its batches, of seconds in all. */
  waited?: () => [number, number];
}

async function main(): Promise<void> {
  await selectEngine();
  const task = JSON.parse(process.argv[2]) as Task;
  const work = await workOf(task);
  for await (const line of createInterface({ input: process.stdin })) {
    const seconds: number[] = [];
    let value: unknown;
    for (let repetition = 0; repetition < Number(line); repetition++) {
      const started = performance.now();
      value = await work.once();
      seconds.push((performance.now() - started) / 1000);
    }
    const [waited, all] = work.waited?.() ?? [0, 1];
    console.log(JSON.stringify({ seconds, value, waiting: waited / all }));
  }
  process.exit(0);
}

async function workOf(task: Task): Promise<Work> {
  switch (task.kind) {
    case 'train':
      return training(task);
    case 'head':
      return head(task);
    case 'mine':
      return mining(task);
    case 'retrieve':
      return retrieval(task);
    case 'verify':
      return verification(task);
  }
}

/** Lets `fit`, the library's one training loop, go a step further whenever it is asked to. */
async function training({ network, batch, size, classes, pictures }: Extract<Task, { kind: 'train' }>): Promise<Work> {
  const { backbone, dim } = networks[network];
  const model = faceModel(backbone(size), { weights: classWeights(classes, dim, 1) });
  const batches = pictures ? await augmentedBatches(pictures, batch, size, classes) : oneBatch(batch, size, classes);
  let go: (() => void) | undefined;
  let done: ((loss: number) => void) | undefined;
  let failed: ((error: unknown) => void) | undefined;
  const nextTurn = () => new Promise<void>((resolve) => (go = resolve));
  let waiting = 0;
  let all = 0;
  let started = 0;
  let turn = nextTurn();
  const running = fit(
    model,
    async (step) => {
      await turn;
      turn = nextTurn();
      started = performance.now();
      const made = await batches(step);
      waiting += performance.now() - started;
      return made;
    },
    {
      loss: ({ embeddings, labels, head }) => arcFaceLoss(embeddings, labels, head.weights, { margin: 0.5, scale: 16 }),
      steps: 1e9,
      learningRate: 0.01,
      onCollapse: 'warn',
      onStep: ({ history }) => {
        all += performance.now() - started;
        done!(history.loss[history.loss.length - 1]);
      },
    },
  );
  running.catch((error: unknown) => failed?.(error));
  return {
    once: () =>
      new Promise((resolve, reject) => {
        [done, failed] = [resolve, reject];
        go!();
      }),
    waited: () => [waiting, all],
  };
}

function oneBatch(batch: number, size: number, classes: number): Batches {
  const random = seeded(1, 'pictures');
  const pixels = Float32Array.from({ length: batch * size * size * 3 }, () => random.normal());
  const labels = Int32Array.from({ length: batch }, () => random.integer(classes));
  return async () => ({
    images: tf.tensor4d(pixels, [batch, size, size, 3]),
    labels: tf.tensor1d(labels, 'int32'),
  });
}

/** Pictures as a lesson has them: sampled by identity and augmented anew for each step. */
async function augmentedBatches(pictures: Pictures, batch: number, size: number, people: number): Promise<Batches> {
  const faces = noise(people, size);
  const sampler = identitySampler(faces.labels, { identities: batch / 2, pictures: 2, seed: 1 });
  const augment = { options: standardAugmentation, seed: 1 };
  switch (pictures) {
    case 'in line':
      return pictureBatches(faces, sampler, augmentation(augment.options, augment.seed));
    case 'ahead':
      return feedAhead(faces, sampler, { augment }).batches;
    case 'files ahead':
      return feedAhead({ files: await written(faces), labels: faces.labels, size }, sampler, { augment }).batches;
  }
}

/** Eight pictures of each person. */
function noise(people: number, size: number): Faces {
  const count = people * 8;
  const random = seeded(1, 'pictures');
  const pixels = Uint8Array.from({ length: count * size * size * 3 }, () => random.integer(256));
  const labels = Int32Array.from({ length: count }, (_, index) => index >> 3);
  const names = Array.from({ length: people }, (_, person) => `person ${person}`);
  return { size, count, pixels, labels, names, sources: [], attributes: {} };
}

/** The faces as PNG files, written once. */
async function written(faces: Faces): Promise<string[]> {
  const folder = join(__dirname, '..', '..', '.facelab', 'bench', `pictures-${faces.size}`);
  const files = Array.from({ length: faces.count }, (_, index) => join(folder, `${index}.png`));
  for (const [index, file] of files.entries()) {
    if (!existsSync(file)) await writePng(file, pictureOf(faces, index));
  }
  return files;
}

/** Margin head: loss, gradients to embeddings and class weights, update of the weights. */
function head({ loss, batch, dim, classes }: Extract<Task, { kind: 'head' }>): Work {
  const subCenters = 3;
  const shape = loss === 'sub-center' ? [classes, subCenters, dim] : [classes, dim];
  const weights = tf.tidy(() => tf.variable(tf.randomNormal(shape, 0, 1, 'float32', 1)));
  const velocity = tf.tidy(() => tf.variable(tf.zerosLike(weights), false));
  const inputs = {
    embeddings: tf.randomNormal([batch, dim], 0, 1, 'float32', 2),
    labels: tf.cast(tf.floor(tf.randomUniform([batch], 0, classes, 'float32', 3)), 'int32'),
    rate: tf.scalar(0.01),
  };
  const equation = (x: tf.Tensor2D, labels: tf.Tensor1D, w: tf.Tensor): tf.Scalar => {
    switch (loss) {
      case 'arcface':
        return arcFaceLoss(x, labels, w as tf.Tensor2D, { margin: 0.5, scale: 64 });
      case 'cosface':
        return cosFaceLoss(x, labels, w as tf.Tensor2D, { margin: 0.35, scale: 64 });
      case 'sphereface':
        return sphereFaceLoss(x, labels, w as tf.Tensor2D, { m: 4, lambda: 0 });
      case 'sub-center':
        return subCenterArcFaceLoss(x, labels, w as tf.Tensor3D, { margin: 0.5, scale: 64 });
    }
  };
  const compiled = compile(({ embeddings, labels, rate }) => {
    const f = (x: tf.Tensor, w: tf.Tensor) => equation(x as tf.Tensor2D, labels as tf.Tensor1D, w);
    const { value, grads } = tf.valueAndGrads(f as (...x: tf.Tensor[]) => tf.Scalar)([embeddings, weights]);
    applyMomentum(weights, velocity, grads[1], { learningRate: rate as tf.Scalar, momentum: 0.9 });
    return { loss: value, gradient: grads[0] };
  });
  return {
    async once() {
      const outputs = await compiled.run(inputs);
      const [value] = await outputs.loss.data();
      tf.dispose(outputs);
      return value;
    },
  };
}

/** Triplets of a batch with four pictures per person: as lists, or in the loss with its gradient. */
function mining({ miner, batch, dim }: Extract<Task, { kind: 'mine' }>): Work {
  const labels = Int32Array.from({ length: batch }, (_, index) => index >> 2);
  const embeddings = tf.randomNormal([batch, dim], 0, 1, 'float32', 2) as tf.Tensor2D;
  const list = { 'semi-hard': () => semiHardTriplets(embeddings, labels, { margin: 0.2 }), hard: () => hardTriplets(embeddings, labels) }; // prettier-ignore
  if (miner === 'semi-hard' || miner === 'hard') return { once: async () => (await list[miner]()).length };
  const equation = miner === 'hard loss' ? batchHardTripletLoss : batchSemiHardTripletLoss;
  const inputs = { embeddings, labels: tf.tensor1d(labels, 'int32') };
  const compiled = compile(({ embeddings, labels }) => {
    const f = (x: tf.Tensor) => equation(x as tf.Tensor2D, labels as tf.Tensor1D, { margin: 0.2 }) as tf.Tensor;
    const { value, grad } = tf.valueAndGrad(f)(embeddings);
    return { loss: value, gradient: grad };
  });
  return {
    async once() {
      const outputs = await compiled.run(inputs);
      const [value] = await outputs.loss.data();
      tf.dispose(outputs);
      return value;
    },
  };
}

/** The nearest of the gallery for each probe. */
function retrieval({ file, probes, gallery, dim }: Extract<Task, { kind: 'retrieve' }>): Work {
  const all = matrixOf(file, probes + gallery, dim);
  const from = { values: all.values.subarray(0, probes * dim), rows: probes, columns: dim };
  const to = { values: all.values.subarray(probes * dim), rows: gallery, columns: dim };
  return {
    async once() {
      const { indices } = await identify(from, to, { topK: 1 });
      return indices.reduce((sum, index) => (sum * 31 + index) % 1000003, 0);
    },
  };
}

/** TAR@FAR over all pairs. */
function verification({ file, rows, dim, labelsEach, fars }: Extract<Task, { kind: 'verify' }>): Work {
  const embeddings = matrixOf(file, rows, dim);
  const labels = Int32Array.from({ length: rows }, (_, index) => Math.floor(index / labelsEach));
  return {
    async once() {
      const { tarAtFar } = await pairStatistics(embeddings, labels, { fars });
      return tarAtFar.map(({ tar }) => tar);
    },
  };
}

function matrixOf(file: string, rows: number, columns: number): Matrix {
  const { buffer, byteOffset } = readFileSync(file);
  return { values: new Float32Array(buffer, byteOffset, rows * columns), rows, columns };
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
