import type { Faces } from '../../data/faces';
import { addOutliers, flipLabels, type NoisyFaces } from '../../data/label-noise';

/** How many labels are wrong, as shares of all pictures. */
export interface LabelNoise {
  /** Pictures of somebody who has a class, filed under another: closed-set noise. */
  closed: number;
  /** Pictures of somebody who has no class: open-set noise. */
  open: number;
}

/** What a label is: right, wrong though its person has a class, or of somebody without a class. */
export type LabelKind = 'right' | 'flipped' | 'outsider';

/**
 * People with both kinds of noise. Outsiders come on top of the people's own pictures, so that closed-set noise alone takes
 * right labels away. Throws as `flipLabels` and `addOutliers` do, and when outsiders are too few.
 */
export function withNoise(people: Faces, outsiders: Faces, { closed, open }: LabelNoise, seed: number): NoisyFaces {
  const { faces, truth } = flipLabels(people, { ratio: closed / (1 - open), seed });
  return addOutliers(faces, outsiders, { ratio: open, seed, truth });
}

/** How many pictures of outsiders {@link withNoise} needs beside `count` pictures of people. */
export function outsidersNeeded(count: number, { open }: Pick<LabelNoise, 'open'>): number {
  return Math.round((open / (1 - open)) * count);
}

/** What the label of picture `index` is. */
export function labelKind(
  { faces, truth }: Pick<NoisyFaces, 'truth'> & { faces: Pick<Faces, 'labels'> },
  index: number,
): LabelKind {
  if (truth[index] < 0) return 'outsider';
  return truth[index] === faces.labels[index] ? 'right' : 'flipped';
}
