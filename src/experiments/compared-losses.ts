import { firstUnseen } from '../data/celebrities/rendered-once';
import type { sphereFaceMethod } from '../methods/sphereface';
import { balances, headRates, said, tries, type Setting } from './setting';
import type { ComparedBatch, ComparedSettings } from './runs/train-and-compare';

/** What all methods share: people enough for a margin to pay, a network and a budget. */
export const comparedSettings: ComparedSettings = {
  people: { identities: 2000, picturesEach: 20, size: 32, seed: 1 },
  /** Looked at while the methods were tuned. */
  validation: { identities: 200, picturesEach: 10, size: 32, seed: 1, firstIdentity: 200_000 },
  /** Not looked at before the table was made. */
  unseen: { identities: 500, picturesEach: 10, size: 32, seed: 1, firstIdentity: firstUnseen },
  network: { size: 32, dim: 128, widths: [32, 64, 96, 128] },
  steps: 2500,
  learningRate: 0.1,
};

/** A method as the table calls it: its batch, and the settings that were tried. */
export interface ComparedLoss {
  name: string;
  batch: ComparedBatch;
  tried: Record<string, Setting>;
}

/** Batches of any pictures for losses that look at one picture at a time, batches with pairs for those that compare pictures. */
const any: ComparedBatch = { pictures: 128 };
const withPairs: ComparedBatch = { identities: 32, pictures: 4 };

/** Losses whose class weights are directions: they start at length 1 and learn four times as fast. */
const onSphere = { unitStart: true, headRate: 4 } as const;

const likelyBest = { margin: 0.5, scale: 30 };

/**
 * In the order of the course. Three settings each, of a method's own numbers: the same small effort for every method.
 * Where the best of a range of three was its first or last, a fourth lies beyond it, so that no loss is weak for want of a larger number;
 * and the losses beside a softmax were tried with its learning rate of the class weights, too.
 */
