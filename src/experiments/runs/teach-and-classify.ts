import { takeRows, unitRows } from '../../base/matrix';
import { renderedOnce } from '../../data/celebrities/rendered-once';
import { degrade } from '../../data/degrade';
import { shareNamedRightly } from '../../evaluation/classifier';
import { embedOutputs } from '../../evaluation/embed-outputs';
import { balancedKinds, facesByKind, kindNames } from '../../lessons/askd/kinds';
import {
  type AskdTraining,
  type TeachersView,
  teachersView,
  trainAlone,
  trainStudent,
} from '../../lessons/askd/students';
import { disposeModel } from '../../models/face-model';
import type { RunContext } from '../record';
import type { People } from './settings';
import type { Student } from './teach-and-verify';

/** What the runs share. With margin 0 the students' loss is softmax over scaled cosines: a plain classifier. */
export interface ClassesSettings extends AskdTraining {
  people: People;
  unseen: People;
}

/** How many pictures of people never seen are called by their kind: the share of each kind, and the mean of these. */
export interface ClassesResult {
  accuracy: number;
  ofKinds: number[];
}

/**
 * Trains a student to name the kinds of faces, with a teacher of the same seed where it has one, and measures people never seen in the
 * student's resolution.
 */
export async function teachAndClassify(
  { resolution, teaching }: Student,
  settings: ClassesSettings,
  { seed, signal, onProgress }: RunContext,
): Promise<ClassesResult> {
  const sharp = balancedKinds(await renderedOnce({ ...settings.people, signal }));
  const trainings = teaching.by === 'nobody' ? 1 : 2;
  const watchFrom = (before: number) => ({
    seed,
    signal,
    onStep: ({ step, steps }: { step: number; steps: number }) =>
      onProgress?.((before * steps + step) / trainings, steps),
  });
  let view: TeachersView | undefined;
  if (teaching.by !== 'nobody') {
    const { model: teacher } = await trainAlone(sharp, settings, watchFrom(0));
    try {
      view = await teachersView(teacher, sharp, teaching, { signal });
    } finally {
      disposeModel(teacher);
    }
  }
  const { model } = await trainStudent(degrade(sharp, resolution), teaching, view, settings, watchFrom(trainings - 1));
  try {
    const tested = facesByKind(await renderedOnce({ ...settings.unseen, signal }));
    const { embeddings } = await embedOutputs(model.backbone, degrade(tested, resolution), ['embeddings'], { signal });
    const [rows, columns] = model.head.weights.shape as [number, number];
    const weights = unitRows({ values: await model.head.weights.data<'float32'>(), rows, columns });
    const ofKinds = kindNames.map((_, kind) => {
      const own = Array.from(tested.labels.keys()).filter((row) => tested.labels[row] === kind);
      return shareNamedRightly(takeRows(embeddings, own), own.map(() => kind), weights); // prettier-ignore
    });
    return { accuracy: ofKinds.reduce((sum, share) => sum + share, 0) / ofKinds.length, ofKinds };
  } finally {
    disposeModel(model);
  }
}
