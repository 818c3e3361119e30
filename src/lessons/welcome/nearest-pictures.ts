import type { Matrix } from '../../base/matrix';
import type { Faces } from '../../data/faces';
import { identify } from '../../evaluation/identification/nearest';

/** Pictures as rows of numbers, without a network: each pixel's three channels from −0.5 to 0.5, [count, size · size · 3]. */
export function rawPixels({ pixels, count }: Pick<Faces, 'pixels' | 'count'>): Matrix {
  return {
    values: Float32Array.from(pixels, (value) => value / 255 - 0.5),
    rows: count,
    columns: pixels.length / count,
  };
}

/** The pictures nearest to each picture, the picture itself left out. */
export interface NearestPictures {
  /** [count, k], rows of `faces`, nearest first. */
  indices: number[][];
  /** 1 − cosine, as `indices`. */
  distances: number[][];
  /** Pictures whose nearest picture shows another person. */
  wrong: number[];
  /** Share of the pictures whose nearest picture shows the same person. */
  rank1: number;
}

/** Looks for the `k` pictures nearest to each one by cosine. Throws as `identify` does. */
export async function nearestPictures(
  embeddings: Matrix,
  { labels, count }: Pick<Faces, 'labels' | 'count'>,
  k = 5,
): Promise<NearestPictures> {
  const { indices, similarities } = await identify(embeddings, embeddings, { topK: k + 1 });
  const others = Array.from({ length: count }, (_, row) =>
    Array.from({ length: k + 1 }, (_, place) => row * (k + 1) + place)
      .filter((at) => indices[at] !== row)
      .slice(0, k),
  );
  const wrong = others.flatMap(([first], row) => (labels[indices[first]] === labels[row] ? [] : [row]));
  return {
    indices: others.map((list) => list.map((at) => indices[at])),
    distances: others.map((list) => list.map((at) => 1 - similarities[at])),
    wrong,
    rank1: 1 - wrong.length / count,
  };
}
