import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { seeded } from '../src/base/random';
import { Contestant, tunedAllocator } from './contest';
import { folder } from './python';
import type { Task } from './tasks';

/** One comparison: its contestants do the same work; the first ones are the reference that `targets` are against. */
export interface Comparison {
  title: string;
  contestants: Contestant[];
  /** Repetitions a round. */
  repetitions: number;
  /** What is aimed at: facelab against the fastest of the references named. */
  targets?: Array<{ atLeast: number; ours: string; against: string[] }>;
  /** Whether all contestants compute the same value, so that it can be checked. */
  sameValue?: boolean;
}

/** Comparisons that belong together in one table. */
export interface Section {
  key: string;
  title: string;
  text: string;
  comparisons: () => Comparison[];
}

const stock = ['PyTorch', 'PyTorch, channels last'];
const tuned = ['PyTorch, tuned allocator', 'PyTorch, channels last, tuned allocator'];
const compiledStep = 'facelab';

/** The ways to train that are compared. */
function trainers(task: Extract<Task, { kind: 'train' }>): Contestant[] {
  const torch = (name: string, more: Partial<typeof task>, environment = {}): Contestant => ({
    name,
    program: 'reference',
    task: { ...task, ...more },
    environment,
  });
  return [
    torch(stock[0], {}),
    torch(stock[1], { channelsLast: true }),
    torch(tuned[0], {}, tunedAllocator),
    torch(tuned[1], { channelsLast: true }, tunedAllocator),
    torch('torch.compile, channels last, tuned allocator', { channelsLast: true, compiled: true }, tunedAllocator),
    { name: compiledStep, program: 'facelab', task },
    { name: 'facelab, tuned allocator', program: 'facelab', task, environment: tunedAllocator },
    { name: 'facelab, eager', program: 'facelab', task, environment: { FACELAB_EAGER: '1' } },
  ];
}

function training(
  title: string,
  repetitions: number,
  task: Omit<Extract<Task, { kind: 'train' }>, 'kind'>,
  aim: number,
): Comparison {
  const targets = [{ atLeast: aim, ours: compiledStep, against: stock }];
  if (aim >= 1.5) targets.push({ atLeast: 1.2, ours: compiledStep, against: tuned });
  return { title, repetitions, contestants: trainers({ kind: 'train', ...task }), targets };
}

function duel(
  title: string,
  repetitions: number,
  task: Task,
  reference: string,
  aim?: number,
  sameValue = false,
): Comparison {
  return {
    title,
    repetitions,
    contestants: [
      { name: reference, program: 'reference', task },
      { name: 'facelab', program: 'facelab', task },
    ],
    targets: aim === undefined ? undefined : [{ atLeast: aim, ours: 'facelab', against: [reference] }],
    sameValue,
  };
}

function feeding(title: string, repetitions: number, task: Extract<Task, { kind: 'train' }>): Comparison {
  const facelab = (name: string, more: Partial<typeof task>, environment = {}): Contestant => ({
    name,
    program: 'facelab',
    task: { ...task, ...more },
    environment,
  });
  return {
    title,
    repetitions,
    contestants: [
      facelab('facelab', { pictures: 'ahead' }),
      facelab('decoded from files, ahead', { pictures: 'files ahead' }),
      facelab('drawn in line', { pictures: 'in line' }),
      facelab('drawn in line, eager', { pictures: 'in line' }, { FACELAB_EAGER: '1' }),
      facelab('one batch again and again', {}),
    ],
  };
}

function alone(title: string, repetitions: number, task: Task): Comparison {
  return { title, repetitions, contestants: [{ name: 'facelab', program: 'facelab', task }] };
}

const small = { kind: 'train', network: 'small', size: 64, classes: 10, batch: 32 } as const;
const mobile = { kind: 'train', network: 'mobilefacenet', size: 112, classes: 10, batch: 16 } as const;
const head = { kind: 'head', batch: 128, dim: 512, classes: 10000 } as const;
const galleryRows = [10000, 30000, 100000];
const pairRows = [1415, 2829, 5657];

