import { Command, Option } from 'commander';
import { InputError } from '../base/errors';
import { protectionTexts, type Protection } from '../grading/box/protection';
import { grade } from '../grading/grade';
import { exitCodes, print, remark, runCommand, wholeNumber } from './terminal';

interface Options {
  out?: string;
  chapters?: string[];
  due?: string;
  protection?: Protection;
  workers?: number;
  json?: boolean;
}

/** `facelab grade DIR`: marks for a folder of submissions. */
export function addGrade(program: Command): void {
  program
    .command('grade')
    .description('grade a folder of submissions, a folder or a zip file each')
    .argument('<folder>', 'the folder that holds them')
    .option('--out <folder>', 'where gradebook, feedback pages and results go')
    .option('--chapters <slugs...>', 'only these chapters, such as 03-facenet')
    .option('--due <date>', 'later submissions are flagged, such as 2027-03-01T12:00')
    .addOption(new Option('--protection <kind>', 'insist on this protection').choices(Object.keys(protectionTexts)))
    .option('--workers <count>', 'submissions at a time; one a core without', wholeNumber('--workers'))
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample:\n  npx facelab grade submissions/ --due 2027-03-01T12:00\n\nStopped or killed, the same command goes on where it was.\n',
    )
    .action((folder: string, { due, json, ...options }: Options) =>
      runCommand(async ({ signal, progress }) => {
        const date = due === undefined ? undefined : new Date(due);
        if (date && Number.isNaN(date.getTime()))
          throw new InputError(`--due is "${due}", but it must be a date such as 2027-03-01T12:00.`);
        const report = await grade(folder, {
          ...options,
          due: date,
          signal,
          onStart: ({ submissions, protection, aside }) => {
            remark(`${submissions} submissions. ${protection}`);
            for (const { student, why } of aside.slice(0, 10)) remark(`Left out: ${student}. ${why}`);
            if (aside.length > 10) remark(`${aside.length - 10} more are left out: found.csv lists them all.`);
          },
          onProgress: ({ done, total, student }) => progress(done, total, student),
        });
        const refused = report.results.filter(({ problem }) => problem !== undefined);
        for (const { source, problem } of refused) remark(`Not graded: ${source}. ${problem}`);
        const { out, results, resumed, protectionText, seconds } = report;
        const text = `${results.length} submissions graded in ${seconds.toFixed(1)} s (${resumed} taken over from an earlier run) → ${out}`;
        print(json, { out, submissions: results.length, resumed, seconds, protection: protectionText }, text);
        return exitCodes.fine;
      }),
    );
}
