import { matrixFrom, type Matrix } from '../../base/matrix';
import { seeded } from '../../base/random';

/** A rule that moves centers after a batch, on plain numbers: embeddings [batch][2], labels [batch], centers [classes][2]. */
export type CenterUpdate = (
  embeddings: number[][],
  labels: number[],
  centers: number[][],
  alpha: number,
) => number[][] | Promise<number[][]>;

/** Points of one class that stand still, and batches of them. */
export interface BatchedCloud {
  /** [points][2] */
  cloud: number[][];
  /** [batches][batch][2], each batch of different points. */
  batches: number[][][];
}

/** Draws a round cloud of points, normal with deviation 1 about a middle, and batches from it. */
export function batchedCloud({
  points,
  middle: [x, y],
  batches,
  batch,
  seed,
}: {
  points: number;
  middle: [number, number];
  batches: number;
  batch: number;
  seed: number;
}): BatchedCloud {
  const random = seeded(seed, 'a cloud');
  const cloud = Array.from({ length: points }, () => [x + random.normal(), y + random.normal()]);
  return { cloud, batches: Array.from({ length: batches }, () => random.shuffle(cloud).slice(0, batch)) };
}

/** The way of a center as `centerPaths` draws it, start first. */
export interface CenterWay {
  name: string;
  features: Matrix;
  labels: number[];
  centers: Matrix[];
  numbers: string;
}

/** Lets a rule move one center through all batches of a cloud, once for each alpha. What the rule throws is passed on. */
export async function centersFollowing(
  update: CenterUpdate,
  alphas: number[],
  { cloud, batches }: BatchedCloud,
  start: [number, number] = [-4, -3],
): Promise<CenterWay[]> {
  const ways: CenterWay[] = [];
  for (const alpha of alphas) {
    let centers: number[][] = [start];
    const way = [matrixFrom(centers)];
    for (const batch of batches) {
      centers = await update(
        batch,
        batch.map(() => 0),
        centers,
        alpha,
      );
      way.push(matrixFrom(centers));
    }
    ways.push({
      name: `alpha = ${alpha}`,
      features: matrixFrom(cloud),
      labels: cloud.map(() => 0),
      centers: way,
      numbers: `${batches.length} batches of ${batches[0].length} pictures`,
    });
  }
  return ways;
}
