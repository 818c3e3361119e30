import { askedAboutGroups, groupPoints, groupsPayName, type GroupPoint } from './groupface-pays';
import { leadsOfRuns, type PlacedRecords } from './placed-results';
import { asShare, type Share } from './shares-of-people';

/** How far a number of groups is ahead of ArcFace at one point of `groupface-pays`. */
export interface PayRow extends GroupPoint {
  variant: string;
  /** For each of `groupRates`: the lead in the true-accept rate on people never seen, over seeds and people. */
  leads: Share[];
}

/** The points that have three seeds or more with and without groups, in the order of {@link groupPoints}. */
export function payRows(records: PlacedRecords): PayRow[] {
  const [base, ...variants] = askedAboutGroups;
  return Object.entries(groupPoints).flatMap(([key, point]) =>
    variants.flatMap((variant) => {
      const leads = leadsOfRuns(records, groupsPayName(variant, key), groupsPayName(base, key));
      return leads.length === 0 ? [] : [{ ...point, variant, leads: leads.map(asShare) }];
    }),
  );
}

/** What the numbers of groups are called in figures. */
const inWords: Record<string, string> = { 'soft-8': '8 groups', 'soft-32': '32 groups' };

/** The same as rows of the figure `leadRows`: `8,000 people, 32 groups`. */
export function payLeadRows(rows: PayRow[]): { name: string; values: Share[] }[] {
  return rows.map(({ name, variant, leads }) => ({ name: `${name}, ${inWords[variant]}`, values: leads }));
}

/** In how many of all comparisons, of each row at each rate, the interval of the lead lies to the right of 0. */
export function clearLeads(rows: PayRow[]): { clear: number; all: number } {
  const leads = rows.flatMap((row) => row.leads);
  return { clear: leads.filter(({ mean, half }) => mean > half).length, all: leads.length };
}
