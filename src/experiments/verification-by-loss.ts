import { pictureBatches } from '../data/batches';
import { identitySampler } from '../data/sampler';
import { embed } from '../evaluation/embed';
import { cmc } from '../evaluation/identification';
import { lfwLikePairs, pairSimilarities } from '../evaluation/pairs';
import { pairStatistics, rocOfHistogram } from '../evaluation/pair-statistics';
import { tenFoldAccuracy } from '../evaluation/verification';
import { Matrix, takeRows } from '../base/matrix';
import { residualBackbone } from '../models/backbones/residual';
import { disposeModel, faceModel } from '../models/face-model';
import { fit } from '../training/fit';
import { cosineDecay, warmup } from '../training/schedules';
import {
  arcFaceMethod,
  centerMethod,
  cosFaceMethod,
  deepFaceMethod,
  deepId2Method,
  Method,
  modifiedSoftmaxMethod,
  sphereFaceMethod,
  tripletMethod,
} from './methods';
import { Experiment } from './record';
import { firstUnseen, renderedOnce } from './training-sets';

/** What all methods share: the same people, network and budget. */
export const verificationSettings = {
  people: { identities: 200, picturesEach: 16, size: 48, seed: 1 },
  unseen: { identities: 80, picturesEach: 10, size: 48, seed: 1, firstIdentity: firstUnseen },
  network: { size: 48, dim: 64, widths: [24, 48, 96, 192] },
  batch: { identities: 16, pictures: 4 },
  steps: 400,
  learningRate: 0.1,
};

/** The road of the course, one method after the other. */
export const verificationMethods: Record<string, () => Method> = {
  deepface: deepFaceMethod,
  deepid2: () => deepId2Method({ balance: 2, margin: 1 }),
  facenet: () => tripletMethod({ margin: 0.2 }),
  center: () => centerMethod({ balance: 0.01, alpha: 0.5 }),
  'modified-softmax': modifiedSoftmaxMethod,
  sphereface: () => sphereFaceMethod({ m: 4, lambda: { start: 1000, end: 5, halving: 25 } }),
  cosface: () => cosFaceMethod({ margin: 0.25, scale: 24 }),
  arcface: () => arcFaceMethod({ margin: 0.35, scale: 24 }),
};

/** How well people who were never trained on are told apart. */
export interface VerificationResult {
  /** LFW's protocol: 10 folds, people kept apart. */
  accuracy: number;
  equalErrorRate: number;
  /** Share of probes whose nearest gallery picture, one a person, is of their own person. */
  rank1: number;
  /** True accept rate over all pairs at each of {@link rocRates}. */
  roc: number[];
}

/** The false accept rates at which `VerificationResult.roc` is given: 10^−3 to 1, ten a decade. */
export const rocRates = Array.from({ length: 31 }, (_, index) => 10 ** (-3 + index / 10));

type Configuration = { method: string; settings: typeof verificationSettings };

/** All methods with the same backbone, data and budget, on unseen people. */
export const verificationByLoss: Experiment<Configuration, VerificationResult> = {
  name: 'verification-by-loss',
  description: 'verification of unseen people after training with each loss, same network, data and budget',
  file: __filename,
  configurations: Object.fromEntries(
    Object.keys(verificationMethods).map((method) => [method, { method, settings: verificationSettings }]),
  ),
  run: async ({ method, settings }, { seed, signal, onProgress }) => {
    const { people, network, batch, steps, learningRate } = settings;
    const faces = await renderedOnce(people);
    const { head, loss, inputs } = verificationMethods[method]();
    const model = faceModel(residualBackbone({ ...network, seed }), head(people.identities, network.dim, seed));
    try {
      await fit(model, pictureBatches(faces, identitySampler(faces.labels, { ...batch, seed })), {
        loss,
        inputs,
        steps,
        learningRate: warmup(Math.ceil(steps / 20), cosineDecay(learningRate, steps)),
        signal,
        onStep: ({ step }) => onProgress?.(step / steps),
      });
      const unseen = await renderedOnce(settings.unseen);
      return await verify(await embed(model.backbone, unseen, { signal }), unseen.labels);
    } finally {
      disposeModel(model);
    }
  },
};

/** Every figure of {@link VerificationResult} from embeddings [count, dim] of people with equally many pictures. */
export async function verify(embeddings: Matrix, labels: Int32Array): Promise<VerificationResult> {
  const pairs = lfwLikePairs(labels, { seed: 1 });
  const similarities = pairSimilarities(embeddings, pairs);
  const everyPair = await pairStatistics(embeddings, labels, { fars: rocRates });
  const isFirst = Array.from(labels, (label, index) => labels.indexOf(label) === index);
  const rows = Array.from(labels.keys());
  const [galleryRows, probeRows] = [rows.filter((row) => isFirst[row]), rows.filter((row) => !isFirst[row])];
  const labelsOf = (rows: number[]): Int32Array => Int32Array.from(rows, (row) => labels[row]);
  const { rank1 } = await cmc(
    takeRows(embeddings, probeRows),
    labelsOf(probeRows),
    takeRows(embeddings, galleryRows),
    labelsOf(galleryRows),
  );
  return {
    accuracy: tenFoldAccuracy(similarities, pairs.same, pairs.folds).mean,
    equalErrorRate: rocOfHistogram(everyPair.histogram).eer,
    rank1,
    roc: everyPair.tarAtFar.map(({ tar }) => tar),
  };
}
