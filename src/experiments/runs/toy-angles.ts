import { unitRows } from '../../base/matrix';
import { angularStatistics, type AngularStatistics } from '../../evaluation/angles';
import { shareNamedRightly } from '../../evaluation/classifier';
import { toyFaces, type ToyPeople } from '../../lessons/toy/people';
import { trainToy, type ToySettings } from '../../lessons/toy/training';
import type { Method } from '../../methods/method';
import type { RunContext } from '../record';

/** How tight the classes are and how far apart. */
export interface ToyResult {
  /** Of the pictures that were trained on, as figures of the papers show them. */
  training: AngularStatistics;
  /** Of other pictures of the same people. */
  fresh: AngularStatistics;
  /** Share of the fresh pictures whose nearest class weight, by the angle, is their own. */
  freshAccuracy: number;
}

/** Trains the toy with one method and measures its angles, on the pictures it has seen and on fresh ones. */
export async function toyAngles(
  method: Method,
  { people, settings }: { people: ToyPeople; settings: ToySettings },
  { seed, signal, onProgress }: RunContext,
): Promise<ToyResult> {
  const { training, fresh } = await toyFaces(people);
  const { snapshots } = await trainToy(method, training, settings, {
    seed,
    fresh,
    signal,
    onStep: ({ step, steps }) => onProgress?.(step, steps),
  });
  const trained = snapshots[snapshots.length - 1];
  return {
    training: angularStatistics(trained.features, training.labels),
    fresh: angularStatistics(trained.fresh!, fresh.labels),
    freshAccuracy: shareNamedRightly(trained.fresh!, fresh.labels, unitRows(trained.weights!)),
  };
}
