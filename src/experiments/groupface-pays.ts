import type { GroupFaceVariant } from '../lessons/groupface/training';
import { groupFacePlaced, placedSettings, placedVariants } from './groupface-placed';
import type { Experiment } from './record';
import { type GroupWorldResult, type GroupWorldSettings } from './runs/groups-on-world';

/** What is trained on, and with what: one point at which groups may pay. */
export interface GroupPoint {
  /** In words, for figures. */
  name: string;
  /** People with ten pictures each. */
  people: number;
  /** The share of all pictures that has 10 × 10 pixels. */
  blurred: number;
  /** Numbers of the embedding. */
  dim: number;
  steps: number;
  /** ArcFace's, in radians. */
  margin: number;
}

const { steps, margin } = placedSettings;
const { dim } = placedSettings.network;

/**
 * Of 8,000 random directions in 16 dimensions each is some 0.7 rad from the nearest other (0.9 in 32). The usual margin of 0.3 leaves the
 * pictures of a person 0.2 rad around their weight vector: of six runs with it, two hardly fitted the people they were trained on.
 */
const crowdedMargin = 0.1;

/** Over the number of people; over the share of pictures that look different from the rest; where an embedding is short, or time long. */
export const groupPoints: Record<string, GroupPoint> = {
  '500-0': { name: '500 people', people: 500, blurred: 0, dim, steps, margin },
  '2000-0': { name: '2,000 people', people: 2000, blurred: 0, dim, steps, margin },
  '8000-0': { name: '8,000 people', people: 8000, blurred: 0, dim, steps, margin },
  '2000-25': { name: '2,000, 25 % blurred', people: 2000, blurred: 0.25, dim, steps, margin },
  '2000-50': { name: '2,000, 50 % blurred', people: 2000, blurred: 0.5, dim, steps, margin },
  '8000-0-dim-16': { name: '8,000, 16 numbers', people: 8000, blurred: 0, dim: 16, steps, margin: crowdedMargin },
  '8000-0-steps-10000': { name: '8,000, 10,000 steps', people: 8000, blurred: 0, dim, steps: 10_000, margin },
};

/** Without groups and with them, as `groupface-placed` calls them. */
export const askedAboutGroups = ['arcface', 'soft-8', 'soft-32'];

/** The record's name of one variant at a point. */
export function groupsPayName(variant: string, point: string): string {
  return `${variant}-${point}`;
}

/** When do groups pay? */
export const groupFacePays: Experiment<{ variant: GroupFaceVariant; settings: GroupWorldSettings }, GroupWorldResult> =
  {
    ...groupFacePlaced,
    name: 'groupface-pays',
    description:
      'GroupFace against ArcFace over the number of people, the share of blurred pictures, length of embedding and training',
    configurations: Object.fromEntries(
      askedAboutGroups.flatMap((name) =>
        Object.entries(groupPoints).map(([point, { people, blurred, dim, steps, margin }]) => {
          const settings: GroupWorldSettings = {
            ...placedSettings,
            people: { ...placedSettings.people, identities: people, picturesEach: 10 },
            network: { ...placedSettings.network, dim },
            steps,
            margin,
            ...(blurred > 0 && { mixture: { share: blurred, resolution: 10 } }),
          };
          return [groupsPayName(name, point), { variant: placedVariants[name].variant, settings }];
        }),
      ),
    ),
  };
