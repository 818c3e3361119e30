import type { Matrix } from '../../base/matrix';
import type { Watched } from '../../base/watched';
import { pictureBatches } from '../../data/batches';
import { contentHash, openCache, type Form } from '../../data/cache';
import type { RenderOptions } from '../../data/celebrities/render';
import { renderedOnce } from '../../data/celebrities/rendered-once';
import type { Faces } from '../../data/faces';
import { shuffledSampler } from '../../data/sampler';
import { sourceHash } from '../../data/source-hash';
import { embed } from '../../evaluation/embed';
import { pairStatistics } from '../../evaluation/verification/pair-statistics';
import { combinedMethod } from '../../methods/combined';
import { withUnitStart } from '../../methods/unit-start';
import { residualBackbone } from '../../models/backbones/residual';
import { disposeModel, faceModel, type FaceModel } from '../../models/face-model';
import { equalCostWidths } from '../../search/equal-cost';
import { rewardOfRows, searchFars } from '../../search/reward';
import { handPicked, type Choice } from '../../search/space';
import { TrainingStopped } from '../../training/alarms';
import { trained } from '../../training/trained';
import { cleaned, type CleaningReport } from './cleaned';
import { dirtyPeople, type DirtyFaces, type DirtySettings } from './dirty-people';

/** What the trials of a search share. */
export interface TrialSettings {
  dirty: DirtySettings;
  network: { size: number; dim: number; widths: number[] };
  /** Pictures a batch, whoever they show. */
  batch: number;
  steps: number;
  learningRate: number;
  /** The class weights' learning rate as a multiple of the backbone's. */
  headRate: number;
  /** Who is verified: in no training. */
  judged: RenderOptions;
}

/** What a trial says. */
export interface TrialResult {
  /** See `searchReward`; 0 where training was stopped. */
  reward: number;
  /** The true-accept rate at each of `searchFars`; none where training was stopped. */
  tar: number[];
  /** Why training was stopped, if it was: the embeddings collapsed, or the loss was no number. */
  stopped?: string;
  cleaning: CleaningReport;
  network: { widths: number[]; multiplyAdds: number };
  difficulty: Difficulty;
}

/** How hard a choice makes it for the network. */
export interface Difficulty {
  /** Mean of 1 − cosine to the mean of its class, over the pictures that are kept, in the eyes of the network that cleans. */
  data: number;
  /** Mean of cos theta − (cos(m1·theta + m2) − m3) over their angles to that mean: by how much the margins lower what is compared. */
  loss: number;
}

/**
 * One trial of the comprehensive search: cleans the dirty people with the chosen thresholds, trains the chosen network with the chosen
 * loss, and verifies people who were never seen. The cleaning network is the hand-picked choice trained on the dirty set with
 * seed 1; its embeddings are kept on disk, so that trials share them.
 *
 * @param choice a value for each axis of `searchSpaces`
 * @param run seed, the share of the steps, and the widths that a network of one block a stage would have, where they are others than
 *   those of the network that cleans
 * @throws InputError as its parts
 */
export async function searchTrial(
  choice: Choice,
  settings: TrialSettings,
  {
    seed,
    budget = 1,
    widths = settings.network.widths,
    signal,
    onProgress,
  }: Watched & { seed: number; budget?: number; widths?: number[] },
): Promise<TrialResult> {
  const dirty = await dirtyPeople(settings.dirty, { signal });
  const embeddings = await cleaningEmbeddings(dirty, settings, { signal });
  const { mergeThreshold, filterThreshold } = choice;
  const { faces, ownSimilarities, report } = await cleaned(dirty, embeddings, { mergeThreshold, filterThreshold });
  const network = equalCostWidths({ ...settings.network, widths }, choice.blocks);
  const about = { cleaning: report, network, difficulty: difficultyOf(choice, ownSimilarities) };
  const training = { ...settings, steps: Math.round(budget * settings.steps) };
  let model: FaceModel;
  try {
    model = await trainChoice(choice, faces, training, { widths: network.widths, seed, signal, onProgress });
  } catch (error) {
    if (error instanceof TrainingStopped) return { reward: 0, tar: [], stopped: error.message, ...about };
    throw error;
  }
  try {
    const people = await renderedOnce({ ...settings.judged, signal });
    const embeddingsOfPeople = await embed(model.backbone, people, { signal });
    const { tarAtFar } = await pairStatistics(embeddingsOfPeople, people.labels, { fars: searchFars });
    return { reward: rewardOfRows(tarAtFar), tar: tarAtFar.map(({ tar }) => tar), ...about };
  } finally {
    disposeModel(model);
  }
}

/** See {@link Difficulty}. */
export function difficultyOf({ m1, m2, m3 }: Choice, ownSimilarities: ArrayLike<number>): Difficulty {
  const cosines = Array.from(ownSimilarities, (cosine) => Math.min(1, Math.max(-1, cosine)));
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    data: mean(cosines.map((cosine) => 1 - cosine)),
    loss: mean(cosines.map((cosine) => cosine - (Math.cos(m1 * Math.acos(cosine) + m2) - m3))),
  };
}

/** Trains a choice's network with its loss. The caller disposes the model. */
async function trainChoice(
  { m1, m2, m3, scale, negativeRatio, blocks }: Choice,
  faces: Faces,
  { network, batch, steps, learningRate, headRate }: TrialSettings,
  { widths, seed, signal, onProgress }: Watched & { widths: number[]; seed: number },
): Promise<FaceModel> {
  const { head, loss } = withUnitStart(combinedMethod({ m1, m2, m3, scale, negativeScale: scale * negativeRatio }));
  const backbone = residualBackbone({ ...network, widths, blocks, seed });
  const sampler = shuffledSampler(faces.count, { batch, seed });
  const { model } = await trained(
    faceModel(backbone, head(faces.names.length, network.dim, seed)),
    pictureBatches(faces, sampler),
    { loss, headRate, steps, learningRate, signal, onStep: ({ step, steps }) => onProgress?.(step, steps) },
  );
  return model;
}

/**
 * What the network that cleans makes of the dirty pictures: the hand-picked choice, trained on them with seed 1. Kept on disk.
 *
 * @returns [faces.count, dim]
 */
export async function cleaningEmbeddings(
  { faces }: DirtyFaces,
  settings: TrialSettings,
  watched: Watched,
): Promise<Matrix> {
  // Whoever is judged later has no say in them: trials that are judged on other people share them too.
  const parts = [JSON.stringify({ ...settings, judged: undefined }), sourceHash(['src/lessons/search/trial.ts'])];
  const cache = await openCache();
  return cache.remember(
    contentHash(new Uint8Array(), ...parts),
    async () => {
      const { widths } = settings.network;
      const model = await trainChoice(handPicked, faces, settings, { widths, seed: 1, ...watched });
      try {
        return await embed(model.backbone, faces, { signal: watched.signal });
      } finally {
        disposeModel(model);
      }
    },
    matrixForm(settings.network.dim),
  );
}

/** Float32 rows, one after another. */
function matrixForm(columns: number): Form<Matrix> {
  return {
    ending: '.f32',
    encode: ({ values }) => new Uint8Array(Float32Array.from(values).buffer),
    decode: (bytes) => {
      const values = new Float32Array(new Uint8Array(bytes).buffer);
      if (values.length === 0 || values.length % columns !== 0) throw new Error('damaged');
      return { values, rows: values.length / columns, columns };
    },
  };
}
