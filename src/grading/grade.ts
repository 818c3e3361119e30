import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { writeWhole } from '../data/disk';
import { expect, InputError } from '../base/errors';
import { adjustmentColumns, expectKnown, readAdjustments } from './adjustments';
import { prepareBoxes, type BoxMaker } from './box/prepare';
import { protectionTexts, type Protection } from './box/protection';
import { defaultLimits, type Limits } from './box/watch';
import { chapterNames, loadChapters } from './chapters';
import { csvText } from './csv';
import { takeStock, type Found } from './found';
import { gradeSubmission, keyOf, notGraded, type Graded } from './grade-submission';
import type { LateRule } from './late';
import { marksOf, type Mark } from './marks';
import { isGraded, type SubmissionResult } from './result';
import { writeReports } from './reports';
import { readRoster } from './roster';
import type { Source } from './similarity';
import { sourcesOf } from './sources';
import { readSubmission, type Submission } from './submission';

export interface GradeOptions {
  /** The folder of facelab, with `test/exercises`; the working folder unless given. */
  root?: string;
  /** Where the results go; the folder's name with `-graded` unless given. */
  out?: string;
  /** Chapters to grade, such as `['03-facenet']`; all unless given. */
  chapters?: string[];
  /** Later submissions are flagged. */
  due?: Date;
  /** What being late costs; nothing unless given. */
  late?: LateRule;
  /** A CSV file of those who take the course, see {@link readRoster}: who handed in nothing gets a row too. */
  roster?: string;
  /** A CSV file of points and comments by hand, see {@link readAdjustments}; `adjustments.csv` in `out` unless given. */
  adjustments?: string;
  /** Refuse to start unless exactly this protection works; the strongest that works unless given. */
  protection?: Protection;
  /** Boxes that are prepared already, instead of `protection`. */
  boxes?: BoxMaker;
  limits?: Partial<Limits>;
  /** Grades the submissions elsewhere, all at the same time, instead of here. What it throws is the grader's failure. */
  elsewhere?: Elsewhere;
  /** Submissions graded at the same time; one per core unless given. */
  workers?: number;
  onStart?: (start: { submissions: number; protection: string; aside: Found[] }) => void;
  onProgress?: (progress: GradeProgress) => void;
  /** Stops after the calls that run; what is finished is kept, and the next run goes on from there. */
  signal?: AbortSignal;
}

/** Somewhere else to grade, where code and checks are the same. */
export interface Elsewhere {
  protection: Protection;
  grade(order: GradeOrder): Promise<Graded>;
}

/** What is to be graded elsewhere. It holds no check: whoever grades has them. */
export interface GradeOrder {
  /** See {@link keyOf}. */
  key: string;
  submission: Submission;
  /** The names of the chapters. */
  chapters: string[];
  limits: Limits;
  protection: Protection;
}

export interface GradeProgress {
  done: number;
  total: number;
  student: string;
  /** Expected seconds to the end, from the submissions graded so far in this run. */
  secondsLeft: number;
}

export interface GradeReport {
  out: string;
  protection: Protection;
  /** What was kept out, in words. */
  protectionText: string;
  results: SubmissionResult[];
  marks: Mark[];
  /** How many were taken over from an earlier run. */
  resumed: number;
  /** The students of whom the grader could not grade everything; the next run tries again. */
  notGraded: string[];
  seconds: number;
}

/**
 * Grades a folder of submissions, one folder or zip file for each, and writes `gradebook.csv`, `found.csv`, `results.json`, `similarity.html` and a feedback
 * page per student into `out`. Every function runs in a process of its own kind (see {@link protectionTexts}) that never sees an expected
 * value; what it gives crosses as data and is compared here.
 *
 * Results are written as they come: a run that was stopped goes on where it was. A submission that cannot be read gets its problem
 * in the gradebook and never stops the others. Where the grader itself fails, the exercise is 'not graded': that is no verdict, so it is not
 * kept, and the next run tries again.
 *
 * Throws an {@link InputError} when the folder has no submissions or the protection that is asked for does not work here.
 */
