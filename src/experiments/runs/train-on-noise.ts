import { renderedOnce } from '../../data/celebrities/rendered-once';
import { embed } from '../../evaluation/embed';
import { acceptedPairsByPerson } from '../../evaluation/verification/accepted-pairs';
import { pairStatistics } from '../../evaluation/verification/pair-statistics';
import { withNoise, type LabelNoise } from '../../lessons/boundaryface/noise';
import { trainOnNoise, type NoiseTrainingSettings } from '../../lessons/boundaryface/training';
import type { RepairMoment } from '../../lessons/boundaryface/watched-repair';
import type { Method } from '../../methods/method';
import { disposeModel } from '../../models/face-model';
import { TrainingStopped } from '../../training/alarms';
import type { RunContext } from '../record';
import { verify, type VerificationResult } from '../verify';
import type { People } from './settings';

/** The false-accept rates at which the accepted pairs of every single person are recorded. */
export const noiseRates = [1e-2, 1e-3, 1e-4];

/** What the runs of the comparison share. */
export interface NoiseSettings extends NoiseTrainingSettings {
  people: People;
  /** Where open-set noise comes from. */
  outsiders: People;
  /** Who is verified: in no training. */
  unseen: People;
}

/** What one run says. */
export interface NoiseResult extends VerificationResult {
  /** For each of {@link noiseRates}: how many pairs of each person are accepted. */
  accepted: number[][];
  /** What BoundaryFace's rule made of the labels on the way, whether the method used it or not; null where there was nothing to share. */
  repairs: { [Name in keyof RepairMoment]: number | null }[];
}

/** Why training was stopped: the embeddings collapsed, or the loss was no number. */
export interface StoppedOnNoise {
  stopped: string;
}

/** Trains a method on noise of the run's seed and verifies people who were never seen. A training that is stopped is a result, too. */
export async function measureOnNoise(
  method: Method,
  noise: LabelNoise,
  { people, outsiders, unseen, ...settings }: NoiseSettings,
  { seed, signal, onProgress }: RunContext,
): Promise<NoiseResult | StoppedOnNoise> {
  const noisy = withNoise(
    await renderedOnce({ ...people, signal }),
    await renderedOnce({ ...outsiders, signal }),
    noise,
    seed,
  );
  let trained: Awaited<ReturnType<typeof trainOnNoise>>;
  try {
    const onStep = ({ step, steps }: { step: number; steps: number }): void => onProgress?.(step, steps);
    trained = await trainOnNoise(method, noisy, settings, { seed, signal, onStep });
  } catch (error) {
    if (error instanceof TrainingStopped) return { stopped: error.message };
    throw error;
  }
  const { model, repairs } = trained;
  try {
    const strangers = await renderedOnce({ ...unseen, signal });
    const embeddings = await embed(model.backbone, strangers, { signal });
    const { tarAtFar } = await pairStatistics(embeddings, strangers.labels, { fars: noiseRates });
    return {
      ...(await verify(embeddings, strangers.labels)),
      accepted: tarAtFar.map(({ threshold }) => acceptedPairsByPerson(embeddings, strangers.labels, threshold)),
      repairs: repairs.map(roundedMoment),
    };
  } finally {
    disposeModel(model);
  }
}

/** Four digits, and null for what JSON has no number for. */
function roundedMoment(moment: RepairMoment): NoiseResult['repairs'][number] {
  const rounded = (value: number): number | null => (Number.isFinite(value) ? Math.round(value * 1e4) / 1e4 : null);
  return Object.fromEntries(
    Object.entries(moment).map(([name, value]) => [name, rounded(value)]),
  ) as NoiseResult['repairs'][number];
}
