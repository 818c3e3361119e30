import { expect } from '../base/errors';
import { groupFaceNames } from './groupface';
import { endToEndNames } from './groupface-end-to-end';
import { formatSpread, spread } from './over-seeds';
import { pairedDifference, type PairedDifference } from './paired';
import type { RunRecord } from './record';
import type { EndToEndResult } from './runs/end-to-end';
import type { GroupFaceResult } from './runs/frozen-trunk';

/** What one variant reached on people never seen: one value for each seed, in the order of the seeds. Shares in [0, 1]. */
export interface VariantScores {
  variant: string;
  name: string;
  seeds: number[];
  /** The true-accept rate at a false-accept rate of 10⁻³. */
  tar: number[];
  rank1: number[];
  /** Over ten folds. */
  accuracy: number[];
  /** How evenly the pictures are spread over the groups; undefined without groups. */
  evenness?: number[];
}

/** The same with the cost above the frozen trunk. */
export interface AblationRow extends VariantScores {
  parameters: number;
  multiplyAdds: number;
  /** Of the training, mean over seeds. */
  seconds: number;
}

/** Recorded runs of `groupface`. */
export type AblationRecords = Pick<RunRecord<unknown, GroupFaceResult>, 'name' | 'seed' | 'result'>[];

/** Recorded runs of `groupface-end-to-end`. */
export type EndToEndRecords = Pick<RunRecord<unknown, EndToEndResult>, 'name' | 'seed' | 'result'>[];

/** The variant that is also measured with the group-aware similarity, and the name of that further row. */
const daggered = 'soft-16';
const dagger = `${daggered}-dagger`;

/**
 * The variants that have a record, in the order of {@link groupFaceNames}. After soft GroupFace with K = 16 comes the same network with the
 * group-aware similarity, as the variant `soft-16-dagger`.
 */
export function ablationRows(records: AblationRecords): AblationRow[] {
  return Object.entries(groupFaceNames).flatMap(([variant, name]) => {
    const own = recordsBySeed(records, variant);
    if (own.length === 0) return [];
    const results = own.map(({ result }) => result);
    const row: AblationRow = {
      variant,
      name,
      ...scoresOf(own, ({ unseen }) => unseen),
      ...evennessOf(results.map(({ groups }) => groups?.evenness)),
      parameters: results[0].parameters,
      multiplyAdds: results[0].multiplyAdds,
      seconds: spread(results.map(({ trainingSeconds }) => trainingSeconds)).mean,
    };
    if (variant !== daggered) return [row];
    return [row, { ...row, variant: dagger, name: `${name}, †`, ...scoresOf(own, ({ groups }) => groups!.dagger) }];
  });
}

/** The variants trained end to end, in the order of {@link endToEndNames}, over the seeds that all of them have. */
export function endToEndRows(records: EndToEndRecords): VariantScores[] {
  const variants = Object.keys(endToEndNames);
  const isRecorded = (variant: string, seed: number): boolean =>
    records.some((record) => record.name === variant && record.seed === seed);
  const complete = records.filter(({ seed }) => variants.every((variant) => isRecorded(variant, seed)));
  expect(
    complete.length > 0,
    'No seed is recorded of all variants: npx facelab experiment groupface-end-to-end does so.',
  );
  return variants.map((variant) => {
    const own = recordsBySeed(complete, variant);
    return {
      variant,
      name: endToEndNames[variant],
      ...scoresOf(own, ({ unseen }) => unseen),
      ...evennessOf(own.map(({ result }) => result.evenness)),
    };
  });
}

/** The rows of the ablation's table: mean ± standard deviation over seeds, shares in per cent. */
export function ablationTable(rows: AblationRow[]): Record<string, string | number>[] {
  return rows.map((row) => ({
    ...scoreColumns(row),
    'parameters, thousands': Math.round(row.parameters / 1000),
    'multiply-adds, thousands': Math.round(row.multiplyAdds / 1000),
    'training, s': row.seconds.toFixed(0),
  }));
}

/** The rows of the table of what was trained end to end: as {@link ablationTable}, with the least even seed in place of costs. */
export function endToEndTable(rows: VariantScores[]): Record<string, string>[] {
  return rows.map((row) => ({
    ...scoreColumns(row),
    'lowest evenness': row.evenness === undefined ? '–' : Math.min(...row.evenness).toFixed(2),
  }));
}

