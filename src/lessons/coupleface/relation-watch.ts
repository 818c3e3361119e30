import { expect } from '../../base/errors';
import { takeRows } from '../../base/matrix';
import { selectFaces, type Faces } from '../../data/faces';
import { relationsOf, shareBeyond, signalOf, type Relation, type View } from './relations';
import { viewOf, type Look } from './students';

/** Two ways to choose the people that a picture is related to. */
export type Choosing = 'mined' | 'drawn';

/** The relations of some pictures in the eyes of teacher and student, at one moment of the student's training. */
export interface RelationMoment extends Record<Choosing, Relation[]> {
  step: number;
}

/** Some pictures whose relations are looked at as a student trains. */
export interface RelationWatch {
  faces: Faces;
  /** The teacher's: of these pictures, and its prototypes of everybody. */
  teacher: View;
  /** Grows by one with each look. */
  moments: RelationMoment[];
  /** For `trainStudent`, or by hand before training. */
  look: (model: Pick<Parameters<Look['at']>[0], 'backbone'>, step: number) => Promise<void>;
}

/**
 * Watches the relations of `pictures` pictures, evenly spread over all, to the prototypes of people who are chosen in two ways. The student's
 * pictures are related to the teacher's prototypes, as in training.
 *
 * @param view the teacher's, of all `faces`
 * @param related for each identity the others of either way, see `relatedIdentities`
 */
export function relationWatch(
  faces: Faces,
  view: View,
  related: Record<Choosing, number[][]>,
  { pictures }: { pictures: number },
): RelationWatch {
  const rows = Array.from({ length: pictures }, (_, i) => Math.floor((i * faces.count) / pictures));
  const some = selectFaces(faces, rows);
  const labels = rows.map((row) => faces.labels[row]);
  const teacher: View = { embeddings: takeRows(view.embeddings, rows), prototypes: view.prototypes };
  const moments: RelationMoment[] = [];
  const look: RelationWatch['look'] = async (model, step) => {
    const { embeddings } = await viewOf(model, some);
    const both = { student: { ...teacher, embeddings }, teacher };
    const [mined, drawn] = [related.mined, related.drawn].map((lists) => relationsOf(both, labels, lists));
    moments.push({ step, mined, drawn });
  };
  return { faces: some, teacher, moments, look };
}

/** What one way of choosing looks like in the figure `relationSignal`: the teacher's similarities, and the signal at each moment. */
export function signalOver(
  moments: RelationMoment[],
  way: Choosing,
  slack: number,
): { similarities: number[]; signal: number[] } {
  expect(moments.length > 0, 'No moment was looked at: look once at least.');
  return {
    similarities: moments[0][way].map(({ teacher }) => teacher),
    signal: moments.map((moment) => signalOf(moment[way], slack)),
  };
}

/** What the relations of one way of choosing are like. */
export interface RelationSummary {
  pairs: string;
  /** Of the teacher's similarities: the median, and what one in twenty lies above. */
  median: number;
  high: number;
  /** The share of relations off by more than the slack, at the first moment and at the last. */
  before: number;
  after: number;
}

/** Both ways of choosing in numbers, the mined relations first. */
export function relationSummaries(moments: RelationMoment[], slack: number): RelationSummary[] {
  expect(moments.length > 0, 'No moment was looked at: look once at least.');
  const [first, last] = [moments[0], moments[moments.length - 1]];
  const names: [Choosing, string][] = [
    ['mined', 'mined'],
    ['drawn', 'drawn by chance'],
  ];
  return names.map(([way, pairs]) => {
    const sorted = last[way].map(({ teacher }) => teacher).sort((a, b) => a - b);
    return {
      pairs,
      median: sorted[Math.floor(sorted.length / 2)],
      high: sorted[Math.floor(0.95 * sorted.length)],
      before: shareBeyond(first[way], slack),
      after: shareBeyond(last[way], slack),
    };
  });
}
