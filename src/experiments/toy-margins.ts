import { pictureBatches } from '../data/batches';
import { shuffledSampler } from '../data/sampler';
import { angularStatistics, AngularStatistics } from '../evaluation/angles';
import { embed } from '../evaluation/embed';
import { toyBackbone } from '../models/backbones/toy';
import { disposeModel, faceModel } from '../models/face-model';
import { fit } from '../training/fit';
import { cosineDecay } from '../training/schedules';
import {
  arcFaceMethod,
  cosFaceMethod,
  deepFaceMethod,
  Method,
  modifiedSoftmaxMethod,
  sphereFaceMethod,
} from './methods';
import { Experiment } from './record';
import { renderedOnce } from './training-sets';

/** Eight people, as in figure 3 of the ArcFace paper. */
export const toyPeople = { identities: 8, picturesEach: 100, size: 32, seed: 8 };

/** Settings that all methods share. */
export const toySettings = { steps: 800, batch: 64, learningRate: 0.05 };

/**
 * Methods on the 2-D toy. On a circle eight classes are 2 pi / 8 = 0.785 apart: the margins stay within what is feasible
 * there (ArcFace 2 pi / C = 0.785, CosFace 1 − cos(2 pi / C) = 0.293).
 */
export const toyMethods: Record<string, () => Method> = {
  softmax: deepFaceMethod,
  'modified-softmax': modifiedSoftmaxMethod,
  sphereface: () => sphereFaceMethod({ m: 4, lambda: { start: 100, end: 5, halving: 40 } }),
  cosface: () => cosFaceMethod({ margin: 0.2, scale: 16 }),
  arcface: () => arcFaceMethod({ margin: 0.4, scale: 16 }),
};

type Configuration = { method: string; people: typeof toyPeople; settings: typeof toySettings };

/** Intra-class angle and gap of 2-D features under each loss. */
export const toyMargins: Experiment<Configuration, AngularStatistics> = {
  name: 'toy-margins',
  description: 'angles of 2-D features of eight people under each loss',
  file: __filename,
  configurations: Object.fromEntries(
    Object.keys(toyMethods).map((method) => [method, { method, people: toyPeople, settings: toySettings }]),
  ),
  run: async ({ method, people, settings }, { seed, signal, onProgress }) => {
    const faces = await renderedOnce(people);
    const { head, loss, inputs } = toyMethods[method]();
    const model = faceModel(toyBackbone({ size: people.size, dim: 2, seed }), head(people.identities, 2, seed));
    try {
      await fit(model, pictureBatches(faces, shuffledSampler(faces.count, { batch: settings.batch, seed })), {
        loss,
        inputs,
        steps: settings.steps,
        learningRate: cosineDecay(settings.learningRate, settings.steps),
        signal,
        onStep: ({ step, steps }) => onProgress?.(step / steps),
      });
      return angularStatistics(await embed(model.backbone, faces), faces.labels);
    } finally {
      disposeModel(model);
    }
  },
};
