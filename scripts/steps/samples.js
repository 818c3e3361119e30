'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { root } = require('../common/paths');
const { run, lastLines, StepError } = require('../common/run');
const packages = require('./packages');

const folder = path.join(root, 'data-samples', 'celebrities');

/** The sample celebrities, drawn if somebody deleted them (git brings them). */
module.exports = {
  name: 'sample pictures',
  needs: [packages],
  isCurrent: () => countPictures() >= 8 * 24,
  async work() {
    try {
      await run(process.execPath, ['--require', 'tsx/cjs', path.join(root, 'scripts', 'render-samples.js'), folder], {
        log: 'samples',
      });
    } catch (error) {
      throw new StepError(
        'The sample pictures could not be drawn.',
        'git checkout data-samples brings them back.',
        lastLines(error.output ?? error.message),
      );
    }
  },
};

function countPictures() {
  if (!fs.existsSync(folder)) return 0;
  return fs.readdirSync(folder, { recursive: true }).filter((name) => String(name).endsWith('.png')).length;
}
