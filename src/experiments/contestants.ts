import { pictureBatches } from '../data/batches';
import { Faces } from '../data/faces';
import { identitySampler } from '../data/sampler';
import { residualBackbone } from '../models/backbones/residual';
import { disposeModel, FaceModel, faceModel } from '../models/face-model';
import { fit, FitOptions, FitResult } from '../training/fit';
import { cosineDecay, warmup } from '../training/schedules';
import { arcFaceMethod } from '../methods/arcface';
import { centerMethod } from '../methods/center';
import { cosFaceMethod } from '../methods/cosface';
import { deepFaceMethod } from '../methods/deepface';
import { deepId2Method } from '../methods/deepid2';
import { Method } from '../methods/method';
import { modifiedSoftmaxMethod } from '../methods/modified-softmax';
import { sphereFaceMethod } from '../methods/sphereface';
import { tripletMethod } from '../methods/facenet';
import { firstUnseen } from './training-sets';
import { withUnitStart } from '../methods/unit-start';

/** What all methods share: the same people, network and budget. */
export const verificationSettings = {
  people: { identities: 300, picturesEach: 8, size: 32, seed: 1 },
  /** Looked at while the methods were tuned. */
  validation: { identities: 100, picturesEach: 10, size: 32, seed: 1, firstIdentity: 200_000 },
  /** Not looked at before the table was made. */
  unseen: { identities: 100, picturesEach: 10, size: 32, seed: 1, firstIdentity: firstUnseen },
  network: { size: 32, dim: 64, widths: [16, 32, 48, 64] },
  batch: { identities: 32, pictures: 2 },
  steps: 300,
  learningRate: 0.1,
};

export type VerificationSettings = typeof verificationSettings;

/** A method as it enters the comparison. */
export interface Contestant {
  method: Method;
  /** The learning rate of the class weights, as a multiple of the backbone's. */
  headRate?: number;
}

/** Each method as the tables call it, with the settings that were tried: three of its own numbers, nothing else. */
export const methodsInTheRace: Record<string, { name: string; tried: Record<string, () => Contestant> }> = {
  deepface: {
    name: 'softmax (DeepFace)',
    tried: {
      'class weights learn 1 ×': () => ({ method: deepFaceMethod() }),
      'class weights learn 4 ×': () => ({ method: deepFaceMethod(), headRate: 4 }),
      'class weights learn 10 ×': () => ({ method: deepFaceMethod(), headRate: 10 }),
    },
  },
  deepid2: {
    name: 'softmax + contrastive (DeepID2)',
    tried: tries([0.5, 2, 10], (balance) => `balance ${balance}`, (balance) => ({ method: deepId2Method({ balance, margin: 1 }) })), // prettier-ignore
  },
  facenet: {
    name: 'triplet (FaceNet)',
    tried: tries([0.1, 0.2, 0.4], (margin) => `margin ${margin}`, (margin) => ({ method: tripletMethod({ margin }) })), // prettier-ignore
  },
  center: {
    name: 'softmax + center loss',
    tried: tries([0.003, 0.01, 0.03], (balance) => `balance ${balance}`, (balance) => ({ method: centerMethod({ balance, alpha: 0.5 }) })), // prettier-ignore
  },
  'modified-softmax': {
    name: 'modified softmax',
    tried: tries([1, 4, 10], (headRate) => `class weights learn ${headRate} ×`, (headRate) => ({ method: withUnitStart(modifiedSoftmaxMethod()), headRate })), // prettier-ignore
  },
  sphereface: {
    name: 'SphereFace',
    tried: tries(
      [
        { m: 4, end: 5 },
        { m: 4, end: 20 },
        { m: 2, end: 1 },
      ],
      ({ m, end }) => `m ${m}, λ down to ${end}`,
      ({ m, end }) => ({
        method: withUnitStart(sphereFaceMethod({ m, lambda: { start: 1000, end, halving: 20 } })),
        headRate: 4,
      }),
    ),
  },
  cosface: {
    name: 'CosFace',
    tried: tries(marginsAndScales(), said, (options) => ({
      method: withUnitStart(cosFaceMethod(options)),
      headRate: 4,
    })),
  },
  arcface: {
    name: 'ArcFace',
    tried: tries(marginsAndScales(), said, (options) => ({
      method: withUnitStart(arcFaceMethod(options)),
      headRate: 4,
    })),
  },
};

/** Trains one method with what all share. The caller disposes the model. */
export async function trainContestant(
  { method: { head, loss, inputs }, headRate }: Contestant,
  faces: Faces,
  { network, batch, steps, learningRate }: Pick<VerificationSettings, 'network' | 'batch' | 'steps' | 'learningRate'>,
  { seed, ...watch }: { seed: number } & Pick<FitOptions, 'signal' | 'onStep' | 'validate'>,
): Promise<FitResult & { model: FaceModel }> {
  const model = faceModel(residualBackbone({ ...network, seed }), head(faces.names.length, network.dim, seed));
  try {
    const result = await fit(model, pictureBatches(faces, identitySampler(faces.labels, { ...batch, seed })), {
      loss,
      inputs,
      headRate,
      steps,
      learningRate: warmup(Math.ceil(steps / 20), cosineDecay(learningRate, steps)),
      ...watch,
    });
    return { ...result, model };
  } catch (error) {
    disposeModel(model);
    throw error;
  }
}

function marginsAndScales(): { margin: number; scale: number }[] {
  return [
    { margin: 0.1, scale: 6 },
    { margin: 0.1, scale: 10 },
    { margin: 0.2, scale: 16 },
  ];
}

function said({ margin, scale }: { margin: number; scale: number }): string {
  return `margin ${margin}, scale ${scale}`;
}

function tries<T>(
  settings: T[],
  name: (setting: T) => string,
  contestant: (setting: T) => Contestant,
): Record<string, () => Contestant> {
  return Object.fromEntries(settings.map((setting) => [name(setting), () => contestant(setting)]));
}
