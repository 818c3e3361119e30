import type * as tf from '@tensorflow/tfjs';
import type { Matrix } from '../../base/matrix';
import { pictureBatches } from '../../data/batches';
import { renderedOnce } from '../../data/celebrities/rendered-once';
import { identitySampler } from '../../data/sampler';
import { embed } from '../../evaluation/embed';
import { learnProjection, projected } from '../../lessons/vggface/projection';
import { tripletsLeft } from '../../lessons/vggface/triplets-left';
import { batchAllTripletLoss } from '../../losses/triplet';
import { deepFaceMethod } from '../../methods/deepface';
import { residualBackbone } from '../../models/backbones/residual';
import { disposeModel, faceModel } from '../../models/face-model';
import { fit } from '../../training/fit';
import { cosineDecay } from '../../training/schedules';
import { trained } from '../../training/trained';
import type { RunContext } from '../record';
import { verify } from '../verify';
import type { RunSettings } from './settings';

/** What comes after the classifier, the same number of steps each time. */
export interface FineTuneSettings extends RunSettings {
  further: {
    steps: number;
    /** Of the network, classifier or triplets: the highest one, it falls to 0 along a cosine. */
    learningRate: number;
    /** Of the map on the frozen network, for Adam. */
    mapRate: number;
    /** Of the triplet loss, a squared distance of unit vectors. */
    margin: number;
  };
}

/** The classifier, and what may follow it: training it for longer, a map on the frozen network, the whole network on triplets. */
export const recipes = ['classifier', 'longer', 'map', 'whole'] as const;
export type Recipe = (typeof recipes)[number];

/** What one recipe says about people who were never trained on; see `verify`. */
export interface Told {
  accuracy: number;
  equalErrorRate: number;
  rank1: number;
}

export interface FineTuned extends Record<Recipe, Told> {
  /** Share of the triplets of a batch that violate the margin, in the features of the classifier. */
  trainedOn: number;
  unseen: number;
}

/** Trains a classifier and goes on from it in each of VGGFace's ways. */
export async function fineTune(
  settings: FineTuneSettings,
  { seed, signal, onProgress }: RunContext,
): Promise<FineTuned> {
  const { people, network, batch, further } = settings;
  const faces = await renderedOnce({ ...people, signal });
  const strangers = await renderedOnce({ ...settings.unseen, signal });
  const sampler = identitySampler(faces.labels, { ...batch, seed });
  const batches = pictureBatches(faces, sampler);
  const { head, loss } = deepFaceMethod();
  const all = settings.steps + 3 * further.steps;
  const after =
    (done: number) =>
    ({ step }: { step: number }) =>
      onProgress?.(done + step, all);
  const told = async (embeddings: Matrix): Promise<Told> => {
    const { accuracy, equalErrorRate, rank1 } = await verify(embeddings, strangers.labels);
    return { accuracy, equalErrorRate, rank1 };
  };
  const { model } = await trained(
    faceModel(residualBackbone({ ...network, seed }), head(people.identities, network.dim, seed)),
    batches,
    { loss, steps: settings.steps, learningRate: settings.learningRate, signal, onStep: after(0) },
  );
  const { backbone } = model;
  const asTrained = backbone.getWeights().map((weight: tf.Tensor) => weight.clone());
  try {
    const features = {
      trainedOn: await embed(backbone, faces, { signal }),
      unseen: await embed(backbone, strangers, { signal }),
    };
    const { margin } = further;
    const strangerSampler = identitySampler(strangers.labels, { ...batch, seed });
    const left = {
      trainedOn: await tripletsLeft(features.trainedOn, faces.labels, { rows: sampler(0), margin }),
      unseen: await tripletsLeft(features.unseen, strangers.labels, { rows: strangerSampler(0), margin }),
    };
    const map = await learnProjection(features.trainedOn, faces.labels, {
      margin,
      steps: further.steps,
      learningRate: further.mapRate,
      batch,
      seed,
      signal,
      onProgress: (step) => onProgress?.(settings.steps + step, all),
    });
    const schedule = { steps: further.steps, learningRate: cosineDecay(further.learningRate, further.steps), signal };
    await fit(model, batches, { loss, ...schedule, onStep: after(settings.steps + further.steps) });
    const longer = await told(await embed(backbone, strangers, { signal }));
    backbone.setWeights(asTrained);
    await fit(faceModel(backbone), batches, {
      loss: ({ embeddings, labels }) => batchAllTripletLoss(embeddings, labels, { margin }),
      ...schedule,
      onStep: after(settings.steps + 2 * further.steps),
    });
    return {
      classifier: await told(features.unseen),
      longer,
      map: await told(await projected(features.unseen, map.weights)),
      whole: await told(await embed(backbone, strangers, { signal })),
      ...left,
    };
  } finally {
    asTrained.forEach((weight) => weight.dispose());
    disposeModel(model);
  }
}
