import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';
import PointsReporter from './reporter';

/**
 * `npm run exercises [-- CHAPTER… --watch]`: grades the files under `exercises/`, all chapters or those whose names start
 * with the words given (`03`). With `--watch` it grades again at every change.
 */
function main(words: string[]): void {
  if (words.includes('--watch')) return watch(words.filter((word) => word !== '--watch'));
  const specs = readdirSync(__dirname).filter((file) => file.endsWith('.spec.ts'));
  const chosen = words.length === 0 ? specs : specs.filter((file) => words.some((word) => file.startsWith(word)));
  if (chosen.length === 0) {
    console.error(
      `No chapter starts with ${words.join(' or ')}. There are: ${specs.map((file) => file.slice(0, -8)).join(', ')}.`,
    );
    process.exitCode = 2;
    return;
  }
  // The tests of the grader have other folders graded.
  process.env.FACELAB_GRADE ??= 'exercises';
  const mocha = new Mocha({ reporter: PointsReporter, timeout: 20_000 });
  for (const file of chosen.sort()) mocha.addFile(join(__dirname, file));
  mocha.run((failures) => (process.exitCode = failures > 0 ? 1 : 0));
}

function watch(words: string[]): void {
  const tsx = require.resolve('tsx/cli');
  spawn(process.execPath, [tsx, 'watch', __filename, ...words], { stdio: 'inherit' });
}

main(process.argv.slice(2));
