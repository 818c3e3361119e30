import * as tf from '@tensorflow/tfjs';
import { unitVectors } from '../distances';
import { pictureBatches } from '../data/batches';
import { identitySampler } from '../data/sampler';
import { embed } from '../evaluation/embed';
import { contrastiveLoss } from '../losses/contrastive';
import { allPairs } from '../mining/pairs';
import { residualBackbone } from '../models/backbones/residual';
import { disposeModel, faceModel } from '../models/face-model';
import { fit } from '../training/fit';
import { cosineDecay, warmup } from '../training/schedules';
import { deepId2Method } from '../methods/deepid2';
import { Method } from '../methods/method';
import { pairDistances, PairDistances } from '../lessons/deepid2/pair-distances';
import { Experiment } from './record';
import { firstUnseen, renderedOnce } from './training-sets';
import { verify } from './verify';

/** What all runs share: the same people, network and budget. Small, so that many runs fit into a coffee break. */
export const sweepSettings = {
  people: { identities: 100, picturesEach: 12, size: 32, seed: 1 },
  unseen: { identities: 60, picturesEach: 10, size: 32, seed: 1, firstIdentity: firstUnseen },
  network: { size: 32, dim: 64, widths: [16, 32, 64] },
  batch: { identities: 16, pictures: 4 },
  steps: 150,
  learningRate: 0.1,
};

/** The weight of verification beside identification; `only` leaves identification out and keeps {@link usualBalance}. */
export type Balance = number | 'only';

/** The balances that are compared, at {@link usualMargin}. */
export const balances: Balance[] = [0, 10, 30, 100, 300, 'only'];
/** The margins that are compared, at {@link usualBalance}: distances of unit vectors, which end at 2. */
export const margins = [0.5, 1, 1.5, 2];
export const usualBalance = 100;
export const usualMargin = 1;
const otherMargins = margins.filter((margin) => margin !== usualMargin); // that one is among the balances

/** What one run says about people who were never trained on. */
export interface SweepResult {
  /** LFW's protocol: 10 folds, people kept apart. */
  accuracy: number;
  equalErrorRate: number;
  rank1: number;
  /** Mean distances of unit vectors, and how many spreads lie between them. */
  sameMean: number;
  differentMean: number;
  dPrime: number;
}

type Configuration = { balance: Balance; margin: number; settings: typeof sweepSettings };

/** The name under which a balance (at the usual margin) or a margin (at the usual balance) is recorded. */
export const recordOf = {
  balance: (balance: Balance): string => `balance-${balance}`,
  margin: (margin: number): string => (margin === usualMargin ? `balance-${usualBalance}` : `margin-${margin}`),
};

/** DeepID2's loss at one balance and margin; 0 is the classifier alone, `only` the pairs alone. */
export function balanced(balance: Balance, margin: number): Method {
  return balance === 'only' ? pairsOnlyMethod({ weight: usualBalance, margin }) : deepId2Method({ balance, margin });
}

/** DeepID2 without its classifier: `weight` times the contrastive loss over all pairs of the batch's unit embeddings. */
export function pairsOnlyMethod({ weight, margin }: { weight: number; margin: number }): Method {
  return {
    label: 'contrastive alone',
    head: () => ({}),
    loss: ({ embeddings, labels }) => {
      const every = allPairs(new Int32Array(embeddings.shape[0]));
      const first = tf.tensor1d(every.map((pair) => pair.first), 'int32'); // prettier-ignore
      const second = tf.tensor1d(every.map((pair) => pair.second), 'int32'); // prettier-ignore
      const same = tf.equal(tf.gather(labels, first), tf.gather(labels, second)).toFloat() as tf.Tensor1D;
      return tf.mul(weight, contrastiveLoss(unitVectors(embeddings), { first, second, same }, { margin })) as tf.Scalar;
    },
  };
}

/** Verification of unseen people against the balance of DeepID2's two signals, and against the margin. */
export const deepId2Sweep: Experiment<Configuration, SweepResult> = {
  name: 'deepid2-sweep',
  description: 'DeepID2 with several balances of identification and verification, and several margins',
  file: __filename,
  configurations: {
    ...Object.fromEntries(
      balances.map((balance) => [
        recordOf.balance(balance),
        { balance, margin: usualMargin, settings: sweepSettings } as Configuration,
      ]),
    ),
    ...Object.fromEntries(
      otherMargins.map((margin) => [
        recordOf.margin(margin),
        { balance: usualBalance, margin, settings: sweepSettings },
      ]),
    ),
  },
  run: async ({ balance, margin, settings }, { seed, signal, onProgress }) => {
    const { people, network, batch, steps, learningRate } = settings;
    const faces = await renderedOnce(people);
    const { head, loss } = balanced(balance, margin);
    const model = faceModel(residualBackbone({ ...network, seed }), head(people.identities, network.dim, seed));
    try {
      await fit(model, pictureBatches(faces, identitySampler(faces.labels, { ...batch, seed })), {
        loss,
        steps,
        learningRate: warmup(Math.ceil(steps / 20), cosineDecay(learningRate, steps)),
        signal,
        onStep: ({ step }) => onProgress?.(step / steps),
      });
      const unseen = await renderedOnce(settings.unseen);
      const embeddings = await embed(model.backbone, unseen, { signal });
      const { accuracy, equalErrorRate, rank1 } = await verify(embeddings, unseen.labels);
      return { accuracy, equalErrorRate, rank1, ...meansOf(pairDistances(embeddings, unseen.labels)) };
    } finally {
      disposeModel(model);
    }
  },
};

function meansOf({ separation }: PairDistances): Pick<SweepResult, 'sameMean' | 'differentMean' | 'dPrime'> {
  const { sameMean, differentMean, dPrime } = separation;
  return { sameMean, differentMean, dPrime };
}
