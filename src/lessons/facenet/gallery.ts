import { rowOf, takeRows, type Matrix } from '../../base/matrix';
import type { Picture } from '../../data/image';
import { pictureOf, type Faces } from '../../data/faces';
import { kNearest } from '../../evaluation/identification/nearest-labels';
import { pairSimilarities } from '../../evaluation/verification/pairs';

/** A picture and those found for it, as the gallery of neighbours draws them; distances are squared, of unit vectors. */
export interface FoundRow {
  probe: Picture;
  name: string;
  neighbours: { picture: Picture; name: string; distance: number }[];
}

/** Pictures that are asked about, and those that are enrolled, as rows. */
export interface ProbesAndGallery {
  probes: number[];
  gallery: number[];
  /** How many neighbours. */
  k: number;
}

/**
 * Share of the probes that get the right name when their k nearest pictures of the gallery vote; see `kNearest`.
 *
 * @param embeddings [count, dim] of all pictures, labels [count]
 */
export async function shareRecognised(
  embeddings: Matrix,
  labels: ArrayLike<number>,
  { probes, gallery, k }: ProbesAndGallery,
): Promise<number> {
  const { predictions } = await kNearest(
    takeRows(embeddings, probes),
    takeRows(embeddings, gallery),
    gallery.map((row) => labels[row]),
    k,
  );
  return probes.filter((row, i) => labels[row] === predictions[i]).length / probes.length;
}

/** The k pictures of the gallery nearest to each probe, nearest first. `nameOf` names the person on a picture. */
export async function nearestInGallery(
  embeddings: Matrix,
  faces: Faces,
  { probes, gallery, k }: ProbesAndGallery,
  nameOf: (row: number) => string,
): Promise<FoundRow[]> {
  const { neighbours } = await kNearest(
    takeRows(embeddings, probes),
    takeRows(embeddings, gallery),
    gallery.map((row) => faces.labels[row]),
    k,
  );
  return probes.map((probe, i) => {
    const found = Array.from(neighbours.subarray(i * k, (i + 1) * k), (place) => gallery[place]);
    const cosines = pairSimilarities(embeddings, {
      first: Int32Array.from(found, () => probe),
      second: Int32Array.from(found),
    });
    return {
      probe: pictureOf(faces, probe),
      name: nameOf(probe),
      neighbours: found.map((row, place) => ({
        picture: pictureOf(faces, row),
        name: nameOf(row),
        distance: 2 - 2 * cosines[place],
      })),
    };
  });
}

/** Clusters as rows of pictures. */
export interface ClusterGallery {
  rows: FoundRow[];
  /** How many pictures lie in a cluster that is mostly of somebody else. */
  astray: number;
}

/**
 * A row for each cluster: its most central picture under the name most of its pictures have, then the others, nearest to the centroid
 * first. A cluster of more than `most` pictures shows the nearer and the farther ones of that number and leaves out those in between.
 *
 * @param embeddings [count, dim], as they were clustered
 * @param clusters [count] and centroids [clusters, dim] of `kMeans`
 */
export function clusterGallery(
  embeddings: Matrix,
  faces: Faces,
  { clusters, centroids }: { clusters: ArrayLike<number>; centroids: Matrix },
  { most = 14, nameOf }: { most?: number; nameOf: (row: number) => string },
): ClusterGallery {
  let astray = 0;
  const rows = Array.from({ length: centroids.rows }, (_, cluster) => cluster).flatMap((cluster): FoundRow[] => {
    const centroid = rowOf(centroids, cluster);
    const members = Array.from(clusters)
      .flatMap((of, row) =>
        of === cluster ? [{ row, distance: squaredDistance(rowOf(embeddings, row), centroid) }] : [],
      )
      .sort((a, b) => a.distance - b.distance)
      .map(({ row, distance }) => ({ picture: pictureOf(faces, row), name: nameOf(row), distance }));
    if (members.length === 0) return [];
    const name = mostFrequent(members.map((member) => member.name));
    astray += members.filter((member) => member.name !== name).length;
    const near = Math.min(members.length, Math.ceil(most / 2));
    const far = Math.max(near, members.length - (most - near));
    return [{ probe: members[0].picture, name, neighbours: [...members.slice(1, near), ...members.slice(far)] }];
  });
  return { rows, astray };
}

function squaredDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((sum, value, d) => sum + (value - b[d]) ** 2, 0);
}

/** Of names that are equally frequent, the one that comes first. */
function mostFrequent(names: string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const highest = Math.max(...counts.values());
  return names.find((name) => counts.get(name) === highest)!;
}
