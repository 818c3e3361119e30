import { Command, Option } from 'commander';
import { expect } from '../base/errors';
import { protectionTexts, type Protection } from '../grading/box/protection';
import { grade, type GradeOptions, type GradeReport } from '../grading/grade';
import { readDate } from '../grading/late';
import { exitCodes, print, remark, runCommand, wholeNumber } from './terminal';

interface Options {
  out?: string;
  chapters?: string[];
  due?: string;
  late?: number;
  grace?: number;
  roster?: string;
  adjustments?: string;
  protection?: Protection;
  workers?: number;
  queue?: string;
  store?: string;
  tokenFile?: string;
  json?: boolean;
}

/** `facelab grade DIR`: marks for a folder of submissions. */
export function addGrade(program: Command): void {
  program
    .command('grade')
    .description('grade a folder of submissions, one folder or zip file for each')
    .argument('<folder>', 'the folder that holds them')
    .option('--out <folder>', 'where gradebook, feedback pages and results go')
    .option('--chapters <slugs...>', 'only these chapters, such as 03-facenet')
    .option(
      '--due <date>',
      'later submissions are flagged, such as 2027-03-01T12:00; a date alone is the end of that day',
    )
    .option('--late <percent>', 'of the points earned, what each started day after --due costs', wholeNumber('--late'))
    .option('--grace <minutes>', 'so long after --due nothing is late yet', wholeNumber('--grace', 0))
    .option('--roster <csv>', 'who takes the course: the column student, and if you like name, due, "handed in"')
    .option('--adjustments <csv>', 'points and comments by hand; adjustments.csv among the results when left out')
    .addOption(new Option('--protection <kind>', 'insist on this protection').choices(Object.keys(protectionTexts)))
    .option('--workers <count>', 'submissions at a time; one per core when left out', wholeNumber('--workers'))
    .option('--queue <address>', 'have them graded by the workers of this Redis, such as redis://127.0.0.1:6379')
    .option('--store <folder>', 'with --queue: the folder of results, where it is not the usual one')
    .option('--token-file <file>', "with --queue: send hidden checks and results sealed with the course's token")
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Examples:
  npx facelab grade submissions/ --chapters 03-facenet
  npx facelab grade submissions/ --chapters 03-facenet --due 2027-03-01 --late 10 --grace 15 --roster names.csv

gradebook.csv has the marks, found.csv everything that lay in the folder, feedback/ one page per student, similarity.html what
looks copied. adjustments.csv is yours: a row with an exercise sets its points, one without adds to the total; comments
go to the student's page. Times are those of the files unless the roster has a column "handed in".
Stopped or killed, the same command goes on where it was.
`,
    )
    .action((folder: string, { due, late, grace, json, queue, store, tokenFile, ...options }: Options) =>
      runCommand(async ({ signal, progress }) => {
        expect(
          tokenFile === undefined || queue !== undefined,
          '--token-file is for workers elsewhere: give it with --queue.',
        );
        const settings: GradeOptions = {
          ...options,
          due: due === undefined ? undefined : readDate(due, '--due'),
          late:
            late === undefined && grace === undefined
              ? undefined
              : { percentPerDay: late ?? 0, graceMinutes: grace ?? 0 },
          signal,
          onStart: ({ submissions, protection, aside }) => {
            remark(`${submissions} submissions. ${protection}`);
            for (const { student, why } of aside.slice(0, 10)) remark(`Left out: ${student}. ${why}`);
            if (aside.length > 10) remark(`${aside.length - 10} more are left out: found.csv lists them all.`);
          },
          onProgress: ({ done, total, student }) => progress(done, total, student),
        };
        const report = await (queue === undefined
          ? grade(folder, settings)
          : graded(folder, settings, { url: queue, store, tokenFile }));
        const refused = report.results.filter(({ problem }) => problem !== undefined);
        for (const { source, problem } of refused) remark(`Not graded: ${source}. ${problem}`);
        const absent = report.marks.filter(({ result }) => result === undefined);
        if (absent.length > 0) remark(`${absent.length} on the roster handed in nothing.`);
        const { out, results, resumed, protectionText, seconds } = report;
        const text = `${results.length - refused.length} submissions graded in ${seconds.toFixed(1)} s (${resumed} taken over from an earlier run)${refused.length > 0 ? `, ${refused.length} not` : ''} → ${out}`;
        print(
          json,
          {
            out,
            submissions: results.length,
            notGraded: report.notGraded,
            resumed,
            seconds,
            protection: protectionText,
          },
          text,
        );
        if (report.notGraded.length === 0) return exitCodes.fine;
        remark(
          `The grader failed at ${report.notGraded.length} of them: see the gradebook, and run the same command again to grade only those.`,
        );
        return exitCodes.no;
      }),
    );
}

/** What speaks to Redis is loaded only here. */
async function graded(
  folder: string,
  options: GradeOptions,
  queue: { url: string; store?: string; tokenFile?: string },
): Promise<GradeReport> {
  const { gradeQueued } = require('../queue/grade') as typeof import('../queue/grade');
  return gradeQueued(folder, { ...options, ...queue, onNote: remark });
}
