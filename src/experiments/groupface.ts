import * as tf from '@tensorflow/tfjs';
import { Matrix } from '../base/matrix';
import { Batches, pictureBatches } from '../data/batches';
import { descriptorBatches } from '../data/descriptor-batches';
import { identitySampler } from '../data/sampler';
import { embedOutputs } from '../evaluation/embed-outputs';
import { groupAwareSimilarity } from '../evaluation/group-similarity';
import { residualBackbone } from '../models/backbones/residual';
import { networkCost } from '../models/cost';
import { disposeModel, FaceModel, faceModel } from '../models/face-model';
import { descriptorTrunk, groupFaceNetwork, instanceNetwork } from '../models/groupface-network';
import { fit, FitOptions, FitResult } from '../training/fit';
import { cosineDecay, warmup } from '../training/schedules';
import { groupFaceMethod } from '../methods/groupface';
import { evennessOf, occupancyOf } from '../lessons/groupface/occupancy';
import { chooseDagger, cosineOf, Dagger, Scores, scores } from '../lessons/groupface/scores';
import { arcFaceMethod } from '../methods/arcface';
import { Method } from '../methods/method';
import { Experiment } from './record';
import { firstUnseen, renderedOnce } from './training-sets';

/** What all variants share: the same people, trunk and budget. */
export const groupFaceSettings = {
  people: { identities: 600, picturesEach: 12, size: 32, seed: 1, hardness: 0.7 },
  /** For the constants of the group-aware similarity. */
  validation: { identities: 80, picturesEach: 6, size: 32, seed: 1, hardness: 0.7, firstIdentity: 2 * firstUnseen },
  unseen: { identities: 200, picturesEach: 8, size: 32, seed: 1, hardness: 0.7, firstIdentity: firstUnseen },
  /** Trained once with ArcFace, then frozen: its feature before the neck is what the variants are trained on. */
  trunk: { size: 32, dim: 64, widths: [16, 32, 64, 128], steps: 600, seed: 1 },
  dim: 64,
  shared: 512,
  hidden: 64,
  batch: { identities: 32, pictures: 2 },
  steps: 250,
  learningRate: 0.1,
  margin: 0.2,
  scale: 16,
  lambda: 1,
  momentum: 0.5,
};

export type GroupFaceSettings = typeof groupFaceSettings;

/** What is put on the trunk. */
export type GroupFaceVariant =
  /** The neck of a plain backbone. */
  | { kind: 'arcface' }
  /** Shared feature and instance, no groups; `shared` in place of the settings' length. */
  | { kind: 'instance'; shared: number }
  | { kind: 'groupface'; groups: number; aggregation: 'soft' | 'hard'; labels: 'balanced' | 'naive'; lambda?: number };

/** The rows of the ablation. */
export const groupFaceVariants: Record<string, GroupFaceVariant> = {
  arcface: { kind: 'arcface' },
  'arcface-wide': { kind: 'instance', shared: 1434 },
  naive: { kind: 'groupface', groups: 16, aggregation: 'soft', labels: 'naive' },
  hard: { kind: 'groupface', groups: 16, aggregation: 'hard', labels: 'balanced' },
  'soft-4': { kind: 'groupface', groups: 4, aggregation: 'soft', labels: 'balanced' },
  'soft-8': { kind: 'groupface', groups: 8, aggregation: 'soft', labels: 'balanced' },
  'soft-16': { kind: 'groupface', groups: 16, aggregation: 'soft', labels: 'balanced' },
  gentle: { kind: 'groupface', groups: 16, aggregation: 'soft', labels: 'balanced', lambda: 0.1 },
  'soft-32': { kind: 'groupface', groups: 32, aggregation: 'soft', labels: 'balanced' },
};

/** As tables and figures call them. */
export const groupFaceNames: Record<string, string> = {
  arcface: 'ArcFace',
  'arcface-wide': 'ArcFace, wide',
  naive: 'naive labels, K = 16',
  hard: 'hard, K = 16',
  'soft-4': 'soft, K = 4',
  'soft-8': 'soft, K = 8',
  'soft-16': 'soft, K = 16',
  gentle: 'soft, K = 16, lambda = 0.1',
  'soft-32': 'soft, K = 32',
};

