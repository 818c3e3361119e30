'use strict';

const { reporters } = require('mocha');

/** mocha's own "spec" report, closed by one plain line that scripts can read. */
class Reporter extends reporters.Spec {
  epilogue() {
    super.epilogue();
    const { passes, failures, pending } = this.stats;
    console.log(`${passes} passed, ${failures} failed${pending > 0 ? `, ${pending} skipped` : ''}`);
  }
}

module.exports = Reporter;
