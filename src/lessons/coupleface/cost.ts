import type * as tf from '@tensorflow/tfjs';
import { selectFaces, type Faces } from '../../data/faces';
import { embed } from '../../evaluation/embed';
import { networkCost, type NetworkCost } from '../../models/cost';

/** What a network costs in use. */
export interface MeasuredCost extends NetworkCost {
  /** Of one picture among `batch` on the engine that runs here: the fastest repetition, since what else runs can only add. */
  milliseconds: number;
}

/** Counts a network's parameters and multiply-adds, and measures how long it takes for a picture. */
export async function measuredCost(
  network: tf.LayersModel,
  faces: Faces,
  { batch = 64, repetitions = 15 }: { batch?: number; repetitions?: number } = {},
): Promise<MeasuredCost> {
  const some = selectFaces(
    faces,
    Array.from({ length: Math.min(batch, faces.count) }, (_, row) => row),
  );
  let fastest = Infinity;
  // The first run only warms up.
  for (let repetition = 0; repetition <= repetitions; repetition++) {
    const started = performance.now();
    await embed(network, some, { batch });
    if (repetition > 0) fastest = Math.min(fastest, performance.now() - started);
  }
  return { ...networkCost(network), milliseconds: fastest / some.count };
}