export async function grade(folder: string, options: GradeOptions = {}): Promise<GradeReport> {
  const started = performance.now();
  const root = resolve(options.root ?? process.cwd());
  expect(
    existsSync(folder) && statSync(folder).isDirectory(),
    `There is no folder ${folder}: give the folder that holds the submissions.`,
  );
  const out = resolve(options.out ?? `${folder.replace(/[\\/]+$/, '')}-graded`);
  expect(out !== resolve(folder), `The results cannot go into the folder of the submissions: give another one.`);
  const chapters = loadChapters(root, options.chapters);
  const found = takeStock(folder, chapters);
  const sources = found.filter(({ became }) => became !== 'aside');
  expect(sources.length > 0, `${folder} holds no submissions: it needs a folder or a zip file for each student.`);
  const roster = options.roster === undefined ? undefined : readRoster(options.roster);
  expect(
    options.late === undefined || options.due !== undefined || (roster ?? []).some(({ due }) => due !== undefined),
    'A penalty for being late needs a date: give --due, or a roster with a column due.',
  );
  const adjustmentsFile = options.adjustments ?? join(out, 'adjustments.csv');
  expect(options.adjustments === undefined || existsSync(adjustmentsFile), `There is no file ${adjustmentsFile}.`);
  const adjustments = readAdjustments(adjustmentsFile, chapters, chapterNames(root));
  expectKnown(
    adjustments,
    [...sources, ...(roster ?? [])].map(({ student }) => student),
  );
  const { elsewhere } = options;
  const boxes =
    elsewhere === undefined
      ? (options.boxes ?? (await prepareBoxes(root, options.protection, { strangers: true })))
      : undefined;
  const protection = (boxes ?? elsewhere)!.protection;
  const limits = { ...defaultLimits, ...options.limits };
  const aside = found.filter(({ became }) => became === 'aside');
  options.onStart?.({ submissions: sources.length, protection: protectionTexts[protection], aside });

  const parts = join(out, 'parts');
  mkdirSync(parts, { recursive: true });
  const results = new Map<Found, SubmissionResult>();
  const queue = [...sources];
  const compared = new Map<Found, Source[]>();
  let resumed = 0;
  let fresh = 0;

  const gradeThere = async (submission: Submission, key: string): Promise<Graded | undefined> => {
    const order = { key, submission, chapters: chapters.map(({ slug }) => slug), limits, protection };
    try {
      return await elsewhere!.grade(order);
    } catch (error) {
      return options.signal?.aborted ? undefined : notGraded(submission, chapters, (error as Error).message);
    }
  };
  const gradeNext = async (): Promise<void> => {
    for (let source = queue.shift(); source !== undefined && !options.signal?.aborted; source = queue.shift()) {
      const submission = await readSubmission(folder, source, chapters);
      const key = keyOf(submission, chapters, limits, protection);
      const part = join(parts, `${createHash('sha256').update(source.source).digest('hex').slice(0, 24)}.json`);
      let result = readPart(part, key);
      if (result === undefined) {
        const graded =
          boxes === undefined
            ? await gradeThere(submission, key)
            : await gradeSubmission(submission, chapters, { boxes, limits, root, signal: options.signal });
        if (graded === undefined) return;
        result = { ...graded, source: source.source, key, ...changing(submission) };
        // What the grader itself failed at is no verdict: it is not kept, so that the next run tries again.
        if (isGraded(result)) await writeWhole(part, JSON.stringify(result));
        fresh += 1;
      } else resumed += 1;
      results.set(source, { ...result, ...changing(submission) });
      compared.set(source, sourcesOf(submission, chapters));
      const done = results.size;
      const secondsLeft = ((performance.now() - started) / 1000 / Math.max(1, fresh)) * (sources.length - done);
      options.onProgress?.({ done, total: sources.length, student: submission.student, secondsLeft });
    }
  };
  const atOnce = elsewhere === undefined ? (options.workers ?? availableParallelism()) : sources.length;
  const workers = Math.min(atOnce, sources.length);
  await Promise.all(Array.from({ length: workers }, gradeNext));
  if (options.signal?.aborted) {
    throw new InputError(
      `Stopped: ${results.size} of ${sources.length} submissions are graded and kept. Run the same command again to go on.`,
    );
  }

  const ordered = sources.map((source) => results.get(source)!);
  const marks = marksOf(ordered, chapters, { due: options.due, late: options.late, roster, adjustments });
  if (!existsSync(adjustmentsFile)) await writeWhole(adjustmentsFile, csvText(adjustmentColumns, []));
  // In the order of the folder: what is written does not depend on who was graded first.
  const texts = sources.flatMap((source) => compared.get(source)!);
  await writeReports(out, marks, chapters, texts, { found, protection, limits, root });
  const seconds = (performance.now() - started) / 1000;
  return {
    out,
    protection,
    protectionText: protectionTexts[protection],
    results: ordered,
    marks,
    resumed,
    notGraded: ordered.filter((result) => !isGraded(result)).map(({ student }) => student),
    seconds,
  };
}

function readPart(file: string, key: string): SubmissionResult | undefined {
  if (!existsSync(file)) return undefined;
  try {
    const result = JSON.parse(readFileSync(file, 'utf8')) as SubmissionResult;
    return result.key === key ? result : undefined;
  } catch {
    return undefined;
  }
}

/** What does not depend on grading, and so is never taken over from an earlier run. */
function changing({ files, handedIn }: Submission): Pick<SubmissionResult, 'files' | 'handedIn'> {
  return { files, handedIn: new Date(handedIn).toISOString() };
}