export const sections: Section[] = [
  {
    key: 'training',
    title: 'Training',
    text:
      'One step of `fit`: forward, ArcFace head, gradients, momentum with weight decay, the loss read back. The step of PyTorch ' +
      'is the same network, layer by layer, with SGD.',
    comparisons: () => [
      training('Small network, batch 32, 64×64', 10, { network: 'small', batch: 32, size: 64, classes: 10 }, 1.5),
      training('Small network, batch 8, 64×64', 20, { network: 'small', batch: 8, size: 64, classes: 10 }, 1),
      training(
        'Small network, batch 32, 64×64, 10,000 classes',
        8,
        { network: 'small', batch: 32, size: 64, classes: 10000 },
        2,
      ),
      training(
        'MobileFaceNet, batch 16, 112×112',
        3,
        { network: 'mobilefacenet', batch: 16, size: 112, classes: 10 },
        1.5,
      ),
      training('MobileFaceNet, batch 8, 112×112', 4, { network: 'mobilefacenet', batch: 8, size: 112, classes: 10 }, 1),
      training('IResNet-18, batch 16, 112×112', 2, { network: 'iresnet18', batch: 16, size: 112, classes: 10 }, 1.5),
    ],
  },
  {
    key: 'heads',
    title: 'Margin heads',
    text: 'Loss, gradients to 128 embeddings of 512 numbers and to 10,000 class weights, and the update of the weights.',
    comparisons: () => [
      duel('ArcFace', 5, { ...head, loss: 'arcface' }, 'pytorch-metric-learning'),
      duel('CosFace', 5, { ...head, loss: 'cosface' }, 'pytorch-metric-learning'),
      duel('SphereFace, m = 4', 5, { ...head, loss: 'sphereface' }, 'pytorch-metric-learning'),
      duel('Sub-center ArcFace, K = 3', 3, { ...head, loss: 'sub-center' }, 'pytorch-metric-learning'),
    ],
  },
  {
    key: 'mining',
    title: 'Mining triplets',
    text:
      'Batches with four pictures per person, 128 numbers per embedding. Of the semi-hard negatives of a pair ' +
      'pytorch-metric-learning lists all, facelab the closest. "Loss" is mining, triplet loss and gradient together.',
    comparisons: () => [
      duel(
        'Hard triplets, batch 128',
        10,
        { kind: 'mine', miner: 'hard', batch: 128, dim: 128 },
        'pytorch-metric-learning',
        undefined,
        true,
      ),
      duel(
        'Semi-hard triplets, batch 128',
        10,
        { kind: 'mine', miner: 'semi-hard', batch: 128, dim: 128 },
        'pytorch-metric-learning',
      ),
      duel(
        'Hard triplet loss, batch 256',
        10,
        { kind: 'mine', miner: 'hard loss', batch: 256, dim: 128 },
        'pytorch-metric-learning',
      ),
      duel(
        'Semi-hard triplet loss, batch 256',
        10,
        { kind: 'mine', miner: 'semi-hard loss', batch: 256, dim: 128 },
        'pytorch-metric-learning',
      ),
    ],
  },
  {
    key: 'evaluation',
    title: 'Evaluation',
    text:
      'From embeddings to the answer. `identify` and `pairStatistics` decide exactly, with bounded memory; NumPy works in ' +
      'blocks of 10,000 rows, scikit-learn on the similarities of all pairs at once.',
    comparisons: () => {
      const file = embeddingsFile();
      return [
        duel(
          'Nearest of 100,000 for 2,000 probes, 512 numbers each',
          1,
          { kind: 'retrieve', file, probes: 2000, gallery: 100000, dim: 512 },
          'NumPy',
          1.5,
          true,
        ),
        duel(
          'TAR@FAR over 15,997,996 pairs, 128 numbers each',
          1,
          { kind: 'verify', file, rows: 5657, dim: 128, labelsEach: 10, fars: [0.01, 0.001, 0.0001] },
          'scikit-learn',
          15,
          true,
        ),
      ];
    },
  },
  {
    key: 'feeding',
    title: 'Feeding',
    text:
      'Training on pictures that are sampled by identity and augmented anew for each step: drawn between two steps, or ahead in ' +
      'a thread by `feedAhead`; for comparison the same batch again and again, which costs nothing to draw.',
    comparisons: () => [
      feeding('Small network, batch 32, 64×64', 10, { ...small, classes: 60 }),
      feeding('MobileFaceNet, batch 16, 112×112', 3, { ...mobile, classes: 60 }),
    ],
  },
  {
    key: 'growth',
    title: 'Growth',
    text: 'What facelab’s cost grows with.',
    comparisons: () => {
      const file = embeddingsFile();
      return [
        ...[8, 16, 32, 64].map((batch) => alone(`batch ${batch}`, 5, { ...small, batch })),
        ...[100, 1000, 10000].map((classes) => alone(`classes ${classes}`, 5, { ...small, classes })),
        ...galleryRows.map((gallery) =>
          alone(`gallery ${gallery}`, 1, { kind: 'retrieve', file, probes: 1000, gallery, dim: 512 }),
        ),
        ...pairRows.map((rows) =>
          alone(`pairs ${(rows * (rows - 1)) / 2}`, 1, {
            kind: 'verify',
            file,
            rows,
            dim: 128,
            labelsEach: 10,
            fars: [0.001],
          }),
        ),
      ];
    },
  },
];

/** Seeded embeddings, rows of normal numbers around one direction for every ten rows; written once. */
function embeddingsFile(): string {
  const [rows, dim] = [102000, 512];
  const path = join(folder, 'embeddings.f32');
  if (existsSync(path)) return path;
  mkdirSync(folder, { recursive: true });
  const random = seeded(1, 'embeddings');
  const output = openSync(`${path}.part`, 'w');
  // The file is read with 512 and with 128 numbers per row: people are directions of 128 numbers, repeated.
  for (let person = 0; person < (rows * dim) / 1280; person++) {
    const values = new Float32Array(1280);
    const direction = Float32Array.from({ length: 128 }, () => random.normal());
    for (let i = 0; i < values.length; i++) values[i] = direction[i % 128] + 1.5 * random.normal();
    writeSync(output, Buffer.from(values.buffer));
  }
  closeSync(output);
  renameSync(`${path}.part`, path);
  return path;
}
