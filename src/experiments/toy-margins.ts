import { unitRows } from '../base/matrix';
import { type Watched } from '../base/watched';
import { Faces, selectFaces } from '../data/faces';
import { angularStatistics, AngularStatistics } from '../evaluation/angles';
import { shareNamedRightly } from '../evaluation/classifier';
import { arcFaceMethod } from '../methods/arcface';
import { cosFaceMethod } from '../methods/cosface';
import { deepFaceMethod } from '../methods/deepface';
import { Method } from '../methods/method';
import { modifiedSoftmaxMethod } from '../methods/modified-softmax';
import { sphereFaceMethod } from '../methods/sphereface';
import { Experiment } from './record';
import { handedOver } from '../methods/handover';
import { ToySettings, trainToy } from '../lessons/toy/training';
import { renderedOnce } from './training-sets';

/** Eight people, as in figure 3 of the ArcFace paper. Of each, some pictures are trained on and others kept back. */
export interface ToyPeople {
  identities: number;
  picturesEach: number;
  /** Of `picturesEach`, those that training does not see. */
  fresh: number;
  size: number;
  seed: number;
  /** As of `renderCelebrities`. */
  hardness: number;
  /** Each person has this share of the training pictures of the person before. Default 1: equally many of each. */
  keep?: number;
}

export const toyPeople: ToyPeople = {
  identities: 8,
  picturesEach: 200,
  fresh: 50,
  size: 32,
  seed: 8,
  hardness: 0.5,
};

/** Settings that all methods share. */
export const toySettings: ToySettings = {
  steps: 300,
  batch: 64,
  learningRate: 0.02,
  headRate: 0.3,
  weightDecay: 5e-4,
};

/** A margin loss with a fixed scale, which the modified softmax hands over to about the middle of training. */
export function toyHandover(method: Method, steps: number): Method {
  return handedOver(method, { from: 0.25, until: 0.55, steps });
}

/**
 * Methods on the 2-D toy. On a circle eight classes are 2 pi / 8 = 0.785 apart: the margins stay within what is feasible
 * there (ArcFace 2 pi / C = 0.785, CosFace 1 − cos(2 pi / C) = 0.293).
 */
export const toyMethods: Record<string, (steps?: number) => Method> = {
  softmax: deepFaceMethod,
  'modified-softmax': modifiedSoftmaxMethod,
  sphereface: (steps = toySettings.steps) =>
    sphereFaceMethod({ m: 4, lambda: { start: 100, end: 0.5, halving: steps / 10 } }),
  cosface: (steps = toySettings.steps) => toyHandover(cosFaceMethod({ margin: 0.2, scale: 24 }), steps),
  arcface: (steps = toySettings.steps) => toyHandover(arcFaceMethod({ margin: 0.5, scale: 24 }), steps),
};

/** As tables and figures call them. */
export const toyNames: Record<string, string> = {
  softmax: 'softmax',
  'modified-softmax': 'modified softmax',
  sphereface: 'A-softmax',
  cosface: 'CosFace',
  arcface: 'ArcFace',
};

/** Training pictures, and fresh ones of the same people. */
export async function toyFaces(
  { fresh, keep = 1, ...people }: ToyPeople,
  watch: Watched = {},
): Promise<{ training: Faces; fresh: Faces }> {
  const faces = await renderedOnce({ ...people, ...watch });
  const pictures = Array.from(faces.labels.keys());
  const trained = people.picturesEach - fresh;
  const isFresh = (index: number): boolean => index % people.picturesEach >= trained;
  const isTrained = (index: number): boolean =>
    index % people.picturesEach < Math.ceil(trained * keep ** faces.labels[index]);
  return {
    training: selectFaces(faces, pictures.filter(isTrained)),
    fresh: selectFaces(faces, pictures.filter(isFresh)),
  };
}

/** How tight the classes are and how far apart. */
export interface ToyResult {
  /** Of the pictures that were trained on, as figures of the papers show them. */
  training: AngularStatistics;
  /** Of other pictures of the same people. */
  fresh: AngularStatistics;
  /** Share of the fresh pictures whose nearest class weight, by the angle, is their own. */
  freshAccuracy: number;
}

type Configuration = { method: string; people: ToyPeople; settings: ToySettings };

/** Intra-class angle and gap of 2-D features under each loss. */
export const toyMargins: Experiment<Configuration, ToyResult> = {
  name: 'toy-margins',
  description: 'angles of 2-D features of eight people under each loss',
  file: __filename,
  configurations: {
    ...Object.fromEntries(
      Object.keys(toyMethods).map((method) => [method, { method, people: toyPeople, settings: toySettings }]),
    ),
    // Of the first person 150 pictures, of the last 13: here the lengths of the class weights and the biases matter.
    ...Object.fromEntries(
      ['softmax', 'modified-softmax'].map((method) => [
        `${method}-uneven`,
        { method, people: { ...toyPeople, keep: 0.7 }, settings: toySettings },
      ]),
    ),
  },
  run: async ({ method, people, settings }, { seed, signal, onProgress }) => {
    const { training, fresh } = await toyFaces(people);
    const { snapshots } = await trainToy(toyMethods[method](settings.steps), training, settings, {
      seed,
      fresh,
      signal,
      onStep: ({ step, steps }) => onProgress?.(step / steps),
    });
    const trained = snapshots[snapshots.length - 1];
    return {
      training: angularStatistics(trained.features, training.labels),
      fresh: angularStatistics(trained.fresh!, fresh.labels),
      freshAccuracy: shareNamedRightly(trained.fresh!, fresh.labels, unitRows(trained.weights!)),
    };
  },
};
