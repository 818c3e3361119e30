import { pictureBatches } from '../../data/batches';
import { renderedOnce } from '../../data/celebrities/rendered-once';
import { identitySampler } from '../../data/sampler';
import { embed } from '../../evaluation/embed';
import { pairDistances, type PairDistances } from '../../lessons/deepid2/pair-distances';
import type { Method } from '../../methods/method';
import { residualBackbone } from '../../models/backbones/residual';
import { disposeModel, faceModel } from '../../models/face-model';
import { fit } from '../../training/fit';
import { cosineDecay, warmup } from '../../training/schedules';
import type { RunContext } from '../record';
import { verify } from '../verify';
import type { RunSettings } from './settings';

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

/** Trains a network with DeepID2's two signals and measures people it has never seen. */
export async function trainBalanced(
  { head, loss }: Method,
  settings: RunSettings,
  { seed, signal, onProgress }: RunContext,
): Promise<SweepResult> {
  const { people, network, batch, steps, learningRate } = settings;
  const faces = await renderedOnce(people);
  const model = faceModel(residualBackbone({ ...network, seed }), head(people.identities, network.dim, seed));
  try {
    await fit(model, pictureBatches(faces, identitySampler(faces.labels, { ...batch, seed })), {
      loss,
      steps,
      learningRate: warmup(Math.ceil(steps / 20), cosineDecay(learningRate, steps)),
      signal,
      onStep: ({ step }) => onProgress?.(step, steps),
    });
    const unseen = await renderedOnce(settings.unseen);
    const embeddings = await embed(model.backbone, unseen, { signal });
    const { accuracy, equalErrorRate, rank1 } = await verify(embeddings, unseen.labels);
    return { accuracy, equalErrorRate, rank1, ...meansOf(pairDistances(embeddings, unseen.labels)) };
  } finally {
    disposeModel(model);
  }
}

function meansOf({ separation }: PairDistances): Pick<SweepResult, 'sameMean' | 'differentMean' | 'dPrime'> {
  const { sameMean, differentMean, dPrime } = separation;
  return { sameMean, differentMean, dPrime };
}
