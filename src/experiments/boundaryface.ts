import { firstUnseen } from '../data/celebrities/rendered-once';
import type { LabelNoise } from '../lessons/boundaryface/noise';
import { methodFiles, methodOf, type MethodSetup } from '../methods/setup';
import { meanInterval } from './mean-interval';
import type { Experiment, RunRecord } from './record';
import {
  measureOnNoise,
  noiseRates,
  type NoiseResult,
  type NoiseSettings,
  type StoppedOnNoise,
} from './runs/train-on-noise';
import { asShare, leadOver, sharesBySeed, sharesOfPeople, type Share } from './shares-of-people';

/** What all runs share: steps enough, thirteen times over all people's pictures, to learn wrong labels by heart. */
export const noiseSettings: NoiseSettings = {
  people: { identities: 600, picturesEach: 15, size: 32, seed: 1 },
  outsiders: { identities: 420, picturesEach: 15, size: 32, seed: 1, firstIdentity: 300_000 },
  unseen: { identities: 500, picturesEach: 10, size: 32, seed: 1, firstIdentity: firstUnseen },
  network: { size: 32, dim: 128, widths: [32, 64, 96, 128] },
  batch: 128,
  steps: 900,
  learningRate: 0.1,
  headRate: 4,
  ruleMargin: 0.5,
  moments: 20,
};

/** The step at which labels are repaired for the first time: a fifth of the training. */
export const repairsFrom = 180;

const angular = { margin: 0.5, scale: 30 };

/**
 * Where two labels in five are wrong, a margin of half a radian from the first step on finds nothing to pull together, and the embeddings
 * collapse. So the modified softmax goes first, until labels are repaired.
 */
const start = {
  unitStart: true,
  handover: { from: 0, until: repairsFrom / noiseSettings.steps, steps: noiseSettings.steps },
};

/**
 * Each loss with margin and scale of ArcFace, and the number of its own that `losses-compared` uses. Sub-center ArcFace, whose weights
 * begin short, trains with every share of wrong labels without that.
 */
export const noiseLosses: Record<string, { name: string; setup: MethodSetup }> = {
  arcface: { name: 'ArcFace', setup: { method: 'arcface', options: angular, ...start } },
  'sub-center': {
    name: 'sub-center ArcFace',
    setup: { method: 'sub-center', options: { centers: 3, ...angular } },
  },
  'mv-arcface': {
    name: 'MV-ArcFace',
    setup: { method: 'mv-arcface', options: { ...angular, t: 0.1, adaptive: true }, ...start },
  },
  curricularface: {
    name: 'CurricularFace',
    setup: { method: 'curricularface', options: angular, ...start },
  },
  boundaryf1: {
    name: 'BoundaryF1',
    setup: { method: 'boundaryface', options: { ...angular, lambda: 0, from: repairsFrom }, ...start },
  },
  boundaryface: {
    name: 'BoundaryFace',
    setup: { method: 'boundaryface', options: { ...angular, lambda: Math.PI, from: repairsFrom }, ...start },
  },
};

/** Kinds of noise, each over the same shares of wrong labels in all. */
export const noiseKinds: Record<string, { name: string; noise: (share: number) => LabelNoise }> = {
  closed: { name: 'flipped labels (closed set)', noise: (share) => ({ closed: share, open: 0 }) },
  open: { name: 'outsiders (open set)', noise: (share) => ({ closed: 0, open: share }) },
  both: { name: 'half of each', noise: (share) => ({ closed: share / 2, open: share / 2 }) },
};

/** Shares of wrong labels. Without any, all kinds are the same run. */
export const noiseShares = [0.2, 0.4];

/** The record's name of one point. */
export function noiseName(loss: string, kind: string, share: number): string {
  return share === 0 ? `${loss}-clean` : `${loss}-${kind}-${Math.round(100 * share)}`;
}

/** Every kind of labels in words, with the record's name of a loss on them. */
const noisyLabels: { labels: string; nameOf: (loss: string) => string }[] = [
  { labels: 'clean labels', nameOf: (loss) => noiseName(loss, '', 0) },
  ...Object.entries(noiseKinds).flatMap(([kind, { name }]) =>
    noiseShares.map((share) => ({
      labels: `${name}, ${100 * share} %`,
      nameOf: (loss: string) => noiseName(loss, kind, share),
    })),
  ),
];