/** How the groups were taken at one moment of training. */
export interface OccupancyMoment {
  step: number;
  /** Share of the samples of the last batches with argmax p = k, [K]. */
  shares: number[];
}

/** One run of the ablation. */
export interface GroupFaceResult {
  unseen: Scores;
  /** Above the trunk; those of W_k of all groups included. */
  parameters: number;
  /** Above the trunk, for one picture. */
  multiplyAdds: number;
  /** Of training alone. */
  trainingSeconds: number;
  groups?: {
    /** With the group-aware similarity, constants chosen on validation people. */
    dagger: Scores & Dagger;
    /** Over training. */
    occupancy: OccupancyMoment[];
    /** Of the unseen people's pictures, [K]. */
    unseenShares: number[];
    /** Entropy of `unseenShares` as a share of log K. */
    evenness: number;
  };
}

type Configuration = { variant: GroupFaceVariant; settings: GroupFaceSettings };

/** A trained network with what was seen on the way; the caller disposes the model. */
export interface GroupFaceTraining {
  model: FaceModel;
  fitted: FitResult;
  occupancy: OccupancyMoment[];
  seconds: number;
}

/** The network of a variant, untrained; `trunkOf` gives a trunk whose output has the length that is asked for. */
export function networkOf(
  variant: GroupFaceVariant,
  { dim, shared, hidden }: Pick<GroupFaceSettings, 'dim' | 'shared' | 'hidden'>,
  trunkOf: (length: number) => tf.LayersModel,
  seed: number,
): tf.LayersModel {
  if (variant.kind === 'arcface') return trunkOf(dim);
  if (variant.kind === 'instance') return instanceNetwork(trunkOf(variant.shared), { dim, seed });
  const { groups, aggregation } = variant;
  return groupFaceNetwork(trunkOf(shared), { dim, groups, hidden, aggregation, seed });
}

/** Trains a variant's network, and looks at the groups on the way. The network becomes part of the result. */
export async function trainVariant(
  variant: GroupFaceVariant,
  network: tf.LayersModel,
  { batches, classes }: { batches: Batches; classes: number },
  settings: Pick<GroupFaceSettings, 'dim' | 'steps' | 'learningRate' | 'margin' | 'scale' | 'lambda' | 'momentum'>,
  { seed, moments = 10, ...watch }: { seed: number; moments?: number } & Pick<FitOptions, 'signal' | 'onStep'>,
): Promise<GroupFaceTraining> {
  const { dim, steps, learningRate } = settings;
  const { head, loss } = methodOf(variant, settings);
  const model = faceModel(network, head(classes, dim, seed));
  const occupancy: OccupancyMoment[] = [];
  const take = async (step: number): Promise<void> => {
    if (model.head.occupancy === undefined) return;
    const shares = Array.from(await model.head.occupancy.data(), (share) => Math.round(share * 1e4) / 1e4);
    occupancy.push({ step, shares });
  };
  const started = performance.now();
  try {
    const fitted = await fit(model, batches, {
      loss,
      steps,
      learningRate: warmup(Math.ceil(steps / 20), cosineDecay(learningRate, steps)),
      snapshots: { every: Math.ceil(steps / moments), take },
      ...watch,
    });
    return { model, fitted, occupancy, seconds: (performance.now() - started) / 1000 };
  } catch (error) {
    disposeModel(model);
    throw error;
  }
}

function methodOf(
  variant: GroupFaceVariant,
  { margin, scale, lambda, momentum }: Pick<GroupFaceSettings, 'margin' | 'scale' | 'lambda' | 'momentum'>,
): Method {
  if (variant.kind !== 'groupface') return arcFaceMethod({ margin, scale });
  const { groups, labels } = variant;
  return groupFaceMethod({ margin, scale, groups, lambda: variant.lambda ?? lambda, momentum, labels });
}

/** What the frozen trunk says about each set of people, [count, features]; computed once a process. */
interface Features {
  people: Matrix;
  validation: Matrix;
  unseen: Matrix;
}

const computed = new Map<string, Promise<Features>>();

/** Features of a trunk that is trained once with ArcFace: the seeds and variants of the ablation share them. */
export function featuresOnce(settings: GroupFaceSettings, signal?: AbortSignal): Promise<Features> {
  const { people, validation, unseen, trunk, batch, margin, scale } = settings;
  const key = JSON.stringify({ people, validation, unseen, trunk, batch, margin, scale });
  if (!computed.has(key)) {
    const features = trunkFeatures(settings, signal);
    features.catch(() => computed.delete(key));
    computed.set(key, features);
  }
  return computed.get(key)!;
}

