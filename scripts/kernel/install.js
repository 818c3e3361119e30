'use strict';

const path = require('node:path');
const { installChecker } = require('./checker');
const { installModules } = require('./modules');
const { createSources } = require('./sources');
const { createStore } = require('./store');
const { installTraces } = require('./traces');

/** Prepares this process for tslab: the files of the project below `root` are compiled and declared once, and kept in `folder`. */
function installKernel(root, folder) {
  const sources = createSources(root);
  const modules = installModules(sources, createStore(path.join(folder, 'modules')));
  const recheck = installChecker(sources, createStore(path.join(folder, 'declarations')));
  installTraces(sources.isLocal, modules.codeOf);

  const converter = require('tslab/dist/converter');
  const { createConverter } = converter;
  converter.createConverter = (options) => {
    const made = createConverter(options);
    // An edit counts from the next cell on, be it to a file that an imported one imports.
    const upToDate =
      (work) =>
      (...given) => {
        const changed = sources.refresh();
        recheck(changed);
        modules.forget(changed);
        return work(...given);
      };
    return Object.fromEntries(
      Object.entries(made).map(([name, work]) => [name, name === 'close' ? work : upToDate(work)]),
    );
  };
}

module.exports = { installKernel };
