import { placedSettings, placedVariants } from './groupface-placed';
import { meanInterval } from './mean-interval';
import type { RunRecord } from './record';
import { groupRates, type GroupWorldResult } from './runs/groups-on-world';
import type { TwoWayInterval } from './seeds-and-people';
import {
  asShare,
  formatShare,
  leadOver,
  shareOver,
  sharesBySeed,
  sharesOfPeople,
  type Share,
} from './shares-of-people';
import { rocRates } from './verify';

/** Recorded runs of `groupface-placed`. */
export type PlacedRecords = Pick<RunRecord<unknown, GroupWorldResult>, 'name' | 'seed' | 'result'>[];

/** Where `roc` has 10⁻³. */
const strict = rocRates.findIndex((rate) => Math.abs(rate / 1e-3 - 1) < 1e-6);

/** What one placing of the groups reached. Shares in [0, 1]. */
export interface PlacedRow {
  variant: string;
  name: string;
  seeds: number;
  parameters: number;
  /** For each of `groupRates`: the true-accept rate on people never seen, over seeds and people. */
  tar: Share[];
  /** The true-accept rate at 10⁻³ on people trained on, over seeds. */
  fitted: Share;
  /** How evenly people never seen are spread over the groups; undefined without groups. */
  evenness?: Share;
}

/** The variants that have a record, in the order of `placedVariants`. */
export function placedRows(records: PlacedRecords): PlacedRow[] {
  return Object.entries(placedVariants).flatMap(([variant, { name }]) => {
    const own = records.filter((record) => record.name === variant).map(({ result }) => result);
    if (own.length === 0) return [];
    const evenness = own.flatMap((result) => (result.evenness === undefined ? [] : [result.evenness]));
    return [
      {
        variant,
        name,
        seeds: own.length,
        parameters: own[0].parameters,
        tar: groupRates.map((_, rate) => shareOver(own.map(({ unseen }) => ofPeople(unseen.accepted[rate])))),
        fitted: meanInterval(own.map(({ fitted }) => fitted.roc[strict])),
        ...(evenness.length > 0 && { evenness: meanInterval(evenness) }),
      },
    ];
  });
}

/**
 * How far each variant is ahead of another in the true-accept rate on people never seen, for each of `groupRates`, over seeds and people;
 * only variants that have three seeds in common with it.
 */
export function placedLeads(records: PlacedRecords, base: string): Record<string, TwoWayInterval[]> {
  return Object.fromEntries(
    Object.keys(placedVariants).flatMap((variant) => {
      const leads = leadsOfRuns(records, variant, base);
      return variant === base || leads.length === 0 ? [] : [[variant, leads]];
    }),
  );
}

/** The same as rows of the figure `leadRows`, in the order of `placedVariants`. */
export function placedLeadRows(records: PlacedRecords, base: string): { name: string; values: Share[] }[] {
  return Object.entries(placedLeads(records, base)).map(([variant, leads]) => ({
    name: placedVariants[variant].name,
    values: leads.map(asShare),
  }));
}

/** The rows of the table of {@link placedRows}: shares in per cent with half their intervals. */
export function placedTable(rows: PlacedRow[]): Record<string, string | number>[] {
  return rows.map(({ name, tar, fitted, evenness, parameters }) => ({
    variant: name,
    'TAR@FAR=1e-3, %': formatShare(tar[0]),
    'TAR@FAR=1e-4, %': formatShare(tar[1]),
    'trained on, 1e-3, %': formatShare(fitted),
    evenness: evenness === undefined ? '–' : evenness.mean.toFixed(2),
    'parameters, k': Math.round(parameters / 1000),
  }));
}

/**
 * The true-accept rate at 10⁻³ of the runs of one name, mean over seeds: on people never seen, or on as many of those trained on.
 *
 * @throws InputError without a run of that name
 */
export function strictTar(records: PlacedRecords, asked: string, people: 'unseen' | 'fitted'): number {
  const own = records.filter(({ name }) => name === asked);
  return meanInterval(own.map(({ result }) => result[people].roc[strict])).mean;
}

/** How far the runs of one name are ahead of those of another, for each of `groupRates`; empty where they have fewer than three seeds in common. */
export function leadsOfRuns(records: PlacedRecords, first: string, second: string): TwoWayInterval[] {
  const of = (asked: string, rate: number): Map<number, number[]> =>
    sharesBySeed(records, asked, ({ unseen }) => ofPeople(unseen.accepted[rate]));
  return groupRates.flatMap((_, rate) => leadOver(of(first, rate), of(second, rate)) ?? []);
}

const ofPeople = (accepted: number[]): number[] => sharesOfPeople(accepted, placedSettings.unseen.picturesEach);
