import { spawn } from 'node:child_process';
import path from 'node:path';
import { Command } from 'commander';
import { runCommand } from './terminal';

/** `facelab lab`: the same as `npm start`. */
export function addLab(program: Command): void {
  program
    .command('lab')
    .description('open JupyterLab on the first notebook, as npm start does')
    .allowUnknownOption()
    .argument('[options...]', 'passed on, such as --no-browser --port 8889')
    .addHelpText('after', '\nExample:\n  npx facelab lab --no-browser\n')
    .action((options: string[]) =>
      runCommand(
        ({ signal }) =>
          new Promise<number>((resolve, reject) => {
            const script = path.resolve(__dirname, '..', '..', 'scripts', 'start.js');
            const child = spawn(process.execPath, [script, ...options], { stdio: 'inherit', signal });
            child.on('error', reject);
            child.on('exit', (code) => resolve(code ?? 0));
          }),
      ),
    );
}
