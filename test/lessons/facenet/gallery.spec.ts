import assert from 'node:assert/strict';
import { matrixFrom } from '../../../src/base/matrix';
import { clusterGallery, nearestInGallery, shareRecognised } from '../../../src/lessons/facenet/gallery';
import { blobFaces } from '../../support/blobs';

describe('galleries of the FaceNet lesson', () => {
  const faces = blobFaces({ identities: 2, picturesEach: 3, size: 4, seed: 1 });
  const labels = Array.from(faces.labels);
  const order = [0, 1].flatMap((person) => labels.flatMap((label, row) => (label === person ? [row] : [])));
  // The first person at 0°, 10° and 80°, the second at 90°, 102° and 120°.
  const degrees = [0, 10, 80, 90, 102, 120];
  const rows = new Array<number[]>(6);
  order.forEach((row, i) => {
    const angle = (degrees[i] * Math.PI) / 180;
    rows[row] = [Math.cos(angle), Math.sin(angle)];
  });
  const embeddings = matrixFrom(rows);
  const nameOf = (row: number): string => `person ${labels[row]}`;
  const asked = { probes: [order[2], order[5]], gallery: [order[0], order[1], order[3], order[4]], k: 1 };

  it('count the right names', async () => {
    assert.equal(await shareRecognised(embeddings, labels, asked), 0.5); // 80° is nearest to the other person's 90°
  });

  it('show the nearest pictures with their squared distances', async () => {
    const [first, second] = await nearestInGallery(embeddings, faces, { ...asked, k: 2 }, nameOf);
    assert.equal(first.name, 'person 0');
    assert.deepEqual(
      first.neighbours.map(({ name }) => name),
      ['person 1', 'person 1'],
    );
    assert.ok(Math.abs(second.neighbours[0].distance - (2 - 2 * Math.cos(Math.PI / 10))) < 1e-6);
  });

  it('show clusters from the centroid outwards, and count who is astray', () => {
    const clusters = new Array<number>(6);
    order.forEach((row, i) => (clusters[row] = i < 2 ? 0 : 1));
    const centroids = matrixFrom([[1, 0], [0, 1]]); // prettier-ignore
    const { rows: shown, astray } = clusterGallery(embeddings, faces, { clusters, centroids }, { nameOf });
    assert.equal(astray, 1); // 80° of the first person
    assert.deepEqual(
      shown.map(({ name, neighbours }) => [name, neighbours.map((neighbour) => neighbour.name)]),
      [
        ['person 0', ['person 0']],
        ['person 1', ['person 0', 'person 1', 'person 1']],
      ],
    );
    const short = clusterGallery(embeddings, faces, { clusters, centroids }, { most: 2, nameOf });
    assert.deepEqual(
      short.rows[1].neighbours.map(({ name }) => name),
      ['person 1'], // the nearest is the probe, the farthest is beside it
    );
  });

  it('leave out a cluster without pictures', () => {
    const centroids = matrixFrom([[1, 0], [0, 1]]); // prettier-ignore
    const given = { clusters: [0, 0, 0, 0, 0, 0], centroids };
    assert.equal(clusterGallery(embeddings, faces, given, { nameOf }).rows.length, 1);
  });
});
