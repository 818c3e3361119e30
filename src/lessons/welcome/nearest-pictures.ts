import type { Matrix } from '../../base/matrix';
import { pictureOf, type Faces } from '../../data/faces';
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

/** Some pictures with their nearest ones, as `neighbourGallery` draws them. */
export function galleryRows(
  { indices, distances }: NearestPictures,
  faces: Faces,
  probes: number[],
): {
  probe: ReturnType<typeof pictureOf>;
  name: string;
  neighbours: { picture: ReturnType<typeof pictureOf>; name: string; distance: number }[];
}[] {
  const nameOf = (row: number): string => faces.names[faces.labels[row]];
  return probes.map((probe) => ({
    probe: pictureOf(faces, probe),
    name: nameOf(probe),
    neighbours: indices[probe].map((row, place) => ({
      picture: pictureOf(faces, row),
      name: nameOf(row),
      distance: distances[probe][place],
    })),
  }));
}

/** The first of some pictures of each person, in the order of people. */
export function oneOfEach(rows: number[], { labels }: Pick<Faces, 'labels'>): number[] {
  const people = [...new Set(rows.map((row) => labels[row]))].sort((a, b) => a - b);
  return people.map((person) => rows.find((row) => labels[row] === person)!);
}
