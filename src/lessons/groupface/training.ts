import * as tf from '@tensorflow/tfjs';
import type { Batches } from '../../data/batches';
import { arcFaceMethod } from '../../methods/arcface';
import { groupFaceMethod } from '../../methods/groupface';
import type { Method } from '../../methods/method';
import { FaceModel, faceModel } from '../../models/face-model';
import { type GroupFaceOptions, groupFaceNetwork, instanceNetwork, sharedLayer } from '../../models/groupface-network';
import { beforeNeck } from '../../models/trunk';
import type { FitOptions, FitResult } from '../../training/fit';
import { trained } from '../../training/trained';

/** The numbers of a training with groups. */
export interface GroupFaceTrainingSettings {
  dim: number;
  shared: number;
  hidden: number;
  steps: number;
  learningRate: number;
  margin: number;
  scale: number;
  lambda: number;
  momentum: number;
}

/** What stands on the trunk. */
export type GroupFaceVariant =
  /** The neck of a plain backbone. */
  | { kind: 'arcface' }
  /** Shared feature and instance, no groups; `shared` in place of the settings' length. */
  | { kind: 'instance'; shared: number }
  | ({ kind: 'groupface'; groups: number; labels: 'balanced' | 'naive'; lambda?: number } & Pick<
      GroupFaceOptions,
      'aggregation' | 'centred' | 'groupStart'
    > & {
        /** What the groups look at: the backbone's flattened feature map, or a fully connected layer put before them. Default 'map'. */
        over?: 'map' | 'layer';
      });

/** How the samples were spread over the groups at one moment of training. */
export interface OccupancyMoment {
  step: number;
  /** Share of the samples of the last batches with argmax p = k, [K]. */
  shares: number[];
}

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
  { dim, shared, hidden }: Pick<GroupFaceTrainingSettings, 'dim' | 'shared' | 'hidden'>,
  trunkOf: (length: number) => tf.LayersModel,
  seed: number,
): tf.LayersModel {
  if (variant.kind === 'arcface') return trunkOf(dim);
  if (variant.kind === 'instance') return instanceNetwork(sharedLayer(trunkOf(variant.shared)), { dim, seed });
  const { over = 'map', groups, aggregation, centred, groupStart } = variant;
  const trunk = over === 'map' ? beforeNeck(trunkOf(dim)) : sharedLayer(trunkOf(shared));
  return groupFaceNetwork(trunk, { dim, groups, hidden, aggregation, centred, groupStart, seed });
}

/** Trains a variant's network, and looks at the groups on the way. The network becomes part of the result. */
export async function trainVariant(
  variant: GroupFaceVariant,
  network: tf.LayersModel,
  { batches, classes }: { batches: Batches; classes: number },
  settings: Pick<
    GroupFaceTrainingSettings,
    'dim' | 'steps' | 'learningRate' | 'margin' | 'scale' | 'lambda' | 'momentum'
  >,
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
  const fitted = await trained(model, batches, {
    loss,
    steps,
    learningRate,
    snapshots: { every: Math.ceil(steps / moments), take },
    ...watch,
  });
  return { model, fitted, occupancy, seconds: (performance.now() - started) / 1000 };
}

function methodOf(
  variant: GroupFaceVariant,
  { margin, scale, lambda, momentum }: Pick<GroupFaceTrainingSettings, 'margin' | 'scale' | 'lambda' | 'momentum'>,
): Method {
  if (variant.kind !== 'groupface') return arcFaceMethod({ margin, scale });
  const { groups, labels } = variant;
  return groupFaceMethod({ margin, scale, groups, lambda: variant.lambda ?? lambda, momentum, labels });
}
