/*
 * TAR at FAR without sorting: one pass counts the similarities in 65,536 bins, a second one looks at the few values in the
 * bins where a threshold can lie. The numbers are exact, not rounded to bins. Both `tarAtFar` (similarities in memory) and
 * `pairStatistics` (similarities that are never held) are these steps.
 */

/** One row of a TAR@FAR table. */
export interface TarAtFar {
  /** The false-accept rate asked for. */
  target: number;
  /** Accept a pair when similarity >= threshold. Infinity accepts nothing. */
  threshold: number;
  /** The false-accept rate at the threshold, at most the target. */
  far: number;
  /** The true-accept rate at the threshold. */
  tar: number;
  falseAccepts: number;
  trueAccepts: number;
  /** Wilson 95 % interval of `tar`. */
  tarLow: number;
  tarHigh: number;
  /**
   * Present when the impostor pairs are too few for the target, so that even one false accept is too many: the sentence to
   * show in place of the number, which then says only how many genuine pairs lie above every impostor.
   */
  refusal?: string;
}

/** Similarities counted in bins of one width; value v is in bin ⌊(v − low) · binsPerUnit⌋. */
export interface Counts {
  low: number;
  binsPerUnit: number;
  /** Pairs of one person in each bin. */
  genuine: Float64Array;
  /** Pairs of two people in each bin. */
  impostor: Float64Array;
}

export const binCount = 65536;

/** Empty bins for values in [low, high]. */
export function emptyCounts(low: number, high: number): Counts {
  // A hair less than the full width keeps `high` itself in the last bin.
  const binsPerUnit = high > low ? (binCount - 1) / (high - low) : 1;
  return { low, binsPerUnit, genuine: new Float64Array(binCount), impostor: new Float64Array(binCount) };
}

/** Where a threshold for a target lies: in `bin`, or at the smallest value of `next`, the next bin above that holds any. */
interface Place {
  allowed: number;
  bin: number;
  next: number;
  impostorsAbove: number;
  genuineAbove: number;
}

/** The largest number of false accepts with falseAccepts / impostors <= far, in the arithmetic of that very division. */
export function allowedFalseAccepts(far: number, impostors: number): number {
  let allowed = Math.min(impostors, Math.floor(far * impostors));
  while (allowed < impostors && (allowed + 1) / impostors <= far) allowed++;
  while (allowed / impostors > far) allowed--;
  return allowed;
}

/** Marks the bins whose values must be seen one by one to find the thresholds. */
export function wantedBins(counts: Counts, fars: ArrayLike<number>): Uint8Array {
  const wanted = new Uint8Array(binCount);
  for (const far of Array.from(fars)) {
    const { bin, next } = placeOf(counts, far);
    wanted[bin] = 1;
    if (next < binCount) wanted[next] = 1;
  }
  return wanted;
}

/** The distinct values of the wanted bins, each with its number of [genuine, impostor] pairs. */
export type Seen = Map<number, [genuine: number, impostor: number]>;

/** Adds one pair to the values seen. */
export function see(seen: Seen, value: number, same: boolean): void {
  let entry = seen.get(value);
  if (entry === undefined) seen.set(value, (entry = [0, 0]));
  entry[same ? 0 : 1]++;
}

/** The rows of the table, from the counts and the values seen in the wanted bins. */
export function operatingPoints(counts: Counts, seen: Seen, fars: ArrayLike<number>): TarAtFar[] {
  const genuine = sum(counts.genuine);
  const impostors = sum(counts.impostor);
  const values = [...seen.keys()].sort((a, b) => b - a);
  const binOf = (value: number): number => Math.floor((value - counts.low) * counts.binsPerUnit);
  return Array.from(fars, (target) => {
    const place = placeOf(counts, target);
    let threshold = Infinity;
    let falseAccepts = place.impostorsAbove;
    let trueAccepts = place.genuineAbove;
    for (const value of values) {
      if (binOf(value) !== place.bin && binOf(value) !== place.next) continue;
      const [more, wrong] = seen.get(value)!;
      if (falseAccepts + wrong > place.allowed) break;
      falseAccepts += wrong;
      trueAccepts += more;
      threshold = value;
    }
    const [tarLow, tarHigh] = wilsonInterval(trueAccepts, genuine);
    return {
      target,
      threshold,
      far: falseAccepts / impostors,
      tar: trueAccepts / genuine,
      falseAccepts,
      trueAccepts,
      tarLow,
      tarHigh,
      ...refusalOf(target, impostors, 'FAR', 'impostor pairs'),
    };
  });
}

/** The refusal of a rate that so few trials cannot show, as a field to spread into a row; nothing when they can. */
export function refusalOf(target: number, trials: number, rate: string, what: string): { refusal?: string } {
  if (allowedFalseAccepts(target, trials) > 0) return {};
  return {
    refusal:
      `${rate} ${target} cannot be measured on ${trials} ${what}, where one error is already ${shorter(1 / trials)}: ` +
      `use at least ${Math.ceil(shorter(1 / target))} ${what}, or a ${rate} of at least ${smallestRate(trials)}.`,
  };
}

/** The smallest rate that so many trials can show, 1 / trials, rounded *up* to six digits, so that the advice of a refusal works. */
export function smallestRate(trials: number): number {
  const nearest = shorter(1 / trials);
  return nearest * trials >= 1 ? nearest : shorter(nearest + 10 ** (Math.floor(Math.log10(nearest)) - 5));
}

/**
 * Wilson's score interval of a share: with p = successes / trials,
 * (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n), clipped to [0, 1]. By default z is that of 95 %.
 * Unlike p ± z √(p(1 − p)/n) it keeps its promise for small n and for shares near 0 and 1.
 * It takes the trials for independent, which pairs that share a picture are not: the true uncertainty is larger.
 *
 * E. B. Wilson: Probable inference, the law of succession, and statistical inference. JASA 22, 1927.
 */
export function wilsonInterval(successes: number, trials: number, z = 1.959963984540054): [low: number, high: number] {
  if (trials === 0) return [0, 1];
  const p = successes / trials;
  const scale = 1 + (z * z) / trials;
  const middle = (p + (z * z) / (2 * trials)) / scale;
  const half = (z * Math.sqrt((p * (1 - p)) / trials + (z * z) / (4 * trials * trials))) / scale;
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}

export function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total;
}

function placeOf({ genuine, impostor }: Counts, far: number): Place {
  const allowed = allowedFalseAccepts(far, sum(impostor));
  let impostorsThrough = 0;
  let genuineThrough = 0;
  let place: Place = { allowed, bin: binCount, next: binCount, impostorsAbove: 0, genuineAbove: 0 };
  let counted = { bin: binCount, impostors: 0, genuine: 0 };
  for (let bin = binCount - 1; bin >= 0; bin--) {
    if (genuine[bin] === 0 && impostor[bin] === 0) continue;
    // All of the bin above is accepted; it is walked through again because its smallest value may be the threshold.
    place = { allowed, bin, next: counted.bin, impostorsAbove: counted.impostors, genuineAbove: counted.genuine };
    counted = { bin, impostors: impostorsThrough, genuine: genuineThrough };
    impostorsThrough += impostor[bin];
    genuineThrough += genuine[bin];
    if (impostorsThrough > allowed) break;
  }
  return place;
}

/** 0.05 for 1 / 20 and 1000 for 1 / 0.001: six digits are enough to read. */
function shorter(value: number): number {
  return Number(value.toPrecision(6));
}
