import { Command } from 'commander';
import { handout } from '../workshop/handout';
import { print, runCommand } from './terminal';

/** `facelab handout DIR`: the student edition. */
export function addHandout(program: Command): void {
  program
    .command('handout')
    .description('write a copy for students: without solutions, hidden checks and answers')
    .argument('<folder>', 'a new or empty folder')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      "\nExample:\n  npx facelab handout ../course\n\nOnly files that git tracks are copied; without git, the course's own folders.\n",
    )
    .action((folder: string, { json }: { json?: boolean }) =>
      runCommand(async () => {
        const written = await handout(folder);
        if (written.unknown.length > 0) {
          console.error(
            `Left out, because git does not know them (git add takes them in): ${JSON.stringify(written.unknown.slice(0, 10)).slice(1, -1)}${written.unknown.length > 10 ? ` and ${written.unknown.length - 10} more` : ''}.`,
          );
        }
        print(json, written, `${written.files} files → ${written.folder}`);
      }),
    );
}
