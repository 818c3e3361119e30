'use strict';

const path = require('node:path');
const { installChecker } = require('./checker');
const { installModules } = require('./modules');
const { createSources } = require('./sources');
const { createStore } = require('./store');
const { installTraces } = require('./traces');

/** TypeScript's number for the error 'Cannot find module'. */
const cannotFindModule = 2307;

/** What nearly every chapter imports first, with TensorFlow.js behind it. */
const likely = ['src/engine/select.ts', 'src/notebook/show.ts'];

/** Prepares this process for tslab: the files of the project below `root` are compiled and declared once, and kept in `folder`. */
function installKernel(root, folder) {
  const sources = createSources(root);
  const modules = installModules(sources, createStore(path.join(folder, 'modules')));
  const checker = installChecker(sources, createStore(path.join(folder, 'declarations')), likely);
  installTraces(sources.isLocal, modules.codeOf);

  /** An edit counts from the next cell on, be it to a file that an imported one imports. */
  function refresh() {
    const changed = sources.refresh();
    checker.recheck(changed);
    modules.forget(changed);
  }

  const converter = require('tslab/dist/converter');
  const { createConverter } = converter;
  converter.createConverter = (options) => {
    const made = createConverter(options);
    return {
      convert(...given) {
        refresh();
        const result = made.convert(...given);
        if (result.diagnostics.some(({ code }) => code === cannotFindModule)) checker.forget();
        return result;
      },
      addModule(...given) {
        refresh();
        return made.addModule(...given);
      },
      complete(...given) {
        refresh();
        return made.complete(...given);
      },
      inspect(...given) {
        refresh();
        checker.readComments();
        return made.inspect(...given);
      },
      close: () => made.close(),
    };
  };
}

module.exports = { installKernel };
