import type { Adjustment } from './adjustments';
import type { GradedChapter } from './chapters';
import { pointsOf, pointsOfChapter } from './exercise';
import { hundredths, isLate, latePenalty, type LateRule } from './late';
import type { SubmissionResult } from './result';
import { nameKey, onRoster, type Rostered } from './roster';

/** What stands in the gradebook: the grader's points, and what the teacher's rules and decisions make of them. */
export interface Mark {
  student: string;
  /** From the roster. */
  name: string;
  /** Undefined for somebody on the roster who handed in nothing. */
  result?: SubmissionResult;
  chapters: ChapterMark[];
  /** Added, or taken away, by hand. */
  extra: number;
  /** Lost for being late. */
  penalty: number;
  total: number;
  points: number;
  /** ISO, UTC; empty when nothing was handed in. */
  handedIn: string;
  late: boolean;
  problem: string;
  comments: string[];
}

export interface ChapterMark {
  slug: string;
  earned: number;
  points: number;
  exercises: ExerciseMark[];
}

export interface ExerciseMark {
  name: string;
  earned: number;
  points: number;
  /** False when the grader itself failed, and nobody gave points by hand. */
  graded: boolean;
  /** The teacher's. */
  comments: string[];
}

/** What the teacher gave beside the submissions. */
export interface MarkRules {
  due?: Date;
  late?: LateRule;
  roster?: Rostered[];
  adjustments: Adjustment[];
}

/**
 * The marks of all submissions in their order, then of those on the roster who handed in nothing. Points given by hand replace the grader's, the
 * penalty for being late is taken from their sum, and what is added by hand for the whole comes last. No total is below 0.
 */
export function marksOf(results: SubmissionResult[], chapters: GradedChapter[], rules: MarkRules): Mark[] {
  const { roster } = rules;
  const present = results.map((result) => {
    const person = roster && onRoster(roster, result.student);
    const stranger = roster !== undefined && person === undefined ? 'Not on the roster.' : '';
    const problem = [result.problem ?? '', stranger].filter((text) => text !== '').join(' ');
    return markOf(result.student, person, problem, chapters, rules, result);
  });
  const seen = new Set(roster && results.map(({ student }) => onRoster(roster, student)));
  const absent = (roster ?? [])
    .filter((person) => !seen.has(person))
    .map((person) => markOf(person.student, person, 'Nothing handed in.', chapters, rules));
  return [...present, ...absent];
}

function markOf(
  student: string,
  person: Rostered | undefined,
  problem: string,
  chapters: GradedChapter[],
  { due: dueForAll, late: rule, adjustments }: MarkRules,
  result?: SubmissionResult,
): Mark {
  const keys = [student, person?.student ?? student].map(nameKey);
  const own = adjustments.filter((adjustment) => keys.includes(nameKey(adjustment.student)));
  const whole = own.filter(({ exercise }) => exercise === '');
  const chapterMarks = chapters.map((chapter) => chapterMark(chapter, own, result));
  const earned = sum(chapterMarks.map((chapter) => chapter.earned));
  const extra = hundredths(sum(whole.map(({ points }) => points ?? 0)));
  const due = person?.due ?? dueForAll;
  const time = result && (person?.handedIn ?? new Date(result.handedIn));
  const penalty = time && rule ? latePenalty(earned, time.getTime(), due, rule) : 0;
  return {
    student,
    name: person?.name ?? '',
    ...(result === undefined ? {} : { result }),
    chapters: chapterMarks,
    extra,
    penalty,
    total: Math.max(0, hundredths(earned - penalty + extra)),
    points: sum(chapters.map(pointsOfChapter)),
    handedIn: time?.toISOString() ?? '',
    late: time !== undefined && isLate(time.getTime(), due, rule?.graceMinutes),
    problem,
    comments: commentsOf(whole),
  };
}

function chapterMark(chapter: GradedChapter, own: Adjustment[], result?: SubmissionResult): ChapterMark {
  const exercises = chapter.exercises.map((exercise): ExerciseMark => {
    const { name } = exercise;
    const graded = result?.exercises.find((one) => one.chapter === chapter.slug && one.name === name);
    const byHand = own.filter((adjustment) => adjustment.exercise === `${chapter.slug}/${name}`);
    const given = byHand.map(({ points }) => points).filter((points) => points !== undefined);
    return {
      name,
      earned: given.length > 0 ? given[given.length - 1]! : (graded?.earned ?? 0),
      points: pointsOf(exercise),
      graded: given.length > 0 || graded?.outcome !== 'not graded',
      comments: commentsOf(byHand),
    };
  });
  return {
    slug: chapter.slug,
    earned: hundredths(sum(exercises.map(({ earned }) => earned))),
    points: pointsOfChapter(chapter),
    exercises,
  };
}

function commentsOf(adjustments: Adjustment[]): string[] {
  return adjustments.map(({ comment }) => comment).filter((comment) => comment !== '');
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
