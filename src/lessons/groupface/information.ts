import { expect } from '../../base/errors';
import { seeded } from '../../base/random';

/** What a group says about an attribute, in bits. */
export interface GroupInformation {
  attribute: string;
  /** I(group; attribute). */
  bits: number;
  /** The same with the groups shuffled at random, as a mean over the shuffles: what small samples alone give. */
  chance: number;
  /** The largest over the shuffles. */
  highestChance: number;
}

/**
 * Mutual information of two labels of the same pictures, in bits, from their joint counts:
 *
 *     I = Σ_gb s(g, b) log2( s(g, b) / (s(g) s(b)) )
 *
 * It is biased upwards by about (groups − 1)(values − 1) / (2 count ln 2): compare with shuffled labels.
 *
 * @param groups [count], integers
 * @param values [count], integers
 */
export function mutualInformation(groups: ArrayLike<number>, values: ArrayLike<number>): number {
  const { length } = groups;
  expect(
    length > 0 && values.length === length,
    `There are ${length} groups and ${values.length} values: pass one of each for every picture.`,
  );
  const joint = new Map<string, number>();
  const ofGroup = new Map<number, number>();
  const ofValue = new Map<number, number>();
  for (let i = 0; i < length; i++) {
    const key = `${groups[i]} ${values[i]}`;
    joint.set(key, (joint.get(key) ?? 0) + 1);
    ofGroup.set(groups[i], (ofGroup.get(groups[i]) ?? 0) + 1);
    ofValue.set(values[i], (ofValue.get(values[i]) ?? 0) + 1);
  }
  let bits = 0;
  for (const [key, count] of joint) {
    const [group, value] = key.split(' ').map(Number);
    bits += (count / length) * Math.log2((count * length) / (ofGroup.get(group)! * ofValue.get(value)!));
  }
  return Math.max(0, bits);
}

/** Numbers → `bins` bins with equally many pictures each, as far as ties allow: equal numbers share a bin. */
export function quantileBins(numbers: ArrayLike<number>, bins = 4): Int32Array {
  const sorted = Array.from(numbers).sort((a, b) => a - b);
  const edges = Array.from(
    { length: bins - 1 },
    (_, edge) => sorted[Math.ceil(((edge + 1) * sorted.length) / bins) - 1],
  );
  return Int32Array.from(numbers, (number) => edges.filter((edge) => number > edge).length);
}

/**
 * How much the groups say about each attribute, in bits, the most informative first. Attributes with many values are cut into four bins of equally many
 * pictures.
 *
 * @param groups [count]
 * @param attributes by name, one number per picture, such as `faces.attributes`
 * @param options seed of the shuffles; deals: how many shuffles, 20 by default
 */
export function groupInformation(
  groups: Int32Array,
  attributes: Record<string, ArrayLike<number>>,
  { seed, deals = 20 }: { seed: number; deals?: number },
): GroupInformation[] {
  const random = seeded(seed, 'group information');
  const dealt = Array.from({ length: deals }, () => random.shuffle(Array.from(groups)));
  const rows = Object.entries(attributes).map(([attribute, numbers]): GroupInformation => {
    const values = quantileBins(numbers);
    const byChance = dealt.map((shuffled) => mutualInformation(shuffled, values));
    return {
      attribute,
      bits: mutualInformation(groups, values),
      chance: byChance.reduce((sum, bits) => sum + bits, 0) / deals,
      highestChance: Math.max(...byChance),
    };
  });
  return rows.sort((a, b) => b.bits - b.chance - (a.bits - a.chance));
}

/** How often two pictures share a group: those of one person, and those of two. */
export function groupAgreement(groups: Int32Array, labels: Int32Array): { samePerson: number; twoPeople: number } {
  const counts = { same: [0, 0], different: [0, 0] };
  for (let i = 0; i < groups.length; i++) {
    for (let j = i + 1; j < groups.length; j++) {
      const heap = labels[i] === labels[j] ? counts.same : counts.different;
      heap[0] += groups[i] === groups[j] ? 1 : 0;
      heap[1]++;
    }
  }
  return { samePerson: counts.same[0] / counts.same[1], twoPeople: counts.different[0] / counts.different[1] };
}
