import { pictureBatches } from '../../data/batches';
import { renderedOnce } from '../../data/celebrities/rendered-once';
import { identitySampler } from '../../data/sampler';
import { embedOutputs } from '../../evaluation/embed-outputs';
import { evennessOf, occupancyOf } from '../../lessons/groupface/occupancy';
import { cosineOf, Scores, scores } from '../../lessons/groupface/scores';
import {
  type GroupFaceTrainingSettings,
  type GroupFaceVariant,
  networkOf,
  type OccupancyMoment,
  trainVariant,
} from '../../lessons/groupface/training';
import { residualBackbone } from '../../models/backbones/residual';
import { disposeModel } from '../../models/face-model';
import type { RunContext } from '../record';
import type { RunSettings } from './settings';

/** What all variants share: a small trunk that is trained together with what stands on it. */
export interface EndToEndSettings extends GroupFaceTrainingSettings, Pick<RunSettings, 'people' | 'unseen' | 'batch'> {
  widths: number[];
}

/** One run. */
export interface EndToEndResult {
  unseen: Scores;
  computedAs: 'graph' | 'eager';
  occupancy: OccupancyMoment[];
  /** Entropy of the unseen people's shares as a share of log K. */
  evenness?: number;
}

/** Trains trunk, groups and decision network together and measures people never trained on. */
export async function trainEndToEnd(
  variant: GroupFaceVariant,
  settings: EndToEndSettings,
  { seed, signal, onProgress }: RunContext,
): Promise<EndToEndResult> {
  const { people, unseen: strangers, widths, batch } = settings;
  const [faces, unseen] = [await renderedOnce(people), await renderedOnce(strangers)];
  const trunkOf = (dim: number) => residualBackbone({ size: people.size, dim, widths, seed });
  const batches = pictureBatches(faces, identitySampler(faces.labels, { ...batch, seed }));
  const { model, fitted, occupancy } = await trainVariant(
    variant,
    networkOf(variant, settings, trunkOf, seed),
    { batches, classes: faces.names.length },
    settings,
    { seed, signal, onStep: ({ step, steps }) => onProgress?.(step, steps) },
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
}
