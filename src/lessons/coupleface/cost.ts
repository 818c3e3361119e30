import type * as tf from '@tensorflow/tfjs';
import { selectFaces, type Faces } from '../../data/faces';
import { embed } from '../../evaluation/embed';
import { networkCost, type NetworkCost } from '../../models/cost';

/** What a network costs in use. */
export interface MeasuredCost extends NetworkCost {
  /** Of one picture among `batch`, median over repetitions, on the engine that runs here. */
  milliseconds: number;
}

/** Counts a network's parameters and multiply-adds, and measures how long it takes for a picture. Time depends on what else runs. */
export async function measuredCost(
  network: tf.LayersModel,
  faces: Faces,
  { batch = 64, repetitions = 9 }: { batch?: number; repetitions?: number } = {},
): Promise<MeasuredCost> {
  const some = selectFaces(
    faces,
    Array.from({ length: Math.min(batch, faces.count) }, (_, row) => row),
  );
  const times: number[] = [];
  // The first run only warms up.
  for (let repetition = 0; repetition <= repetitions; repetition++) {
    const started = performance.now();
    await embed(network, some, { batch });
    if (repetition > 0) times.push((performance.now() - started) / some.count);
  }
  return { ...networkCost(network), milliseconds: times.sort((a, b) => a - b)[repetitions >> 1] };
}
