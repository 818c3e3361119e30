'use strict';

const path = require('node:path');
const { installChecker } = require('./checker');
const { installModules } = require('./modules');
const { createSources } = require('./sources');
const { createStore } = require('./store');
const { installTraces } = require('./traces');

/** TypeScript's number for the error 'Cannot find module'. */
const cannotFindModule = 2307;

/** Prepares this process for tslab: the files of the project below `root` are compiled and declared once, and kept in `folder`. */
function installKernel(root, folder) {
  const sources = createSources(root);
  const modules = installModules(sources, createStore(path.join(folder, 'modules')));
  const recheck = installChecker(sources, createStore(path.join(folder, 'declarations')));
  installTraces(sources.isLocal, modules.codeOf);

  const converter = require('tslab/dist/converter');
  const { createConverter } = converter;
  converter.createConverter = (options) => {
    const made = findingNewFiles(() => createConverter(options));
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

/**
 * The compiler remembers that an import led nowhere. After such an error a new one is made, so that a file written since is
 * found; modules that cells have defined are handed on.
 */
function findingNewFiles(create) {
  let converter = create();
  let hasMissed = false;
  const added = new Map();
  return {
    convert(...given) {
      if (hasMissed) {
        converter.close();
        converter = create();
        for (const module of added.values()) converter.addModule(...module);
      }
      const result = converter.convert(...given);
      hasMissed = result.diagnostics.some(({ code }) => code === cannotFindModule);
      return result;
    },
    addModule(name, ...rest) {
      added.set(name, [name, ...rest]);
      return converter.addModule(name, ...rest);
    },
    inspect: (...given) => converter.inspect(...given),
    complete: (...given) => converter.complete(...given),
    close: () => converter.close(),
  };
}

module.exports = { installKernel };
