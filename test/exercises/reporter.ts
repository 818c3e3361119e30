import Mocha from 'mocha';
import type { GradedTest } from './suite';

const { color } = Mocha.reporters.Base;

/** One line per check, the reason beneath a failure, the points at the end. */
export default class PointsReporter extends Mocha.reporters.Base {
  constructor(runner: Mocha.Runner, options?: Mocha.MochaOptions) {
    super(runner, options);
    let earned = 0;
    let total = 0;
    runner.on('suite', (suite) => {
      if (suite.root) return;
      const depth = suite.titlePath().length;
      console.log(`${depth === 1 ? '\n' : ''}${'  '.repeat(depth - 1)}${color('suite', suite.title)}`);
    });
    runner.on('pass', (test) => {
      earned += points(test);
      console.log(`    ${color('bright pass', '✔')} ${color('pass', test.title)}`);
    });
    runner.on('pending', (test) => console.log(`    ${color('pending', `◦ ${test.title}: not implemented yet`)}`));
    runner.on('fail', (test, error) => {
      console.log(`    ${color('bright fail', '✖')} ${color('fail', test.title)}`);
      if (error.message === '') return;
      console.log(color('fail', `      ${(error.message ?? String(error)).replace(/\n/g, '\n      ')}`));
    });
    runner.on('test end', (test) => (total += points(test)));
    runner.on('end', () => console.log(`\n${earned} of ${total} points\n`));
  }
}

function points(test: Mocha.Test): number {
  return (test as GradedTest).check?.points ?? 0;
}
