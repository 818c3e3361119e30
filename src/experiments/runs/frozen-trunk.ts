import * as tf from '@tensorflow/tfjs';
import { Matrix } from '../../base/matrix';
import type { Watched } from '../../base/watched';
import { pictureBatches } from '../../data/batches';
import { renderedOnce } from '../../data/celebrities/rendered-once';
import { descriptorBatches } from '../../data/descriptor-batches';
import { identitySampler } from '../../data/sampler';
import { embedOutputs } from '../../evaluation/embed-outputs';
import { groupAwareSimilarity } from '../../evaluation/group-similarity';
import { evennessOf, occupancyOf } from '../../lessons/groupface/occupancy';
import { chooseDagger, cosineOf, Dagger, Scores, scores } from '../../lessons/groupface/scores';
import {
  type GroupFaceTrainingSettings,
  type GroupFaceVariant,
  networkOf,
  type OccupancyMoment,
  trainVariant,
} from '../../lessons/groupface/training';
import { residualBackbone } from '../../models/backbones/residual';
import { networkCost } from '../../models/cost';
import { disposeModel } from '../../models/face-model';
import { descriptorTrunk } from '../../models/groupface-network';
import type { RunContext } from '../record';
import type { People, RunSettings } from './settings';

/** What all variants share: the same people, trunk and budget. */
export interface GroupFaceSettings extends GroupFaceTrainingSettings, Pick<RunSettings, 'people' | 'unseen' | 'batch'> {
  /** For the constants of the group-aware similarity. */
  validation: People;
  /** Trained once with ArcFace, then frozen: its feature before the neck is what the variants are trained on. */
  trunk: { size: number; dim: number; widths: number[]; steps: number; seed: number };
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

/** What the frozen trunk says about each set of people, [count, features]; computed once per process. */
interface Features {
  people: Matrix;
  validation: Matrix;
  unseen: Matrix;
}

const computed = new Map<string, Promise<Features>>();

/** Features of a trunk that is trained once with ArcFace: the seeds and variants of the ablation share them. */
export function featuresOnce(settings: GroupFaceSettings, { signal }: Watched = {}): Promise<Features> {
  const { people, validation, unseen, trunk, batch, margin, scale } = settings;
  const key = JSON.stringify({ people, validation, unseen, trunk, batch, margin, scale });
  if (!computed.has(key)) {
    const features = trunkFeatures(settings, { signal });
    features.catch(() => computed.delete(key));
    computed.set(key, features);
  }
  return computed.get(key)!;
}

async function trunkFeatures(settings: GroupFaceSettings, { signal }: Watched): Promise<Features> {
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

/** Trains a variant on the features of the frozen trunk and measures it on people never trained on. */
export async function trainOnFrozenTrunk(
  variant: GroupFaceVariant,
  settings: GroupFaceSettings,
  { seed, signal, onProgress }: RunContext,
): Promise<GroupFaceResult> {
  const features = await featuresOnce(settings, { signal });
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
    { seed, signal, onStep: ({ step, steps }) => onProgress?.(step, steps) },
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
}
