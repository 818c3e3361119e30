import { Command } from 'commander';
import { reset } from '../workshop/reset';
import { print, runCommand } from './terminal';

/** `facelab reset NN`: a chapter as it was handed out, and back. */
export function addReset(program: Command): void {
  program
    .command('reset')
    .description(
      'put notebook and exercises of a chapter back to the template; your own work is saved, --to mine takes it back',
    )
    .argument('<chapter>', 'its number')
    .option('--to <what>', 'template, mine (your work saved last), or a folder in saved/', 'template')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  npx facelab reset 03\n  npx facelab reset 03 --to mine\n\nThe template is what was handed out; in a clone, what git has committed. Close the notebook in JupyterLab first, or reload it there.\n',
    )
    .action((chapter: string, { to, json }: { to: string; json?: boolean }) =>
      runCommand(async () => {
        const done = reset(chapter, { to });
        const back = `npx facelab reset ${chapter} --to`;
        const offers = [
          ...(done.saved === undefined ? [] : [`Your work is in ${done.saved}; ${back} mine takes it back.`]),
          ...(done.savedBefore.length === 0 ? [] : [`Saved before: ${done.savedBefore.join(', ')} (${back} NAME).`]),
        ];
        const what = to === 'template' ? 'the template' : to === 'mine' ? 'your saved work' : to;
        const sentence =
          done.changed.length === 0
            ? `Nothing to do: ${done.chapter} is ${what} already.`
            : `${done.chapter} is back to ${what}: ${done.changed.join(', ')}.`;
        print(json, done, [sentence, ...offers].join('\n'));
      }),
    );
}
