import type * as tf from '@tensorflow/tfjs';
import type { Matrix } from '../../base/matrix';
import type { Faces } from '../../data/faces';
import { embedOutputs } from '../../evaluation/embed-outputs';
import { acceptedPairsByPerson } from '../../evaluation/verification/accepted-pairs';
import { pairStatistics } from '../../evaluation/verification/pair-statistics';
import { rocOverPeople } from '../../evaluation/verification/people-bootstrap';
import { overPeople, type MeanOfPeople } from './looking';

/** TAR at a false-accept rate on pictures of some resolution, with 95 % over people. */
export interface AccuracyAt {
  pixels: number;
  value: number;
  low: number;
  high: number;
  embeddings: Matrix;
}

/** How well a network tells people apart in these pictures, which have as many pixels as `pixels` says. */
export async function accuracyAt(
  { backbone }: { backbone: tf.LayersModel },
  faces: Faces,
  { pixels, far, seed, draws = 100 }: { pixels: number; far: number; seed: number; draws?: number },
): Promise<AccuracyAt> {
  const { embeddings } = await embedOutputs(backbone, faces, ['embeddings']);
  const { tar, lower, upper } = await rocOverPeople(embeddings, faces.labels, { fars: [far], draws, seed });
  return { pixels, value: tar[0], low: lower[0], high: upper[0], embeddings };
}

/**
 * How far the first network is ahead of the second in TAR, person by person, each at its own threshold for the rate. Luck of the people cancels
 * out, that of the training does not. Every person needs two pictures or more.
 */
export async function aheadOverPeople(
  [first, second]: [Matrix, Matrix],
  labels: Int32Array,
  far: number,
): Promise<MeanOfPeople> {
  const counts = new Map<number, number>();
  labels.forEach((label) => counts.set(label, (counts.get(label) ?? 0) + 1));
  const people = [...counts.keys()];
  const shares = await Promise.all(
    [first, second].map(async (embeddings) => {
      const { tarAtFar } = await pairStatistics(embeddings, labels, { fars: [far] });
      return acceptedPairsByPerson(embeddings, labels, tarAtFar[0].threshold).map((accepted, position) => {
        const pictures = counts.get(people[position])!;
        return accepted / ((pictures * (pictures - 1)) / 2);
      });
    }),
  );
  return overPeople(
    people.map((_, position) => shares[0][position] - shares[1][position]),
    people,
  );
}
