import { pictureBatches } from '../../data/batches';
import type { Faces } from '../../data/faces';
import { identitySampler } from '../../data/sampler';
import { residualBackbone } from '../../models/backbones/residual';
import type { FitOptions } from '../../training/fit';
import {
  networkOf,
  trainVariant,
  type GroupFaceTraining,
  type GroupFaceTrainingSettings,
  type GroupFaceVariant,
} from './training';

/** The numbers of a training with groups over a residual trunk. */
export interface TrunkSettings extends GroupFaceTrainingSettings {
  /** Of the trunk's stages. */
  widths: number[];
  /** Each batch has so many pictures of so many people. */
  batch: { identities: number; pictures: number };
}

/**
 * Trains a variant end to end, trunk, groups and decision network together, on labelled faces. Runs of one seed start from the same weights and
 * see the same batches, whatever the variant. The caller disposes the model.
 *
 * @param run seed; moments: how often the groups are looked at on the way; signal and onStep as in `fit`
 */
export function trainGroups(
  faces: Faces,
  variant: GroupFaceVariant,
  { widths, batch, ...settings }: TrunkSettings,
  run: { seed: number; moments?: number } & Pick<FitOptions, 'signal' | 'onStep'>,
): Promise<GroupFaceTraining> {
  const { seed } = run;
  const network = networkOf(
    variant,
    settings,
    (dim) => residualBackbone({ size: faces.size, dim, widths, seed }),
    seed,
  );
  const batches = pictureBatches(faces, identitySampler(faces.labels, { ...batch, seed }));
  return trainVariant(variant, network, { batches, classes: faces.names.length }, settings, run);
}
