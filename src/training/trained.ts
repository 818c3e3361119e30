import type { Batches } from '../data/batches';
import { disposeModel, type FaceModel } from '../models/face-model';
import { fit, type FitOptions, type FitResult } from './fit';
import { cosineDecay, warmup } from './schedules';

/** As for {@link fit}, with one highest learning rate. */
export interface TrainedOptions extends Omit<FitOptions, 'learningRate'> {
  /** Reached after a twentieth of the steps; from there it falls to 0 along half a cosine. */
  learningRate: number;
}

/**
 * Trains a new model by {@link fit} with the schedule that all lessons and experiments share. The model goes back to the caller, who
 * disposes it; where training throws, it is disposed here, since nobody else holds it.
 */
export async function trained(
  model: FaceModel,
  batches: Batches,
  { learningRate, ...options }: TrainedOptions,
): Promise<FitResult & { model: FaceModel }> {
  const { steps } = options;
  try {
    const schedule = warmup(Math.ceil(steps / 20), cosineDecay(learningRate, steps));
    return { ...(await fit(model, batches, { ...options, learningRate: schedule })), model };
  } catch (error) {
    disposeModel(model);
    throw error;
  }
}