/** How evenly each trained network with groups spreads people never seen: the rows of the figure `seedBars`. */
export function evennessRows(rows: VariantScores[]): { name: string; values: number[] }[] {
  return rows.flatMap(({ variant, name, evenness }) =>
    evenness === undefined || variant === dagger ? [] : [{ name, values: evenness }],
  );
}

/**
 * One variant minus another in a share, seed by seed, over the seeds that both have.
 *
 * @throws InputError for a variant that has no row or not that share, and for fewer than two seeds in common
 */
export function variantsPaired(
  rows: VariantScores[],
  [first, second]: [first: string, second: string],
  share: 'tar' | 'rank1' | 'accuracy' | 'evenness' = 'tar',
): PairedDifference {
  const of = (variant: string): Map<number, number> => {
    const row = rows.find((one) => one.variant === variant);
    const values = row?.[share];
    expect(row !== undefined && values !== undefined, `There is no ${share} of ${variant}: name another variant.`);
    return new Map(row.seeds.map((seed, index) => [seed, values[index]]));
  };
  const [a, b] = [of(first), of(second)];
  const seeds = [...a.keys()].filter((seed) => b.has(seed));
  return pairedDifference(
    seeds.map((seed) => a.get(seed)!),
    seeds.map((seed) => b.get(seed)!),
  );
}

/** A row of the table of paired differences, in percentage points of TAR. */
export type PointsRow = {
  comparison: string;
  'mean, points': number;
  '95 % from': number;
  to: number;
  'seeds ahead': string;
};

/**
 * How far variants are ahead of one of them in TAR, in points: the rows of a table. Left out are those that were not recorded with all
 * seeds of the base; with fewer than two seeds there is no row at all.
 *
 * @param variants in this order; default all others
 */
export function pointsAhead(rows: VariantScores[], base: string, variants?: string[]): PointsRow[] {
  const baseRow = rows.find(({ variant }) => variant === base);
  if (baseRow === undefined || baseRow.seeds.length < 2) return [];
  const asked = variants ?? rows.map(({ variant }) => variant).filter((variant) => variant !== base);
  return asked.flatMap((variant) => {
    const row = rows.find((one) => one.variant === variant);
    if (row === undefined || !baseRow.seeds.every((seed) => row.seeds.includes(seed))) return [];
    const { mean, low, high, wins, count } = variantsPaired(rows, [variant, base]);
    return [
      {
        comparison: `${row.name} − ${baseRow.name}`,
        'mean, points': 100 * mean,
        '95 % from': 100 * low,
        to: 100 * high,
        'seeds ahead': `${wins} of ${count}`,
      },
    ];
  });
}

function recordsBySeed<Record extends { name: string; seed: number }>(records: Record[], variant: string): Record[] {
  return records.filter(({ name }) => name === variant).sort((a, b) => a.seed - b.seed);
}

function scoresOf<Result>(
  own: { seed: number; result: Result }[],
  of: (result: Result) => { tar: number; rank1: number; accuracy: number },
): Pick<VariantScores, 'seeds' | 'tar' | 'rank1' | 'accuracy'> {
  const scores = own.map(({ result }) => of(result));
  return {
    seeds: own.map(({ seed }) => seed),
    tar: scores.map(({ tar }) => tar),
    rank1: scores.map(({ rank1 }) => rank1),
    accuracy: scores.map(({ accuracy }) => accuracy),
  };
}

function evennessOf(values: (number | undefined)[]): Pick<VariantScores, 'evenness'> {
  return values.every((value) => value !== undefined) ? { evenness: values as number[] } : {};
}

function scoreColumns({ name, tar, rank1, accuracy, evenness }: VariantScores): Record<string, string> {
  const inPercent = (shares: number[]): string => formatSpread(spread(shares.map((share) => 100 * share)), 1);
  return {
    variant: name,
    'TAR@FAR=1e-3, %': inPercent(tar),
    'rank 1, %': inPercent(rank1),
    'ten-fold accuracy, %': inPercent(accuracy),
    evenness: evenness === undefined ? '–' : formatSpread(spread(evenness), 2),
  };
}
