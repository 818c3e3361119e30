import { pictureBatches } from '../data/batches';
import { identitySampler } from '../data/sampler';
import { embedOutputs } from '../evaluation/embed-outputs';
import { residualBackbone } from '../models/backbones/residual';
import { disposeModel } from '../models/face-model';
import { groupFaceSettings, GroupFaceVariant, networkOf, OccupancyMoment, trainVariant } from './groupface';
import { evennessOf, occupancyOf } from '../lessons/groupface/occupancy';
import { cosineOf, Scores, scores } from '../lessons/groupface/scores';
import { Experiment } from './record';
import { firstUnseen, renderedOnce } from './training-sets';

/** A small trunk that is trained together with what stands on it. */
export const endToEndSettings = {
  ...groupFaceSettings,
  people: { identities: 200, picturesEach: 8, size: 32, seed: 1, hardness: 0.7 },
  unseen: { identities: 200, picturesEach: 8, size: 32, seed: 1, hardness: 0.7, firstIdentity: firstUnseen },
  widths: [8, 16, 32],
  steps: 500,
};

const groups = { kind: 'groupface' as const, groups: 16, aggregation: 'soft' as const };

/** ArcFace alone, and groups with a gentle and a heavy group loss: under the heavy one naive labels collapse. */
export const endToEndVariants: Record<string, GroupFaceVariant> = {
  arcface: { kind: 'arcface' },
  gentle: { ...groups, labels: 'balanced', lambda: 0.1 },
  'self-distributed': { ...groups, labels: 'balanced', lambda: 3 },
  naive: { ...groups, labels: 'naive', lambda: 3 },
};

/** As tables and figures call them. */
export const endToEndNames: Record<string, string> = {
  arcface: 'ArcFace',
  gentle: 'self-distributed, lambda = 0.1',
  'self-distributed': 'self-distributed, lambda = 3',
  naive: 'naive, lambda = 3',
};

/** One run. */
export interface EndToEndResult {
  unseen: Scores;
  computedAs: 'graph' | 'eager';
  occupancy: OccupancyMoment[];
  /** Entropy of the unseen people's shares as a share of log K. */
  evenness?: number;
}

/** Trunk, groups and decision network trained together. */
export const groupFaceEndToEnd: Experiment<
  { variant: GroupFaceVariant; settings: typeof endToEndSettings },
  EndToEndResult
> = {
  name: 'groupface-end-to-end',
  description: 'GroupFace trained end to end on a small trunk: do groups collapse, and is it better than ArcFace?',
  file: __filename,
  configurations: Object.fromEntries(
    Object.entries(endToEndVariants).map(([name, variant]) => [name, { variant, settings: endToEndSettings }]),
  ),
  run: async ({ variant, settings }, { seed, signal, onProgress }) => {
    const { people, unseen: strangers, widths, batch } = settings;
    const [faces, unseen] = [await renderedOnce(people), await renderedOnce(strangers)];
    const trunkOf = (dim: number) => residualBackbone({ size: people.size, dim, widths, seed });
    const batches = pictureBatches(faces, identitySampler(faces.labels, { ...batch, seed }));
    const { model, fitted, occupancy } = await trainVariant(
      variant,
      networkOf(variant, settings, trunkOf, seed),
      { batches, classes: faces.names.length },
      settings,
      { seed, signal, onStep: ({ step, steps }) => onProgress?.(step / steps) },
    );
    try {
      const { computedAs } = fitted;
      if (variant.kind !== 'groupface') {
        const { embeddings } = await embedOutputs(model.backbone, unseen, ['embeddings'], { signal });
        return { unseen: scores(cosineOf(embeddings), unseen.labels), computedAs, occupancy };
      }
      const names: ('embeddings' | 'groupLogits')[] = ['embeddings', 'groupLogits'];
      const { embeddings, groupLogits } = await embedOutputs(model.backbone, unseen, names, { signal });
      const evenness = evennessOf(occupancyOf(groupLogits));
      return { unseen: scores(cosineOf(embeddings), unseen.labels), computedAs, occupancy, evenness };
    } finally {
      disposeModel(model);
    }
  },
};
