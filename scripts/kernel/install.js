'use strict';

const path = require('node:path');
const { cellsKeptIn } = require('./cells');
const { installChecker } = require('./checker');
const { installModules } = require('./modules');
const { createSources } = require('./sources');
const { createStore } = require('./store');
const { installTraces } = require('./traces');

/** TypeScript's number for the error 'Cannot find module'. */
const cannotFindModule = 2307;

/** What nearly every chapter imports first, with TensorFlow.js behind it. */
const likely = ['src/engine/select.ts', 'src/notebook/show.ts'];

/** Milliseconds without a cell that runs, after which the compiler is made ready. */
const quiet = 1500;

/**
 * Prepares this process for tslab: the files of the project below `root` are compiled and declared once, cells that are free of errors
 * too, and kept in `folder`. The compiler itself is made for the first cell that is new, or while nothing runs.
 */
function installKernel(root, folder) {
  const sources = createSources(root);
  const modules = installModules(sources, createStore(path.join(folder, 'modules')));
  const checker = installChecker(sources, createStore(path.join(folder, 'declarations')), likely);
  const cells = createStore(path.join(folder, 'cells'));
  installTraces(sources.isLocal, modules.codeOf);

  /** An edit counts from the next cell on, be it to a file that an imported one imports. */
  function refresh() {
    const changed = sources.refresh();
    checker.recheck(changed);
    modules.forget(changed);
  }

  const ahead = [];
  const converter = require('tslab/dist/converter');
  const { createConverter } = converter;
  converter.createConverter = (options) => {
    let made;
    const compiler = () => (made ??= createConverter(options));
    if (!options.isBrowser) ahead.push(compiler);
    const compile = (declarations, cell) => {
      const result = compiler().convert(declarations, cell);
      if (result.diagnostics.some(({ code }) => code === cannotFindModule)) checker.forget();
      return result;
    };
    let convert = cellsKeptIn(cells, sources, checker.version, compile);
    return {
      convert(...given) {
        refresh();
        return convert(...given);
      },
      addModule(...given) {
        refresh();
        // What cells import from now on is not in files alone.
        convert = compile;
        return compiler().addModule(...given);
      },
      complete(...given) {
        refresh();
        return compiler().complete(...given);
      },
      inspect(...given) {
        refresh();
        compiler();
        checker.readComments();
        return compiler().inspect(...given);
      },
      close: () => made?.close(),
    };
  };
  whenQuiet(() => ahead.splice(0).forEach((compiler) => compiler()));
}

/** Calls `work` once no cell has run for a while after the first. */
function whenQuiet(work) {
  const executor = require('tslab/dist/executor');
  const { createExecutor } = executor;
  executor.createExecutor = (...given) => {
    const made = createExecutor(...given);
    let [running, timer] = [0, undefined];
    return {
      ...made,
      async execute(cell) {
        clearTimeout(timer);
        running++;
        try {
          return await made.execute(cell);
        } finally {
          running--;
          clearTimeout(timer);
          if (running === 0) timer = setTimeout(work, quiet).unref();
        }
      },
    };
  };
}

module.exports = { installKernel };
