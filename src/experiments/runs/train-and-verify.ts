import { pictureBatches } from '../../data/batches';
import { renderedOnce } from '../../data/celebrities/rendered-once';
import { Faces } from '../../data/faces';
import { identitySampler } from '../../data/sampler';
import { embed } from '../../evaluation/embed';
import type { Method } from '../../methods/method';
import { residualBackbone } from '../../models/backbones/residual';
import { disposeModel, FaceModel, faceModel } from '../../models/face-model';
import type { FitOptions, FitResult } from '../../training/fit';
import { trained } from '../../training/trained';
import type { RunContext } from '../record';
import { VerificationResult, verify } from '../verify';
import type { People, RunSettings } from './settings';

/** What a comparison of losses shares. */
export interface VerificationSettings extends RunSettings {
  /** People who may be looked at while methods are tuned. */
  validation: People;
}

/** A method as it enters the comparison. */
export interface Contestant {
  method: Method;
  /** The learning rate of the class weights, as a multiple of the backbone's. Default 1. */
  headRate?: number;
}

/** What a run says about people who were not trained on. */
export interface RecordedVerification {
  /** Of people who may be looked at while methods are tuned. */
  validation?: VerificationResult;
  /** Of people who may not. */
  unseen?: VerificationResult;
}

/** Trains one method with what all share. The caller disposes the model. */
export async function trainContestant(
  { method: { head, loss, inputs }, headRate }: Contestant,
  faces: Faces,
  { network, batch, steps, learningRate }: Pick<VerificationSettings, 'network' | 'batch' | 'steps' | 'learningRate'>,
  { seed, ...watch }: { seed: number } & Pick<FitOptions, 'signal' | 'onStep' | 'validate'>,
): Promise<FitResult & { model: FaceModel }> {
  const model = faceModel(residualBackbone({ ...network, seed }), head(faces.names.length, network.dim, seed));
  return trained(model, pictureBatches(faces, identitySampler(faces.labels, { ...batch, seed })), {
    loss,
    inputs,
    headRate,
    steps,
    learningRate,
    ...watch,
  });
}

/** Trains a contestant and verifies the groups of people that are asked for. */
export async function trainAndVerify(
  contestant: Contestant,
  { settings, measured }: { settings: VerificationSettings; measured: (keyof RecordedVerification)[] },
  { seed, signal, onProgress }: RunContext,
): Promise<RecordedVerification> {
  const faces = await renderedOnce(settings.people);
  const { model } = await trainContestant(contestant, faces, settings, {
    seed,
    signal,
    onStep: ({ step, steps }) => onProgress?.(step, steps),
  });
  try {
    const result: RecordedVerification = {};
    for (const group of measured) {
      const people = await renderedOnce(settings[group]);
      result[group] = await verify(await embed(model.backbone, people, { signal }), people.labels);
    }
    return result;
  } finally {
    disposeModel(model);
  }
}