/** One entry: what is trained, and how many of its labels are wrong. */
export interface NoiseEntry {
  setup: MethodSetup;
  noise: LabelNoise;
  settings: NoiseSettings;
}

/** Six losses on labels of which some are wrong. */
export const boundaryFaceOnNoise: Experiment<NoiseEntry, NoiseResult | StoppedOnNoise> = {
  name: 'boundaryface',
  description: 'six losses on 600 people with flipped labels, outsiders and both: people never seen, and the repair',
  configurations: Object.fromEntries(
    Object.entries(noiseLosses).flatMap(([loss, { setup }]) => [
      [noiseName(loss, '', 0), { setup, noise: { closed: 0, open: 0 }, settings: noiseSettings }],
      ...Object.entries(noiseKinds).flatMap(([kind, { noise }]) =>
        noiseShares.map((share) => [
          noiseName(loss, kind, share),
          { setup, noise: noise(share), settings: noiseSettings },
        ]),
      ),
    ]),
  ),
  files: ({ setup }) => ['src/experiments/runs/train-on-noise.ts', ...methodFiles(setup)],
  run: ({ setup, noise, settings }, context) => measureOnNoise(methodOf(setup), noise, settings, context),
};

type NoiseRecord = Pick<RunRecord<NoiseEntry, NoiseResult | StoppedOnNoise>, 'name' | 'seed' | 'result'>;

/** The records of runs that came to their end. */
function measured(records: NoiseRecord[]): (NoiseRecord & { result: NoiseResult })[] {
  return records.filter((record): record is NoiseRecord & { result: NoiseResult } => !('stopped' in record.result));
}

/** Whose training was stopped, on which labels, and with how many of the recorded seeds; see `TrainingStopped`. */
export function stoppedOnNoise(
  records: NoiseRecord[],
): { loss: string; labels: string; stopped: number; seeds: number }[] {
  return Object.entries(noiseLosses).flatMap(([loss, { name }]) =>
    noisyLabels.flatMap(({ labels, nameOf }) => {
      const own = records.filter((record) => record.name === nameOf(loss));
      const stopped = own.length - measured(own).length;
      return stopped === 0 ? [] : [{ loss: name, labels, stopped, seeds: own.length }];
    }),
  );
}

/** Mean and interval of a measure of one loss at one share of wrong labels; half is NaN for a single run. */
export interface NoisePoint {
  share: number;
  mean: number;
  half: number;
}

/** A measure over the share of wrong labels, from the runs that came to their end: for each kind of noise one line per loss. */
export function linesOverNoise(
  records: NoiseRecord[],
  measure: (result: NoiseResult) => number,
): { name: string; lines: { name: string; points: NoisePoint[] }[] }[] {
  const pointOf = (name: string, share: number): NoisePoint[] => {
    const values = measured(records)
      .filter((record) => record.name === name)
      .map(({ result }) => measure(result));
    return values.length === 0 ? [] : [{ share, ...meanInterval(values) }];
  };
  return Object.entries(noiseKinds).map(([kind, { name }]) => ({
    name,
    lines: Object.entries(noiseLosses).map(([loss, { name: label }]) => ({
      name: label,
      points: [0, ...noiseShares].flatMap((share) => pointOf(noiseName(loss, kind, share), share)),
    })),
  }));
}

/**
 * How far BoundaryFace is ahead of other losses in TAR at one of `noiseRates`, seed by seed and person by person: a row for each noise, a
 * value for each of the others, undefined where fewer than three seeds are recorded of both. A row without any is left out. The rows of the
 * figure `leadRows`.
 */
export function aheadOverNoise(
  records: NoiseRecord[],
  others: string[],
  rate: number,
): { name: string; values: (Share | undefined)[] }[] {
  const of = (key: string): Map<number, number[]> =>
    sharesBySeed(measured(records), key, ({ accepted }) =>
      sharesOfPeople(accepted[noiseRates.indexOf(rate)], noiseSettings.unseen.picturesEach),
    );
  return noisyLabels
    .map(({ labels, nameOf }) => ({
      name: labels,
      values: others.map((other) => {
        const lead = leadOver(of(nameOf('boundaryface')), of(nameOf(other)));
        return lead && asShare(lead);
      }),
    }))
    .filter(({ values }) => values.some((value) => value !== undefined));
}
