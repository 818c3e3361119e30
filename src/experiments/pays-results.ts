import { askedAboutGroups, groupPoints, groupsPayName, type GroupPoint } from './groupface-pays';
import { leadsOfRuns, type PlacedRecords } from './placed-results';
import { asShare, type Share } from './shares-of-people';

/** How far a number of groups is ahead of ArcFace at one point of `groupface-pays`. */
export interface PayRow extends GroupPoint {
  variant: string;
  /** For each of `groupRates`: the lead in the true-accept rate on people never seen, over seeds and people. */
  leads: Share[];
}

/** With two seeds, Student's t makes an interval 13 standard errors long on either side: a row that hides all others. */
const fewestSeeds = 3;

/** The points that have three seeds or more with and without groups, in the order of {@link groupPoints}. */
export function payRows(records: PlacedRecords): PayRow[] {
  const seedsOf = (name: string): number[] => records.filter((one) => one.name === name).map(({ seed }) => seed);
  const [base, ...variants] = askedAboutGroups;
  return Object.entries(groupPoints).flatMap(([key, point]) =>
    variants.flatMap((variant) => {
      const [withGroups, without] = [groupsPayName(variant, key), groupsPayName(base, key)];
      const both = seedsOf(withGroups).filter((seed) => seedsOf(without).includes(seed));
      if (both.length < fewestSeeds) return [];
      return [{ ...point, variant, leads: leadsOfRuns(records, withGroups, without).map(asShare) }];
    }),
  );
}
