import { Command } from 'commander';
import { update, type Updated } from '../workshop/update';
import { print, runCommand } from './terminal';

/** `facelab update COURSE`: a newer handout, without losing a line of one's own. */
export function addUpdate(program: Command): void {
  program
    .command('update')
    .description('bring this handout up to a newer one; what you wrote stays')
    .argument('<course>', 'the folder of the newer handout, unpacked')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample:\n  npx facelab update ../course-of-may\n\nWhere you and the course changed the same lines, yours stay. Files that you deleted come back, files that only you have stay.\n',
    )
    .action((course: string, { json }: { json?: boolean }) =>
      runCommand(async () => {
        const done = update(course);
        print(json, done, summary(done));
      }),
    );
}

/** One line for each thing that happened, the files by name where a person may want to look. */
export function summary({ files, saved }: Updated): string {
  const names = (paths: string[]): string =>
    paths.length <= 12 ? paths.join(', ') : `${paths.slice(0, 12).join(', ')} and ${paths.length - 12} more`;
  const count = (paths: string[]): string => (paths.length === 1 ? '1 file' : `${paths.length} files`);
  const lines: [string[], string][] = [
    [files.new, `${count(files.new)} new`],
    [files.updated, `${count(files.updated)} renewed`],
    [files.removed, `${count(files.removed)} removed, which the course has no more`],
    [files.restored, `back again: ${names(files.restored)}`],
    [files.merged, `the course's changes and yours together: ${names(files.merged)}`],
    [files.kept, `left as you have it: ${names(files.kept)}`],
    [files.moved, `yours made room for the course's: ${names(files.moved)}`],
    [saved, `your files as they were: ${names(saved)}`],
  ];
  const told = lines.filter(([paths]) => paths.length > 0).map(([, text]) => text);
  return told.length === 0 ? 'Nothing is newer: all is as it was.' : told.join('\n');
}
