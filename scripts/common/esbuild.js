'use strict';

/**
 * esbuild's buildSync, in a process that may be interrupted. esbuild keeps a process of its own beside this one, and the stop button
 * of Jupyter, which signals all that a kernel has started, ends it: it is started again.
 */
function buildSync(options) {
  const esbuild = require('esbuild');
  try {
    return esbuild.buildSync(options);
  } catch (error) {
    if (!/The service (is no longer running|was stopped)/.test(error.message)) throw error;
    esbuild.stop();
    return esbuild.buildSync(options);
  }
}

module.exports = { buildSync };
