import { expect } from '../../base/errors';
import { seeded, type Random } from '../../base/random';

/** What a group says about an attribute, in bits. */
export interface GroupInformation {
  attribute: string;
  /** I(group; attribute). */
  bits: number;
  /** The same with whole people dealt to other people's groups, as a mean over the deals: what few people and pictures alone give. */
  chance: number;
  /** The largest over the deals. */
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
 * What chance gives is measured by dealing people, not pictures: everybody gets the groups of another person's pictures. Groups that go with
 * the person, and say nothing else, look informative about all that a person keeps from picture to picture; among few people some of
 * that is chance, and a shuffle of single pictures does not show it.
 *
 * @param groups [count]
 * @param attributes by name, one number per picture, such as `faces.attributes`
 * @param labels [count], the person of each picture
 * @param options seed of the deals; deals: how many, 99 by default, so that one in a hundred attributes beats all by chance
 */
export function groupInformation(
  groups: Int32Array,
  attributes: Record<string, ArrayLike<number>>,
  labels: ArrayLike<number>,
  { seed, deals = 99 }: { seed: number; deals?: number },
): GroupInformation[] {
  const random = seeded(seed, 'group information');
  const dealt = Array.from({ length: deals }, () => peopleDealt(groups, labels, random));
  const rows = Object.entries(attributes).map(([attribute, numbers]): GroupInformation => {
    const values = quantileBins(numbers);
    const byChance = dealt.map((others) => mutualInformation(others, values));
    return {
      attribute,
      bits: mutualInformation(groups, values),
      chance: byChance.reduce((sum, bits) => sum + bits, 0) / deals,
      highestChance: Math.max(...byChance),
    };
  });
  return rows.sort((a, b) => b.bits - b.chance - (a.bits - a.chance));
}

/** The attributes of which the groups know more than in every deal. */
export function aboveChance(information: GroupInformation[]): string[] {
  return information.filter(({ bits, highestChance }) => bits > highestChance).map(({ attribute }) => attribute);
}

/** To every person's pictures the groups of the pictures of another person, in their order and again from the first where they are fewer. */
function peopleDealt(groups: Int32Array, labels: ArrayLike<number>, random: Random): Int32Array {
  const pictures = new Map<number, number[]>();
  groups.forEach((_, row) => pictures.set(labels[row], [...(pictures.get(labels[row]) ?? []), row]));
  const people = [...pictures.values()];
  const others = random.shuffle([...people]);
  const dealt = new Int32Array(groups.length);
  people.forEach((rows, person) =>
    rows.forEach((row, picture) => {
      dealt[row] = groups[others[person][picture % others[person].length]];
    }),
  );
  return dealt;
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
