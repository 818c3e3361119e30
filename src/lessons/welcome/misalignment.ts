import { seeded } from '../../base/random';
import { breathe, type Watched } from '../../base/watched';
import { type Faces, pictureOf } from '../../data/faces';
import { warp } from '../../data/warp';
import { balancedPairs, pairSimilarities } from '../../evaluation/verification/pairs';
import type { Recogniser } from '../../evaluation/recogniser';
import { tenFoldAccuracy } from '../../evaluation/verification/folds';

/** Accuracy against how far faces are off the template, for one way of being off. */
export interface MisalignmentCurve {
  kind: 'turned' | 'shifted' | 'scaled';
  /** Largest departure at each point: degrees, per cent of the picture's side, per cent of the size. Pictures get any amount up to it. */
  amounts: number[];
  /** Verification accuracy by LFW's ten folds. */
  accuracies: number[];
}

const kinds = ['turned', 'shifted', 'scaled'] as const;
const largest = { turned: 45, shifted: 30, scaled: 40 };

/**
 * What a careless crop costs: aligned faces are turned, shifted or scaled by a random amount up to a limit (uniform in
 * both directions, drawn anew for each picture) before they are described, and verified as before.
 *
 * @param levels how many limits beside 0
 * @throws the signal's reason when interrupted
 */
export async function misalignment(
  recogniser: Recogniser,
  faces: Faces,
  levels: number,
  { signal, onProgress }: Watched = {},
): Promise<MisalignmentCurve[]> {
  const pairs = balancedPairs(faces.labels, { seed: 1 });
  const total = 1 + kinds.length * levels;
  let done = 0;
  const accuracyOf = async (moved: Faces): Promise<number> => {
    signal?.throwIfAborted();
    const similarities = pairSimilarities(await recogniser.describe(moved), pairs);
    const { mean } = tenFoldAccuracy(similarities, pairs.same, pairs.folds);
    onProgress?.(++done, total);
    await breathe();
    return mean;
  };
  const aligned = await accuracyOf(faces);
  const curves: MisalignmentCurve[] = [];
  for (const kind of kinds) {
    const curve: MisalignmentCurve = { kind, amounts: [0], accuracies: [aligned] };
    for (let level = 1; level <= levels; level++) {
      const amount = (largest[kind] * level) / levels;
      curve.amounts.push(amount);
      curve.accuracies.push(await accuracyOf(misaligned(faces, kind, amount)));
    }
    curves.push(curve);
  }
  return curves;
}

/** Each face moved by a random amount up to the given one; the picture's edge is carried outwards. */
export function misaligned(faces: Faces, kind: MisalignmentCurve['kind'], amount: number): Faces {
  const { size } = faces;
  const pixels = new Uint8Array(faces.pixels.length);
  const middle = (size - 1) / 2;
  for (let index = 0; index < faces.count; index++) {
    const random = seeded(1, kind, index);
    const [first, second] = [random.uniform(-1, 1), random.uniform(-1, 1)];
    const angle = kind === 'turned' ? (first * amount * Math.PI) / 180 : 0;
    const scale = kind === 'scaled' ? 1 + (first * amount) / 100 : 1;
    const [dx, dy] = kind === 'shifted' ? [(first * amount * size) / 100, (second * amount * size) / 100] : [0, 0];
    const [a, b] = [scale * Math.cos(angle), scale * Math.sin(angle)];
    const toSource: Parameters<typeof warp>[1] = [
      [a, -b, middle - a * middle + b * middle + dx],
      [b, a, middle - b * middle - a * middle + dy],
    ];
    pixels.set(warp(pictureOf(faces, index), toSource, size, size).pixels, index * size * size * 3);
  }
  return { ...faces, pixels };
}
