'use strict';

const { spawn } = require('node:child_process');
const { root } = require('../common/paths');

/** Writes the margin playground beside the notebooks, which link to it, as `npm run playground` does. `stop()` ends it. */
function writePlayground() {
  const child = spawn(process.execPath, ['--require', 'tsx/cjs', 'playground/build.ts'], {
    cwd: root,
    stdio: 'ignore',
  });
  child.on('error', () => {});
  return { stop: () => child.kill('SIGKILL') };
}

module.exports = { writePlayground };
