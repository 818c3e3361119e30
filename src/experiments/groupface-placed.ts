import { firstUnseen } from '../data/celebrities/rendered-once';
import type { GroupFaceVariant } from '../lessons/groupface/training';
import type { Experiment } from './record';
import { trainGroupsOnWorld, type GroupWorldResult, type GroupWorldSettings } from './runs/groups-on-world';

/** What all variants share. The embedding is short, so that capacity is what they compete for. */
export const placedSettings: GroupWorldSettings = {
  people: { identities: 2000, picturesEach: 20, size: 32, seed: 1 },
  unseen: { identities: 500, picturesEach: 10, size: 32, seed: 1, firstIdentity: firstUnseen },
  network: { size: 32, dim: 32, widths: [32, 64, 96, 128] },
  batch: 128,
  steps: 2500,
  learningRate: 0.1,
  margin: 0.3,
  scale: 30,
  headRate: 4,
  hidden: 64,
  lambda: 0.1,
  momentum: 0.9,
};

const soft = { kind: 'groupface', aggregation: 'soft', labels: 'balanced' } as const;

/** From groups as the paper's drawing may be read to groups on the feature map under one normalisation, and around the latter. */
export const placedVariants: Record<string, { name: string; variant: GroupFaceVariant }> = {
  arcface: { name: 'ArcFace', variant: { kind: 'arcface' } },
  layer: { name: 'a layer more, no groups', variant: { kind: 'instance', shared: 512 } },
  'on-layer': {
    name: 'groups over that layer, K = 8',
    variant: { ...soft, groups: 8, over: 'layer', centred: 'instance' },
  },
  'on-map': { name: 'groups over the map, K = 8', variant: { ...soft, groups: 8, over: 'map', centred: 'instance' } },
  'soft-4': { name: 'the same, sum centred, K = 4', variant: { ...soft, groups: 4 } },
  'soft-8': { name: 'the same, sum centred, K = 8', variant: { ...soft, groups: 8 } },
  'soft-16': { name: 'the same, sum centred, K = 16', variant: { ...soft, groups: 16 } },
  'soft-32': { name: 'the same, sum centred, K = 32', variant: { ...soft, groups: 32 } },
  'from-nothing': { name: 'K = 16, group weights start at 0', variant: { ...soft, groups: 16, groupStart: 0 } },
  'hard-16': { name: 'K = 16, hard', variant: { ...soft, aggregation: 'hard', groups: 16 } },
  'naive-16': { name: 'K = 16, naive labels', variant: { ...soft, labels: 'naive', groups: 16 } },
};

/** Where GroupFace's groups stand in the network, and how many there are. */
export const groupFacePlaced: Experiment<
  { variant: GroupFaceVariant; settings: GroupWorldSettings },
  GroupWorldResult
> = {
  name: 'groupface-placed',
  description:
    'where the groups of GroupFace stand and how many: 2,000 people, an embedding of 32 numbers, people never seen',
  configurations: Object.fromEntries(
    Object.entries(placedVariants).map(([name, { variant }]) => [name, { variant, settings: placedSettings }]),
  ),
  files: () => ['src/experiments/runs/groups-on-world.ts'],
  run: ({ variant, settings }, context) => trainGroupsOnWorld(variant, settings, context),
};
