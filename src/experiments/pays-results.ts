import { askedAboutGroups, blurredShares, groupPeople, groupsPayName } from './groupface-pays';
import { leadsOfRuns, type PlacedRecords } from './placed-results';
import { asShare, type Share } from './shares-of-people';

/** How far a number of groups is ahead of ArcFace at one point of `groupface-pays`. */
export interface PayRow {
  /** What is trained on, in words. */
  name: string;
  variant: string;
  people: number;
  /** The share of blurred pictures. */
  blurred: number;
  /** For each of `groupRates`: the lead in the true-accept rate on people never seen, over seeds and people. */
  leads: Share[];
}

/** The points that have two seeds with and without groups: first over the number of people, then over the share of blurred pictures. */
export function payRows(records: PlacedRecords): PayRow[] {
  const [base, ...variants] = askedAboutGroups;
  const [, middle] = groupPeople;
  const points = [
    ...groupPeople.map((people) => ({ people, blurred: 0, name: `${inThousands(people)} people` })),
    ...blurredShares
      .filter((share) => share > 0)
      .map((blurred) => ({ people: middle, blurred, name: `${inThousands(middle)}, ${100 * blurred} % blurred` })),
  ];
  return points.flatMap((point) =>
    variants.flatMap((variant) => {
      const named = (asked: string): string => groupsPayName(asked, point.people, point.blurred);
      const leads = leadsOfRuns(records, named(variant), named(base)).map(asShare);
      return leads.length === 0 ? [] : [{ ...point, variant, leads }];
    }),
  );
}

const inThousands = (people: number): string => people.toLocaleString('en-US');
