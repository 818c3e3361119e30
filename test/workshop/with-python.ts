import { existsSync } from 'node:fs';

const { venvPython } = require('../../scripts/common/paths');

/** Skips a suite with a sentence where the virtual environment is missing; with CI=true that is a failure. */
export function withPython(): void {
  before(function () {
    if (existsSync(process.env.FACELAB_PYTHON ?? venvPython) || process.env.CI === 'true') return;
    console.log('      skipped: there is no .venv (npm test makes it)');
    this.skip();
  });
}
