import type { GradedChapter } from './chapters';
import { csvText } from './csv';
import type { Found } from './found';
import type { Mark } from './marks';
import { visible } from './names';

const open = 'not graded';

/**
 * One row per student, one column per exercise, each chapter's sum after its exercises, the total, and what the student handed in. Times are
 * UTC. `total` is the sum of the chapters, less `late penalty`, plus `extra`. Where the grader itself failed there is no number.
 */
export function gradebook(marks: Mark[], chapters: GradedChapter[]): string {
  const columns = chapters.flatMap(({ slug, exercises }) => [...exercises.map(({ name }) => `${slug}/${name}`), slug]);
  const header = ['student', 'name', ...columns, 'late penalty', 'extra', 'total', 'of', 'late', 'handed in'];
  const rows = marks.map((mark) => [
    mark.student,
    mark.name,
    ...mark.chapters.flatMap(({ exercises, earned }) => [
      ...exercises.map((exercise) => (exercise.graded ? exercise.earned : open)),
      exercises.every(({ graded }) => graded) ? earned : open,
    ]),
    mark.penalty,
    mark.extra,
    mark.chapters.every(({ exercises }) => exercises.every(({ graded }) => graded)) ? mark.total : open,
    mark.points,
    mark.late ? 'late' : '',
    mark.handedIn,
    visible(mark.result?.source ?? ''),
    mark.problem,
    commentsOf(mark),
  ]);
  return csvText([...header, 'submission', 'problem', 'comment'], rows);
}

function commentsOf({ comments, chapters }: Mark): string {
  const ofExercises = chapters.flatMap(({ slug, exercises }) =>
    exercises.flatMap((exercise) => exercise.comments.map((comment) => `${slug}/${exercise.name}: ${comment}`)),
  );
  return [...comments, ...ofExercises].join(' · ');
}

/** What lay in the folder of the submissions, and what became of it; that a file is no zip file may show only when it is read. */
export function foundList(found: Found[], marks: Mark[]): string {
  const rows = found.map(({ source, became, why }) => {
    const problem = marks.find(({ result }) => result?.source === source)?.result?.problem;
    if (became === 'aside') return [visible(source), 'left out', why];
    return [visible(source), problem === undefined ? 'graded' : 'not graded', problem ?? ''];
  });
  return csvText(['found', 'became', 'why'], rows);
}
