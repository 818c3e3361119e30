import { pictureBatches } from '../../data/batches';
import type { NoisyFaces } from '../../data/label-noise';
import { shuffledSampler } from '../../data/sampler';
import type { Method } from '../../methods/method';
import { residualBackbone } from '../../models/backbones/residual';
import { faceModel, type FaceModel } from '../../models/face-model';
import type { FitOptions, FitResult } from '../../training/fit';
import { trained } from '../../training/trained';
import { repairMoments, watchedRepair, type RepairMoment } from './watched-repair';

/** The numbers of a training on wrong labels. */
export interface NoiseTrainingSettings {
  network: { size: number; dim: number; widths: number[] };
  /** Pictures a batch, whoever they show. */
  batch: number;
  steps: number;
  learningRate: number;
  /** The class weights' learning rate as a multiple of the backbone's. */
  headRate: number;
  /** Margin of the rule that is watched, radians. */
  ruleMargin: number;
  /** Moments at which the rule is looked at. */
  moments: number;
}

/** A trained network and what the rule made of the labels on the way; the caller disposes the model. */
export type NoiseTraining = FitResult & { model: FaceModel; repairs: RepairMoment[] };

/** A look at the network every so many steps and at the end; it must not train it. */
export interface Look {
  every: number;
  at: (model: FaceModel, stepsDone: number) => Promise<void>;
}

/** Trains a method on labels of which some are wrong, and watches what BoundaryFace's rule makes of them. */
export async function trainOnNoise(
  method: Method,
  { faces, truth }: NoisyFaces,
  { network, batch, steps, learningRate, headRate, ruleMargin, moments }: NoiseTrainingSettings,
  { seed, look, ...watch }: { seed: number; look?: Look } & Pick<FitOptions, 'signal' | 'onStep'>,
): Promise<NoiseTraining> {
  const sampler = shuffledSampler(faces.count, { batch, seed });
  const head = method.head(faces.names.length, network.dim, seed);
  const model = faceModel(residualBackbone({ ...network, seed }), head);
  const result = await trained(model, pictureBatches(faces, sampler), {
    ...watchedRepair(method, { truth, sampler, margin: ruleMargin }),
    headRate,
    steps,
    learningRate,
    ...(look && { snapshots: { every: look.every, take: (stepsDone) => look.at(model, stepsDone) } }),
    ...watch,
  });
  const every = Math.ceil(steps / moments);
  return { ...result, repairs: repairMoments(result.history, { every, batch }) };
}
