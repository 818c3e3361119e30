'use strict';

const { reporters } = require('mocha');
const { closingLine } = require('./testing/closing-line');

/** mocha's own "spec" report; every step goes to the process that runs several, else the closing line ends it. */
class Reporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    if (!process.send) return;
    const report = (kind) => (test, error) =>
      process.send({ kind, file: test?.file, title: kind === 'fail' ? titleOf(test, error) : undefined });
    for (const kind of ['suite', 'test', 'pass', 'fail', 'pending', 'end']) runner.on(kind, report(kind));
  }

  epilogue() {
    super.epilogue();
    const { passes, failures, pending } = this.stats;
    if (!process.send) console.log(closingLine({ passed: passes, failed: failures, skipped: pending }));
  }
}

/** Where a failure is told without its stack, it still says what was wrong. */
function titleOf(test, error) {
  const [reason] = String(error?.message ?? error).split('\n');
  return `${test.fullTitle()}: ${reason.slice(0, 300)}`;
}

module.exports = Reporter;
module.exports.closingLine = closingLine;
