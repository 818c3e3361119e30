import { pictureBatches } from '../../data/batches';
import { renderedOnce } from '../../data/celebrities/rendered-once';
import type { Faces } from '../../data/faces';
import { identitySampler, shuffledSampler, type Sampler } from '../../data/sampler';
import { embed } from '../../evaluation/embed';
import { acceptedPairsByPerson } from '../../evaluation/verification/accepted-pairs';
import { pairStatistics } from '../../evaluation/verification/pair-statistics';
import type { Method } from '../../methods/method';
import { residualBackbone } from '../../models/backbones/residual';
import { disposeModel, faceModel, type FaceModel } from '../../models/face-model';
import type { FitOptions, FitResult } from '../../training/fit';
import { trained } from '../../training/trained';
import type { RunContext } from '../record';
import { verify, type VerificationResult } from '../verify';
import type { People, RunSettings } from './settings';

/** The false-accept rates at which the accepted pairs of every single person are recorded. */
export const comparedRates = [1e-2, 1e-3, 1e-4];

/** A batch of any pictures, or of several pictures of each person for losses that compare the pictures of a batch. */
export type ComparedBatch = { pictures: number } | RunSettings['batch'];

/** What the runs of the comparison share; the batch is the method's. */
export interface ComparedSettings extends Omit<RunSettings, 'batch'> {
  /** People who may be looked at while methods are tuned. */
  validation: People;
}

/** A method as it enters the comparison. */
export interface Contestant {
  method: Method;
  /** The learning rate of the class weights, as a multiple of the backbone's. Default 1. */
  headRate?: number;
}

/** What one run says about people who were not trained on. */
export interface Compared extends VerificationResult {
  /** For each of {@link comparedRates}: how many pairs of each person are accepted. */
  accepted: number[][];
}

/** Trains one method. The caller disposes the model. */
export async function trainCompared(
  { method: { head, loss, inputs }, headRate }: Contestant,
  batch: ComparedBatch,
  faces: Faces,
  { network, steps, learningRate }: Pick<ComparedSettings, 'network' | 'steps' | 'learningRate'>,
  { seed, ...watch }: { seed: number } & Pick<FitOptions, 'signal' | 'onStep' | 'validate'>,
): Promise<FitResult & { model: FaceModel }> {
  const model = faceModel(residualBackbone({ ...network, seed }), head(faces.names.length, network.dim, seed));
  return trained(model, pictureBatches(faces, samplerOf(batch, faces, seed)), {
    loss,
    inputs,
    headRate,
    steps,
    learningRate,
    ...watch,
  });
}

/** Trains a method and measures the people that are asked for. */
export async function trainAndCompare(
  contestant: Contestant,
  {
    batch,
    settings,
    measured,
  }: { batch: ComparedBatch; settings: ComparedSettings; measured: 'validation' | 'unseen' },
  { seed, signal, onProgress }: RunContext,
): Promise<Compared> {
  const faces = await renderedOnce({ ...settings.people, signal });
  const { model } = await trainCompared(contestant, batch, faces, settings, {
    seed,
    signal,
    onStep: ({ step, steps }) => onProgress?.(step, steps),
  });
  try {
    const people = await renderedOnce({ ...settings[measured], signal });
    const embeddings = await embed(model.backbone, people, { signal });
    const { tarAtFar } = await pairStatistics(embeddings, people.labels, { fars: comparedRates });
    return {
      ...(await verify(embeddings, people.labels)),
      accepted: tarAtFar.map(({ threshold }) => acceptedPairsByPerson(embeddings, people.labels, threshold)),
    };
  } finally {
    disposeModel(model);
  }
}

function samplerOf(batch: ComparedBatch, { labels }: Faces, seed: number): Sampler {
  return 'identities' in batch
    ? identitySampler(labels, { ...batch, seed })
    : shuffledSampler(labels.length, { batch: batch.pictures, seed });
}
