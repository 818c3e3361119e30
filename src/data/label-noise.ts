import { expect } from '../base/errors';
import { seeded } from '../base/random';
import type { Faces } from './faces';

/** Faces with wrong labels among them, and what is right. */
export interface NoisyFaces {
  faces: Faces;
  /** [count], the label that is right; −1 for a picture of somebody who is not among the `names`. */
  truth: Int32Array;
}

/**
 * Closed-set noise: ⌊ratio · count⌉ pictures, chosen at random, get the label of one of the other identities, each as likely.
 * The pictures stay as they are. `ratio` in [0, 1]. Throws when there is only one identity. To have both
 * kinds of noise, flip first and then {@link addOutliers}.
 */
export function flipLabels(faces: Faces, { ratio, seed }: { ratio: number; seed: number }): NoisyFaces {
  expect(ratio >= 0 && ratio <= 1, `The share of flipped labels must be from 0 to 1, but it is ${ratio}.`);
  const classes = faces.names.length;
  const flips = Math.round(ratio * faces.count);
  expect(
    flips === 0 || classes >= 2,
    `Labels can only be flipped among two or more identities, but there are ${classes}.`,
  );
  const random = seeded(seed, 'flip labels');
  const labels = faces.labels.slice();
  const chosen = random.shuffle(Array.from(labels.keys())).slice(0, flips);
  for (const index of chosen) labels[index] = (labels[index] + 1 + random.integer(classes - 1)) % classes;
  return { faces: { ...faces, labels }, truth: faces.labels.slice() };
}

/**
 * Open-set noise: pictures of outsiders are added until they are the share `ratio` of all, each under the label of one of the
 * identities, each as likely. They come last; attributes that only one of the sets has are dropped.
 *
 * Throws when `ratio` is not in [0, 1), when there are fewer pictures of outsiders than needed, when sizes differ, or when an
 * outsider is one of the identities.
 *
 * @param options ratio and seed; truth: what {@link flipLabels} gave, when labels have been flipped before
 */
export function addOutliers(
  faces: Faces,
  outsiders: Faces,
  { ratio, seed, truth = faces.labels }: { ratio: number; seed: number; truth?: Int32Array },
): NoisyFaces {
  expect(ratio >= 0 && ratio < 1, `The share of outliers must be at least 0 and less than 1, but it is ${ratio}.`);
  const added = Math.round((ratio / (1 - ratio)) * faces.count);
  expect(
    added <= outsiders.count,
    `A share of ${ratio} needs ${added} pictures of outsiders beside ${faces.count} faces, but there are ${outsiders.count}.`,
  );
  expect(
    added === 0 || outsiders.size === faces.size,
    `The outsiders' pictures have ${outsiders.size} pixels per side, but the faces have ${faces.size}: load both at one size.`,
  );
  const known = outsiders.names.find((name) => faces.names.includes(name));
  expect(
    known === undefined,
    `${known} is among the outsiders and among the identities: outliers must be other people.`,
  );
  expect(
    truth.length === faces.count,
    `The truth has ${truth.length} labels for ${faces.count} faces: pass what flipLabels gave.`,
  );

  const random = seeded(seed, 'outliers');
  const chosen = random.shuffle(Array.from({ length: outsiders.count }, (_, i) => i)).slice(0, added);
  const length = faces.size * faces.size * 3;
  const pixels = new Uint8Array((faces.count + added) * length);
  pixels.set(faces.pixels);
  chosen.forEach((index, i) =>
    pixels.set(outsiders.pixels.subarray(index * length, (index + 1) * length), (faces.count + i) * length),
  );
  const shared = Object.keys(faces.attributes).filter((name) => name in outsiders.attributes);
  return {
    faces: {
      ...faces,
      pixels,
      count: faces.count + added,
      labels: Int32Array.from([...faces.labels, ...chosen.map(() => random.integer(faces.names.length))]),
      sources: [...faces.sources, ...chosen.map((index) => outsiders.sources[index])],
      attributes: Object.fromEntries(
        shared.map((name) => [
          name,
          Float32Array.from([...faces.attributes[name], ...chosen.map((index) => outsiders.attributes[name][index])]),
        ]),
      ),
    },
    truth: Int32Array.from([...truth, ...chosen.map(() => -1)]),
  };
}
