'use strict';

const { fork } = require('node:child_process');
const { root } = require('../common/paths');

/** Milliseconds after which nobody waits for the engine any longer. */
const patience = 30_000;

/**
 * Looks for the engine in a process of its own, which loads TensorFlow and ends: `line` becomes "tensorflow on CPU: …"
 * or what stands in the way, `stop()` ends the search.
 */
function findEngine() {
  const stdio = ['ignore', 'ignore', 'ignore', 'ipc'];
  const child = fork(__filename, { cwd: root, stdio, execArgv: ['--require', 'tsx/cjs'] });
  const timer = setTimeout(() => child.kill('SIGKILL'), patience);
  const line = new Promise((resolve) => {
    child.on('message', resolve);
    child.on('error', () => {});
    child.on('exit', () => resolve('not found in 30 s; npx facelab doctor looks again'));
  });
  child.on('exit', () => clearTimeout(timer));
  return { line, stop: () => child.kill('SIGKILL') };
}

module.exports = { findEngine };

if (require.main === module) {
  const { engineLine } = require('../../src/engine/report');
  const send = (text) => process.send(text, () => process.exit(0));
  engineLine().then(send, (error) => send(error.message));
}
