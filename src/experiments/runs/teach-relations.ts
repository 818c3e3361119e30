import { renderedOnce } from '../../data/celebrities/rendered-once';
import { acceptedPairsByPerson } from '../../evaluation/verification/accepted-pairs';
import { pairStatistics } from '../../evaluation/verification/pair-statistics';
import { relationFit, relationsOf, type RelationFit } from '../../lessons/coupleface/relations';
import {
  relatedIdentities,
  trainStudent,
  trainTeacher,
  viewOf,
  type CoupleTraining,
  type Teaching,
} from '../../lessons/coupleface/students';
import { disposeModel, type FaceModel } from '../../models/face-model';
import type { RunContext } from '../record';
import { verify, type VerificationResult } from '../verify';
import type { People } from './settings';

/** The false-accept rates at which the accepted pairs of every single person are recorded. */
export const coupleRates = [1e-2, 1e-3, 1e-4];

/** What the runs share. */
export interface CoupleSettings extends CoupleTraining {
  people: People;
  unseen: People;
  /** To how many of the most similar others each stranger's relations are measured. */
  hardest: number;
}

/** People never seen: how well they are told apart, and how far the relations of the hard pairs are from the teacher's. */
export type CoupleResult = VerificationResult & {
  /** For each of {@link coupleRates}: how many pairs of each person are accepted. */
  accepted: number[][];
  /** Each network relates its own embeddings to its own prototypes, as in use. */
  relations: RelationFit;
};

/** The teacher of the last seed: students of one seed share it. */
let last: { key: string; teacher: FaceModel } | undefined;

async function teacherOf(settings: CoupleSettings, { seed, signal, onProgress }: RunContext): Promise<FaceModel> {
  const { people, size, dim, teacher, batch, margin, scale, headRate } = settings;
  const key = JSON.stringify([people, size, dim, teacher, batch, margin, scale, headRate, seed]);
  if (last?.key === key) return last.teacher;
  forgetCoupleTeacher();
  const faces = await renderedOnce({ ...people, signal });
  const { model } = await trainTeacher(faces, settings, {
    seed,
    signal,
    onStep: ({ step, steps }) => onProgress?.(step / 2, steps),
  });
  if (signal?.aborted) {
    disposeModel(model);
    signal.throwIfAborted();
  }
  last = { key, teacher: model };
  return model;
}

/** Frees the teacher that is kept for the next student. */
export function forgetCoupleTeacher(): void {
  if (last !== undefined) disposeModel(last.teacher);
  last = undefined;
}

/** Trains a student of the seed's teacher, or takes the teacher itself, and measures people never seen. */
export async function teachRelations(
  teaching: Teaching | 'teacher',
  settings: CoupleSettings,
  context: RunContext,
): Promise<CoupleResult> {
  const { seed, signal, onProgress } = context;
  const teacher = await teacherOf(settings, context);
  if (teaching === 'teacher') return measured(teacher, teacher, settings, context);
  const faces = await renderedOnce({ ...settings.people, signal });
  const { model } = await trainStudent(faces, teaching, await viewOf(teacher, faces, { signal }), settings, {
    seed,
    signal,
    onStep: ({ step, steps }) => onProgress?.((step + steps) / 2, steps),
  });
  try {
    return await measured(model, teacher, settings, context);
  } finally {
    disposeModel(model);
  }
}

async function measured(
  model: FaceModel,
  teacher: FaceModel,
  { unseen, hardest }: CoupleSettings,
  { signal }: RunContext,
): Promise<CoupleResult> {
  const people = await renderedOnce({ ...unseen, signal });
  const [own, teachers] = [await viewOf(model, people, { signal }), await viewOf(teacher, people, { signal })];
  const { tarAtFar } = await pairStatistics(own.embeddings, people.labels, { fars: coupleRates });
  const related = await relatedIdentities(teachers.prototypes, { k: hardest, mined: true }, 1);
  return {
    ...(await verify(own.embeddings, people.labels)),
    accepted: tarAtFar.map(({ threshold }) => acceptedPairsByPerson(own.embeddings, people.labels, threshold)),
    relations: relationFit(relationsOf({ student: own, teacher: teachers }, people.labels, related)),
  };
}
