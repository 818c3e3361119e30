import { Command } from 'commander';
import { handout } from '../workshop/handout';
import { print, runCommand } from './terminal';

/** `facelab handout DIR`: the student edition. */
export function addHandout(program: Command): void {
  program
    .command('handout')
    .description('write a copy for students: without solutions, hidden checks and answers')
    .argument('<folder>', 'a new or empty folder outside the project')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  npx facelab handout ../course\n')
    .action((folder: string, { json }: { json?: boolean }) =>
      runCommand(async () => {
        const written = await handout(folder);
        print(json, written, `${written.files} files → ${written.folder}`);
      }),
    );
}
