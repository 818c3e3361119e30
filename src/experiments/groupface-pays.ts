import type { GroupFaceVariant } from '../lessons/groupface/training';
import { groupFacePlaced, placedSettings, placedVariants } from './groupface-placed';
import type { Experiment } from './record';
import { type GroupWorldResult, type GroupWorldSettings } from './runs/groups-on-world';

/** How many people with ten pictures are trained on. */
export const groupPeople = [500, 2000, 8000];
/** Which share of all pictures has 10 × 10 pixels. */
export const blurredShares = [0, 0.25, 0.5];
/** Without groups and with them, as `groupface-placed` calls them. */
export const askedAboutGroups = ['arcface', 'soft-8', 'soft-32'];

/** The record's name of one point. */
export function groupsPayName(variant: string, people: number, blurred: number): string {
  return `${variant}-${people}-${100 * blurred}`;
}

/** When do groups pay? Over the number of people, and over the share of pictures that look different from the rest. */
export const groupFacePays: Experiment<{ variant: GroupFaceVariant; settings: GroupWorldSettings }, GroupWorldResult> =
  {
    ...groupFacePlaced,
    name: 'groupface-pays',
    description: 'GroupFace against ArcFace over the number of people and the share of blurred pictures',
    configurations: Object.fromEntries(
      askedAboutGroups.flatMap((name) =>
        points().map(([identities, share]) => {
          const settings: GroupWorldSettings = {
            ...placedSettings,
            people: { ...placedSettings.people, identities, picturesEach: 10 },
            ...(share > 0 && { mixture: { share, resolution: 10 } }),
          };
          return [groupsPayName(name, identities, share), { variant: placedVariants[name].variant, settings }];
        }),
      ),
    ),
  };

/** All numbers of people with sharp pictures, and all shares of blurred ones at the middle number. */
function points(): [people: number, blurred: number][] {
  const [, middle] = groupPeople;
  return [
    ...groupPeople.map((people): [number, number] => [people, 0]),
    ...blurredShares.filter((share) => share > 0).map((share): [number, number] => [middle, share]),
  ];
}
