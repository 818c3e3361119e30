import * as tf from '@tensorflow/tfjs';
import { tensorOf } from '../../base/host';
import { takeRows, type Matrix } from '../../base/matrix';
import { pictureOf, type Faces } from '../../data/faces';
import { chiSquareDistances } from '../../distances';
import type { FoundRow, ProbesAndGallery } from '../facenet/gallery';

/** The k pictures of the gallery that are nearest to each probe by the weighted chi-square distance, nearest first; weights [dim]. */
export async function nearestByChiSquare(
  features: Matrix,
  faces: Faces,
  { probes, gallery, k }: ProbesAndGallery,
  { weights, nameOf }: { weights: Float32Array; nameOf: (row: number) => string },
): Promise<FoundRow[]> {
  const all = tf.tidy(() => {
    const [asked, enrolled] = [probes, gallery].map((rows) => tensorOf(takeRows(features, rows)));
    return chiSquareDistances(asked, enrolled, tf.tensor1d(weights));
  });
  const distances = await all.array();
  all.dispose();
  return probes.map((probe, i) => ({
    probe: pictureOf(faces, probe),
    name: nameOf(probe),
    neighbours: Array.from(gallery.keys())
      .sort((a, b) => distances[i][a] - distances[i][b])
      .slice(0, k)
      .map((place) => ({
        picture: pictureOf(faces, gallery[place]),
        name: nameOf(gallery[place]),
        distance: distances[i][place],
      })),
  }));
}
