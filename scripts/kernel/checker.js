'use strict';

const path = require('node:path');
const { createPrograms } = require('./programs');
const { hashOf } = require('./store');
const { readText } = require('../common/files');

/**
 * Makes tslab check cells against declarations. tslab's compiler reads, checks and emits every file that a cell imports,
 * in every kernel anew. Here a file of the project that was found free of errors is kept as its declaration, under a key of
 * its text and of all that it imports; from then on the compiler is given the declaration in the file's place, and neither
 * checks nor emits it. A file without one (new, just edited, or with errors) is checked as tslab does, and its errors are
 * shown before the cell runs.
 *
 * Files that are likely to be imported are read while tslab starts, by their paths below the root. To be called before tslab is
 * loaded. Returns a `version` of compiler and packages, and what to call before a cell is compiled: `recheck` with the changed
 * files, `forget` after an import that led nowhere, `readComments` where comments are to be shown.
 */
function installChecker(sources, store, likely) {
  const entry = require.resolve('@tslab/typescript-for-tslab');
  const ts = require(entry);
  const version = hashOf(ts.version, readText(path.join(sources.root, 'package-lock.json')) ?? '');
  const nameOf = (file) => `${hashOf(version, sources.key(file))}.d.ts`;
  const isOurs = (file) => sources.isLocal(file) && sources.get(file) !== undefined;

  /** Names of declarations that are known to be stored. */
  const stored = new Set();
  /** Path → the name of the declaration that the compiler was given for it, undefined for the file itself. */
  const given = new Map();
  /** Path → the compiler's callbacks for a change of that file. */
  const watchers = new Map();
  const programs = [];
  const ahead = likely.map((file) => path.join(sources.root, file));

  const { readFile } = ts.sys;
  ts.sys.readFile = (file, encoding) => {
    if (!isOurs(file)) return readFile(file, encoding);
    const name = nameOf(file);
    const declaration = store.read(name);
    given.set(file, declaration && name);
    if (declaration === undefined) return sources.get(file).text;
    stored.add(name);
    return declaration;
  };
  ts.sys.watchFile = (file, callback) => {
    if (!sources.isLocal(file)) return { close() {} };
    if (!watchers.has(file)) watchers.set(file, new Set());
    watchers.get(file).add(callback);
    return { close: () => watchers.get(file).delete(callback) };
  };
  // tslab gives up a cell when a file appears in a folder that the compiler watches ('Unexpected pending rebuildTimer').
  ts.sys.watchDirectory = () => ({ close() {} });

  /** tslab's compiler with the files left out that need no check and no code. */
  function withDeclarations(builder) {
    return {
      ...builder,
      getAllDependencies: (file) =>
        builder.getAllDependencies(file).filter((each) => !(isOurs(each) && stored.has(nameOf(each)))),
      emit(file, writeFile, ...rest) {
        if (!file || !isOurs(file.fileName)) return builder.emit(file, writeFile, ...rest);
        const name = nameOf(file.fileName);
        const keep = (_, text) => {
          store.write(name, text);
          stored.add(name);
        };
        return builder.emit(file, keep, undefined, true);
      },
    };
  }

  require.cache[entry].exports = Object.create(ts, {
    __esModule: { value: true },
    // Node's types alone are known everywhere, not those of every package that happens to be installed (a test runner's `it`).
    createWatchCompilerHost: {
      value: (files, options, ...rest) => ts.createWatchCompilerHost(files, { ...options, types: ['node'] }, ...rest),
    },
    createWatchProgram: {
      value(host) {
        const { afterProgramCreate } = host;
        host.afterProgramCreate = (builder) => afterProgramCreate(withDeclarations(builder));
        const made = createPrograms(ts, host, (file) => file.includes('/node_modules/'), ahead);
        programs.push(made);
        return made;
      },
    },
  });

  function recheck(changed) {
    if (changed.length === 0) return;
    for (const [file, callbacks] of watchers) {
      const isChanged = changed.includes(path.normalize(file));
      const isOutdated = given.get(file) !== undefined && given.get(file) !== nameOf(file);
      if (!isChanged && !isOutdated) continue;
      const kind = ts.FileWatcherEventKind[sources.get(file) === undefined ? 'Deleted' : 'Changed'];
      for (const callback of [...callbacks]) callback(file, kind);
    }
  }

  return {
    version,
    recheck,
    forget: () => programs.forEach((each) => each.forget()),
    readComments: () => programs.forEach((each) => each.readComments()),
  };
}

module.exports = { installChecker };
