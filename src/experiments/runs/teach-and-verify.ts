import { renderedOnce } from '../../data/celebrities/rendered-once';
import { degrade } from '../../data/degrade';
import { embedOutputs } from '../../evaluation/embed-outputs';
import { acceptedPairsByPerson } from '../../evaluation/verification/accepted-pairs';
import { pairStatistics } from '../../evaluation/verification/pair-statistics';
import { type AskdTraining, type Teaching, teachersView, trainAlone, trainStudent } from '../../lessons/askd/students';
import { disposeModel, type FaceModel } from '../../models/face-model';
import type { RunContext } from '../record';
import { verify, type VerificationResult } from '../verify';
import type { People } from './settings';

/** The false-accept rates at which the accepted pairs of every single person are recorded. */
export const askdRates = [1e-2, 1e-3];

/** What the runs share. */
export interface AskdSettings extends AskdTraining {
  people: People;
  unseen: People;
}

/** A student: how many pixels its pictures have, and who teaches it. At the full size it is trained alone: a teacher. */
export interface Student {
  resolution: number;
  teaching: Teaching;
}

/** People never seen, in the student's resolution, with the pairs of each person that are accepted at each of {@link askdRates}. */
export type AskdResult = VerificationResult & { accepted: number[][] };

/** The teacher of the last seed: students of one seed share it. */
let last: { key: string; teacher: FaceModel } | undefined;

async function teacherOf(settings: AskdSettings, { seed, signal, onProgress }: RunContext): Promise<FaceModel> {
  const key = JSON.stringify([settings, seed]);
  if (last?.key === key) return last.teacher;
  forgetTeacher();
  const faces = await renderedOnce({ ...settings.people, signal });
  const { model } = await trainAlone(faces, settings, {
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
export function forgetTeacher(): void {
  if (last !== undefined) disposeModel(last.teacher);
  last = undefined;
}

/** Trains a student, with a teacher of the same seed where it has one, and measures people never seen. */
export async function teachAndVerify(
  { resolution, teaching }: Student,
  settings: AskdSettings,
  context: RunContext,
): Promise<AskdResult> {
  const { seed, signal, onProgress } = context;
  const faces = await renderedOnce({ ...settings.people, signal });
  const view =
    teaching.by === 'nobody'
      ? undefined
      : await teachersView(await teacherOf(settings, context), faces, teaching, { signal });
  const { model } = await trainStudent(degrade(faces, resolution), teaching, view, settings, {
    seed,
    signal,
    onStep: ({ step, steps }) => onProgress?.((step + steps) / 2, steps),
  });
  try {
    const people = degrade(await renderedOnce({ ...settings.unseen, signal }), resolution);
    const { embeddings } = await embedOutputs(model.backbone, people, ['embeddings'], { signal });
    const { tarAtFar } = await pairStatistics(embeddings, people.labels, { fars: askdRates });
    return {
      ...(await verify(embeddings, people.labels)),
      accepted: tarAtFar.map(({ threshold }) => acceptedPairsByPerson(embeddings, people.labels, threshold)),
    };
  } finally {
    disposeModel(model);
  }
}
