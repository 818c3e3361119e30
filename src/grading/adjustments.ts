import { existsSync } from 'node:fs';
import { expect, InputError } from '../base/errors';
import type { GradedChapter } from './chapters';
import { readTable } from './csv';
import { nameKey } from './roster';
import { visible } from './names';

/** A teacher's decision about one student: it is kept in a file of its own, so that grading again does not lose it. */
export interface Adjustment {
  student: string;
  /** `03-facenet/countTriplets`; empty for the submission as a whole. */
  exercise: string;
  /** Of an exercise: instead of what the grader gave. Of the whole: added, or taken away when negative. */
  points?: number;
  comment: string;
  /** Where it stands, for messages. */
  place: string;
}

export const adjustmentColumns = ['student', 'exercise', 'points', 'comment'];

/**
 * Reads `adjustments.csv`; a missing file has none. An exercise is named as in the gradebook, or by its function alone;
 * adjustments of a chapter that is not graded in this run are ignored.
 *
 * @throws InputError for an exercise that does not exist and for points that are no number
 */
export function readAdjustments(path: string, chapters: GradedChapter[], allChapters: string[]): Adjustment[] {
  if (!existsSync(path)) return [];
  return readTable(path, adjustmentColumns).flatMap((row, index) => {
    const place = `${path}, row ${index + 2}`;
    if (row.student === '') return [];
    const slug = row.exercise.includes('/') ? row.exercise.split('/')[0] : '';
    if (allChapters.includes(slug) && !chapters.some((chapter) => chapter.slug === slug)) return [];
    const points = row.points === '' ? undefined : Number(row.points.replace(',', '.'));
    expect(
      points === undefined || Number.isFinite(points),
      `${place}: points is "${row.points}", but it must be a number.`,
    );
    return [
      {
        student: row.student,
        exercise: exerciseKey(row.exercise, chapters, place),
        points,
        comment: visible(row.comment.replace(/\s+/g, ' '), Infinity),
        place,
      },
    ];
  });
}

/** Every adjustment must be about a known student: a mistyped name would silently count for nobody. */
export function expectKnown(adjustments: Adjustment[], students: string[]): void {
  const known = new Set(students.map(nameKey));
  for (const { student, place } of adjustments) {
    expect(
      known.has(nameKey(student)),
      `${place}: nobody is called "${visible(student)}"; write the name as in the gradebook.`,
    );
  }
}

function exerciseKey(text: string, chapters: GradedChapter[], place: string): string {
  if (text === '') return '';
  const all = chapters.flatMap(({ slug, exercises }) => exercises.map(({ name }) => `${slug}/${name}`));
  const found = all.filter((key) => key === text || key.endsWith(`/${text}`));
  if (found.length === 1) return found[0];
  throw new InputError(
    `${place}: there is no exercise "${visible(text)}"; write it as in the gradebook, such as ${all[0]}.`,
  );
}