export const comparedLosses: Record<string, ComparedLoss> = {
  softmax: {
    name: 'softmax (DeepFace)',
    batch: any,
    tried: tries([1, 4, 10, 30], headRates, (headRate) => ({ method: 'deepface', headRate })),
  },
  deepid2: {
    name: 'softmax + contrastive (DeepID2)',
    batch: withPairs,
    tried: tries(withHead([0.5, 2, 10, 50], 50), balancesAndHead, ({ balance, headRate }) => ({
      method: 'deepid2',
      options: { balance, margin: 1 },
      headRate,
    })),
  },
  triplet: {
    name: 'triplet, semi-hard (FaceNet)',
    batch: withPairs,
    tried: tries([0.1, 0.2, 0.4, 0.8], margins, (margin) => ({ method: 'facenet', options: { margin } })),
  },
  center: {
    name: 'softmax + center loss',
    batch: any,
    tried: tries(withHead([0.003, 0.01, 0.03, 0.1], 0.03), balancesAndHead, ({ balance, headRate }) => ({
      method: 'center',
      options: { balance, alpha: 0.5 },
      headRate,
    })),
  },
  range: {
    name: 'softmax + range loss',
    batch: withPairs,
    tried: tries(withHead([1e-4, 1e-3, 1e-2, 1e-5], 1e-4), balancesAndHead, ({ balance, headRate }) => ({
      method: 'range',
      options: { k: 2, margin: 20, alpha: balance, beta: 10 * balance },
      headRate,
    })),
  },
  marginal: {
    name: 'softmax + marginal loss',
    batch: withPairs,
    tried: tries(withHead([0.5, 2, 10, 0.1], 0.5), balancesAndHead, ({ balance, headRate }) => ({
      method: 'marginal',
      options: { balance, theta: 1.2, xi: 0.3 },
      headRate,
    })),
  },
  'modified-softmax': {
    name: 'modified softmax',
    batch: any,
    tried: tries([1, 4, 10, 30], headRates, (headRate) => ({ method: 'modified-softmax', unitStart: true, headRate })),
  },
  'normalised-softmax': {
    name: 'normalised softmax (no margin)',
    batch: any,
    tried: {
      ...tries([8, 16, 30, 4], scales, (scale) => normalised(scale)),
      ...tries(
        [16],
        (rate) => `${scales(8)}, ${headRates(rate)}`,
        (headRate) => ({ ...normalised(8), headRate }),
      ),
    },
  },
  sphereface: {
    name: 'SphereFace',
    batch: any,
    tried: tries(annealings(), annealed, (options) => ({ method: 'sphereface', options, ...onSphere })),
  },
  'sphereface-plus': {
    name: 'SphereFace+',
    batch: any,
    tried: tries([0.1, 1, 10], (weight) => `energy ${weight}`, (energyWeight) => ({
      method: 'sphereface-plus',
      options: { energyWeight, ...annealings()[0] },
      ...onSphere,
    })), // prettier-ignore
  },
  cosface: {
    name: 'CosFace',
    batch: any,
    tried: tries(pairsOf([0.2, 16], [0.35, 30], [0.35, 64]), said, (options) => ({
      method: 'cosface',
      options,
      ...onSphere,
    })),
  },
  arcface: {
    name: 'ArcFace',
    batch: any,
    tried: {
      ...tries(commonMargins(), said, arcface),
      ...tries(
        [16],
        (rate) => `${said(likelyBest)}, ${headRates(rate)}`,
        (headRate) => ({ ...arcface(likelyBest), headRate }),
      ),
    },
  },
  'sub-center': {
    name: 'sub-center ArcFace',
    batch: any,
    tried: tries([1, 2, 3], (centers) => `K ${centers}`, (centers) => ({
      method: 'sub-center',
      options: { centers, margin: 0.5, scale: 30 },
      headRate: 4,
    })), // prettier-ignore
  },
  curricularface: {
    name: 'CurricularFace',
    batch: any,
    tried: tries(commonMargins(), said, (options) => ({ method: 'curricularface', options, ...onSphere })),
  },
  'mv-arcface': {
    name: 'MV-ArcFace',
    batch: any,
    tried: tries([0.05, 0.1, 0.15], (t) => `t ${t}`, (t) => ({
      method: 'mv-arcface',
      options: { margin: 0.5, scale: 30, t, adaptive: true },
      ...onSphere,
    })), // prettier-ignore
  },
  adaface: {
    name: 'AdaFace',
    batch: any,
    tried: tries(pairsOf([0.3, 30], [0.4, 30], [0.4, 64]), said, (options) => ({
      method: 'adaface',
      options,
      ...onSphere,
    })),
  },
  uniface: {
    name: 'UniFace',
    batch: any,
    tried: tries(pairsOf([0.2, 30], [0.4, 30], [0.4, 64]), said, (options) => ({
      method: 'uniface',
      options,
      ...onSphere,
    })),
  },
};

/** Balances, and the best of them once more with class weights that learn as fast as plain softmax likes it best. */
function withHead(balances: number[], best: number): { balance: number; headRate?: number }[] {
  return [...balances.map((balance) => ({ balance })), { balance: best, headRate: 30 }];
}

function balancesAndHead({ balance, headRate }: { balance: number; headRate?: number }): string {
  return headRate === undefined ? balances(balance) : `${balances(balance)}, ${headRates(headRate)}`;
}

function arcface(options: { margin: number; scale: number }): Setting {
  return { method: 'arcface', options, ...onSphere };
}

function normalised(scale: number): Setting {
  return arcface({ margin: 0, scale });
}

function commonMargins(): { margin: number; scale: number }[] {
  return pairsOf([0.3, 30], [0.5, 30], [0.5, 64]);
}

function pairsOf(...pairs: [margin: number, scale: number][]): { margin: number; scale: number }[] {
  return pairs.map(([margin, scale]) => ({ margin, scale }));
}

type Annealing = Parameters<typeof sphereFaceMethod>[0];

/** λ falls by half every 100 steps: it has reached its end when half of the steps are done. */
function annealings(): Annealing[] {
  const ends: [number, number][] = [[2, 1], [3, 3], [4, 5], [2, 0]]; // prettier-ignore
  return ends.map(([m, end]) => ({ m, lambda: { start: 1000, end, halving: 100 } }));
}

function annealed({ m, lambda }: Annealing): string {
  return `m ${m}, λ down to ${lambda.end}`;
}

function margins(margin: number): string {
  return `margin ${margin}`;
}

function scales(scale: number): string {
  return `scale ${scale}`;
}
