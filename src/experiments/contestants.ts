import { firstUnseen } from '../data/celebrities/rendered-once';
import { methodOf, type MethodSetup } from '../methods/setup';
import type { Contestant, VerificationSettings } from './runs/train-and-verify';

/** What all methods share: the same people, network and budget. */
export const verificationSettings: VerificationSettings = {
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

/** A method with its numbers, and the learning rate of the class weights as a multiple of the backbone's. */
export type Setting = MethodSetup & { headRate?: number };

/** Each method as the tables call it, with the settings that were tried: three of its own numbers, nothing else. */
export const contestants: Record<string, { name: string; tried: Record<string, Setting> }> = {
  deepface: {
    name: 'softmax (DeepFace)',
    tried: tries([1, 4, 10], headRates, (headRate) => ({ method: 'deepface', headRate })),
  },
  deepid2: {
    name: 'softmax + contrastive (DeepID2)',
    tried: tries([0.5, 2, 10], balances, (balance) => ({ method: 'deepid2', options: { balance, margin: 1 } })),
  },
  facenet: {
    name: 'triplet (FaceNet)',
    tried: tries([0.1, 0.2, 0.4], (margin) => `margin ${margin}`, (margin) => ({ method: 'facenet', options: { margin } })), // prettier-ignore
  },
  center: {
    name: 'softmax + center loss',
    tried: tries([0.003, 0.01, 0.03], balances, (balance) => ({ method: 'center', options: { balance, alpha: 0.5 } })),
  },
  'modified-softmax': {
    name: 'modified softmax',
    tried: tries([1, 4, 10], headRates, (headRate) => ({ method: 'modified-softmax', unitStart: true, headRate })),
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
        method: 'sphereface',
        options: { m, lambda: { start: 1000, end, halving: 20 } },
        unitStart: true,
        headRate: 4,
      }),
    ),
  },
  cosface: {
    name: 'CosFace',
    tried: tries(marginsAndScales(), said, (options) => ({ method: 'cosface', options, unitStart: true, headRate: 4 })),
  },
  arcface: {
    name: 'ArcFace',
    tried: tries(marginsAndScales(), said, (options) => ({ method: 'arcface', options, unitStart: true, headRate: 4 })),
  },
};

/** A setting as something to train. */
export function contestantOf({ headRate, ...setup }: Setting): Contestant {
  return { method: methodOf(setup as MethodSetup), headRate };
}

function marginsAndScales(): { margin: number; scale: number }[] {
  return [
    { margin: 0.1, scale: 6 },
    { margin: 0.1, scale: 10 },
    { margin: 0.2, scale: 16 },
  ];
}

/** How a setting of such numbers is called. */
export function said({ margin, scale }: { margin: number; scale: number }): string {
  return `margin ${margin}, scale ${scale}`;
}

/** How a setting of such numbers is called. */
export function balances(balance: number): string {
  return `balance ${balance}`;
}

/** How a setting of such numbers is called. */
export function headRates(rate: number): string {
  return `class weights learn ${rate} ×`;
}

/** Settings by the names that their numbers give them. */
export function tries<T>(
  numbers: T[],
  name: (one: T) => string,
  setting: (one: T) => Setting,
): Record<string, Setting> {
  return Object.fromEntries(numbers.map((one) => [name(one), setting(one)]));
}
