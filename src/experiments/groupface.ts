import { firstUnseen } from '../data/celebrities/rendered-once';
import type { GroupFaceVariant } from '../lessons/groupface/training';
import type { Experiment } from './record';
import { trainOnFrozenTrunk, type GroupFaceResult, type GroupFaceSettings } from './runs/frozen-trunk';

/** What all variants share: the same people, trunk and budget. */
export const groupFaceSettings: GroupFaceSettings = {
  people: { identities: 600, picturesEach: 12, size: 32, seed: 1, hardness: 0.7 },
  /** For the constants of the group-aware similarity. */
  validation: { identities: 80, picturesEach: 6, size: 32, seed: 1, hardness: 0.7, firstIdentity: 2 * firstUnseen },
  unseen: { identities: 200, picturesEach: 8, size: 32, seed: 1, hardness: 0.7, firstIdentity: firstUnseen },
  /** Trained once with ArcFace, then frozen: its feature before the neck is what the variants are trained on. */
  trunk: { size: 32, dim: 64, widths: [16, 32, 64, 128], steps: 600, seed: 1 },
  dim: 64,
  shared: 512,
  hidden: 64,
  batch: { identities: 32, pictures: 2 },
  steps: 250,
  learningRate: 0.1,
  margin: 0.2,
  scale: 16,
  lambda: 1,
  momentum: 0.5,
};

/** The groups on a layer of their own, their sum not centred: as the paper's drawing may be read. */
const asDrawn = { kind: 'groupface', over: 'layer', centred: 'instance' } as const;

/** The rows of the ablation. */
export const groupFaceVariants: Record<string, GroupFaceVariant> = {
  arcface: { kind: 'arcface' },
  'arcface-wide': { kind: 'instance', shared: 1434 },
  naive: { ...asDrawn, groups: 16, aggregation: 'soft', labels: 'naive' },
  hard: { ...asDrawn, groups: 16, aggregation: 'hard', labels: 'balanced' },
  'soft-4': { ...asDrawn, groups: 4, aggregation: 'soft', labels: 'balanced' },
  'soft-8': { ...asDrawn, groups: 8, aggregation: 'soft', labels: 'balanced' },
  'soft-16': { ...asDrawn, groups: 16, aggregation: 'soft', labels: 'balanced' },
  gentle: { ...asDrawn, groups: 16, aggregation: 'soft', labels: 'balanced', lambda: 0.1 },
  'soft-32': { ...asDrawn, groups: 32, aggregation: 'soft', labels: 'balanced' },
};

/** Their names in tables and figures. */
export const groupFaceNames: Record<string, string> = {
  arcface: 'ArcFace',
  'arcface-wide': 'ArcFace, wide',
  naive: 'naive labels, K = 16',
  hard: 'hard, K = 16',
  'soft-4': 'soft, K = 4',
  'soft-8': 'soft, K = 8',
  'soft-16': 'soft, K = 16',
  gentle: 'soft, K = 16, lambda = 0.1',
  'soft-32': 'soft, K = 32',
};

/** GroupFace and its baselines on the features of one trunk: same people and budget, measured on people never trained on. */
export const groupFaceAblation: Experiment<
  { variant: GroupFaceVariant; settings: GroupFaceSettings },
  GroupFaceResult
> = {
  name: 'groupface',
  description:
    'GroupFace against ArcFace on unseen people: labels, hard and soft, number of groups; on one frozen trunk',
  configurations: Object.fromEntries(
    Object.entries(groupFaceVariants).map(([name, variant]) => [name, { variant, settings: groupFaceSettings }]),
  ),
  files: () => ['src/experiments/runs/frozen-trunk.ts'],
  run: ({ variant, settings }, context) => trainOnFrozenTrunk(variant, settings, context),
};
