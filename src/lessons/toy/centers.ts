import { Faces } from '../../data/faces';
import { shareNamedRightly } from '../../evaluation/classifier';
import { EuclideanSpread, euclideanSpread } from '../../evaluation/spread';
import { Method } from '../../methods/method';
import { ToyOptions, ToySettings, ToySnapshot, trainToy, ToyTraining } from './training';

/** How {@link trainPlane} trains: a run of the toy in two numbers, its class weights where the method draws them, no warm-up. */
export type PlaneTraining = Pick<ToySettings, 'steps' | 'batch' | 'learningRate'> &
  Pick<ToyOptions, 'seed' | 'snapshots' | 'signal' | 'onStep'>;

/** What {@link trainPlane} returns: the trained toy, the last snapshot's features, and what they are like. */
export interface TrainedPlane extends ToyTraining, Pick<ToySnapshot, 'features' | 'centers' | 'weights'> {
  spread: EuclideanSpread;
  /** Share of the training pictures whose class the classifier names; undefined without one. */
  accuracy?: number;
}

/** Trains the toy by a method on all pictures and measures how far its features spread within and between classes. */
export async function trainPlane(method: Method, faces: Faces, options: PlaneTraining): Promise<TrainedPlane> {
  const { steps, batch, learningRate, ...run } = options;
  const trained = await trainToy(method, faces, { steps, batch, learningRate, warmup: 0, start: 'drawn' }, run);
  const { features, centers, weights, bias } = trained.snapshots[trained.snapshots.length - 1];
  return {
    ...trained,
    features,
    centers,
    weights,
    spread: euclideanSpread(features, faces.labels),
    accuracy: weights && bias && shareNamedRightly(features, faces.labels, weights, bias),
  };
}
