import type { Matrix } from '../../base/matrix';
import { type Watched } from '../../base/watched';
import { checkRates } from '../../similarity/checks';
import { allowedFalseAccepts, refusalOf, wilsonInterval } from '../verification/operating-point';
import { mateRanks } from './ranks';
import { identify } from './nearest';

/** One operating point of open-set identification. */
export interface OpenSetRate {
  target: number;
  /** Identify when similarity >= threshold. Infinity identifies nobody. */
  threshold: number;
  /** Share of non-mated probes that are taken for somebody, at most the target. */
  fpir: number;
  /** Share of mated probes that are named rightly: rank 1, nobody else as similar, and similarity >= threshold. */
  tpir: number;
  falsePositives: number;
  truePositives: number;
  /** Wilson 95 % interval of `tpir`. */
  tpirLow: number;
  tpirHigh: number;
  /** Present when the non-mated probes are too few for the target: the sentence to show in place of the number. */
  refusal?: string;
}

/** Open-set identification. */
export interface OpenSet {
  rows: OpenSetRate[];
  /** [mated] */
  mateSimilarities: Float64Array;
  /** [mated] */
  mateRanks: Int32Array;
  /** [nonMated], cosine to the best gallery picture. */
  nonMatedSimilarities: Float64Array;
}

/**
 * Open-set identification: some probes are nobody in the gallery. For each target the smallest threshold with FPIR <= target
 * among the best similarities of the non-mated probes, the mate similarities of the mated ones, and Infinity.
 * FPIR = share of non-mated probes whose best similarity is >= threshold;
 * TPIR = share of mated probes at rank 1 with mate similarity >= threshold; ties count against, as in `cmc`.
 *
 * @param mated [mated, dim] with matedLabels [mated], each the label of somebody in the gallery
 * @param nonMated [nonMated, dim], people who are not in the gallery
 * @param gallery [gallery, dim] with galleryLabels [gallery]
 * @param fpirs targets in (0, 1]
 * @throws InputError as in `cmc`, and for targets out of range
 *
 * ISO/IEC 19795-1; P. Grother, M. Ngan: Face Recognition Vendor Test, NIST IR 8009, 2014.
 */
export async function openSetRates(
  mated: Matrix,
  matedLabels: ArrayLike<number>,
  nonMated: Matrix,
  gallery: Matrix,
  galleryLabels: ArrayLike<number>,
  fpirs: ArrayLike<number>,
  { signal }: Pick<Watched, 'signal'> = {},
): Promise<OpenSet> {
  checkRates(fpirs, 'FPIR');
  const { mateSimilarities, ranks } = await mateRanks(mated, matedLabels, gallery, galleryLabels, 'mated', { signal });
  const nonMatedSimilarities = (await identify(nonMated, gallery, { topK: 1, signal })).similarities;
  const strangers = nonMatedSimilarities.slice().sort().reverse();
  const candidates = Float64Array.from([...mateSimilarities, ...nonMatedSimilarities]).sort();
  const rows = Array.from(fpirs, (target): OpenSetRate => {
    const allowed = allowedFalseAccepts(target, strangers.length);
    // The best stranger who must be turned away; without one every candidate will do.
    const refused = allowed < strangers.length ? strangers[allowed] : -Infinity;
    const threshold = candidates.find((candidate) => candidate > refused) ?? Infinity;
    const falsePositives = strangers.filter((similarity) => similarity >= threshold).length;
    const truePositives = ranks.filter((rank, probe) => rank === 1 && mateSimilarities[probe] >= threshold).length;
    const [tpirLow, tpirHigh] = wilsonInterval(truePositives, mated.rows);
    return {
      target,
      threshold,
      fpir: falsePositives / strangers.length,
      tpir: truePositives / mated.rows,
      falsePositives,
      truePositives,
      tpirLow,
      tpirHigh,
      ...refusalOf(target, strangers.length, 'FPIR', 'non-mated probes'),
    };
  });
  return { rows, mateSimilarities, mateRanks: ranks, nonMatedSimilarities };
}
