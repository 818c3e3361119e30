import { firstUnseen } from '../data/celebrities/rendered-once';
import type { GroupFaceVariant } from '../lessons/groupface/training';
import { groupFaceSettings } from './groupface';
import type { Experiment } from './record';
import { trainEndToEnd, type EndToEndResult, type EndToEndSettings } from './runs/end-to-end';

/** A small trunk that is trained together with what stands on it. */
export const endToEndSettings: EndToEndSettings = {
  ...groupFaceSettings,
  people: { identities: 200, picturesEach: 8, size: 32, seed: 1, hardness: 0.7 },
  unseen: { identities: 200, picturesEach: 8, size: 32, seed: 1, hardness: 0.7, firstIdentity: firstUnseen },
  widths: [8, 16, 32],
  steps: 500,
};

const groups = { kind: 'groupface', over: 'layer', centred: 'instance', groups: 16, aggregation: 'soft' } as const;

/** ArcFace alone, and groups with a gentle and a heavy group loss: under the heavy one naive labels collapse. */
export const endToEndVariants: Record<string, GroupFaceVariant> = {
  arcface: { kind: 'arcface' },
  gentle: { ...groups, labels: 'balanced', lambda: 0.1 },
  'self-distributed': { ...groups, labels: 'balanced', lambda: 3 },
  naive: { ...groups, labels: 'naive', lambda: 3 },
};

/** Their names in tables and figures. */
export const endToEndNames: Record<string, string> = {
  arcface: 'ArcFace',
  gentle: 'self-distributed, lambda = 0.1',
  'self-distributed': 'self-distributed, lambda = 3',
  naive: 'naive, lambda = 3',
};

/** Trunk, groups and decision network trained together. */
export const groupFaceEndToEnd: Experiment<{ variant: GroupFaceVariant; settings: EndToEndSettings }, EndToEndResult> =
  {
    name: 'groupface-end-to-end',
    description: 'GroupFace trained end to end on a small trunk: do groups collapse, and is it better than ArcFace?',
    configurations: Object.fromEntries(
      Object.entries(endToEndVariants).map(([name, variant]) => [name, { variant, settings: endToEndSettings }]),
    ),
    files: () => ['src/experiments/runs/end-to-end.ts'],
    run: ({ variant, settings }, context) => trainEndToEnd(variant, settings, context),
  };