async function trunkFeatures(settings: GroupFaceSettings, signal?: AbortSignal): Promise<Features> {
  const { trunk, batch, learningRate } = settings;
  const { seed, steps, ...shape } = trunk;
  const faces = await renderedOnce(settings.people);
  const batches = pictureBatches(faces, identitySampler(faces.labels, { ...batch, seed }));
  const network = residualBackbone({ ...shape, seed });
  const { model } = await trainVariant(
    { kind: 'arcface' },
    network,
    { batches, classes: faces.names.length },
    { ...settings, dim: trunk.dim, steps, learningRate },
    { seed, signal },
  );
  try {
    const flat = network.layers.find((layer) => layer.getClassName() === 'Flatten')!;
    // Borrows the network's layers and has no tensor of its own, so it is not disposed.
    const upToFlat = tf.model({ inputs: network.inputs, outputs: flat.output as tf.SymbolicTensor });
    const of = async (people: Parameters<typeof renderedOnce>[0]): Promise<Matrix> =>
      (await embedOutputs(upToFlat, await renderedOnce(people), ['embeddings'], { signal })).embeddings;
    return {
      people: await of(settings.people),
      validation: await of(settings.validation),
      unseen: await of(settings.unseen),
    };
  } finally {
    disposeModel(model);
  }
}

/** GroupFace and its baselines on the features of one trunk: same people and budget, measured on people never trained on. */
export const groupFaceAblation: Experiment<Configuration, GroupFaceResult> = {
  name: 'groupface',
  description:
    'GroupFace against ArcFace on unseen people: labels, hard and soft, number of groups; on one frozen trunk',
  file: __filename,
  configurations: Object.fromEntries(
    Object.entries(groupFaceVariants).map(([name, variant]) => [name, { variant, settings: groupFaceSettings }]),
  ),
  run: async ({ variant, settings }, { seed, signal, onProgress }) => {
    const features = await featuresOnce(settings, signal);
    const [faces, unseen, validation] = [
      await renderedOnce(settings.people),
      await renderedOnce(settings.unseen),
      await renderedOnce(settings.validation),
    ];
    const trunkOf = (shared: number): tf.LayersModel =>
      descriptorTrunk({ length: features.people.columns, shared, seed });
    const sampler = identitySampler(faces.labels, { ...settings.batch, seed });
    const { model, occupancy, seconds } = await trainVariant(
      variant,
      networkOf(variant, settings, trunkOf, seed),
      { batches: descriptorBatches(features.people, faces.labels, sampler), classes: faces.names.length },
      settings,
      { seed, signal, onStep: ({ step, steps }) => onProgress?.(step / steps) },
    );
    try {
      const cost = networkCost(model.backbone);
      const trainingSeconds = Math.round(seconds * 10) / 10;
      if (variant.kind !== 'groupface') {
        const { embeddings } = await embedOutputs(model.backbone, features.unseen, ['embeddings'], { signal });
        return { unseen: scores(cosineOf(embeddings), unseen.labels), ...cost, trainingSeconds };
      }
      const names: ('embeddings' | 'hidden' | 'groupLogits')[] = ['embeddings', 'hidden', 'groupLogits'];
      const { embeddings, hidden, groupLogits } = await embedOutputs(model.backbone, features.unseen, names, {
        signal,
      });
      const chosenOn = await embedOutputs(model.backbone, features.validation, names, { signal });
      const dagger = chooseDagger(chosenOn.embeddings, chosenOn.hidden, validation.labels);
      const unseenShares = occupancyOf(groupLogits);
      return {
        unseen: scores(cosineOf(embeddings), unseen.labels),
        ...cost,
        trainingSeconds,
        groups: {
          dagger: {
            ...dagger,
            ...scores((pairs) => groupAwareSimilarity(embeddings, hidden, pairs, dagger), unseen.labels),
          },
          occupancy,
          unseenShares,
          evenness: evennessOf(unseenShares),
        },
      };
    } finally {
      disposeModel(model);
    }
  },
};
