'use strict';

/**
 * TypeScript's programs for cells, in the place of the watching compiler that tslab asks for. That one looks through the imports of
 * every file, some 800, whenever a cell changes, and tslab changes a cell twice: first to learn the names that it declares, then to
 * export them. Here the first time costs a look at the cell alone, since a program is made when something asks for types. What was
 * read is kept until it changes, and so is where the imports of packages lead.
 *
 * `isPackage` tells files that do not change while the kernel runs. Their comments, half of their text, are read once something asks
 * for them. Files of `likely`, and what they import, are read at once. Not handled: a configuration file, and what else the watching compiler does that tslab does not use.
 */
function createPrograms(ts, host, isPackage, likely) {
  const { options } = host;
  const compilerHost = ts.createCompilerHostFromProgramHost(host, () => options);
  const read = compilerHost.getSourceFile;
  const how = {
    languageVersion: options.target,
    setExternalModuleIndicator: ts.getSetExternalModuleIndicator(options),
  };
  /** File name → what was read, `undefined` for nothing. */
  const files = new Map();
  const watchers = new Map();
  let names = host.rootFiles;
  let hasComments = false;
  let resolutions;
  let last;
  let timer;

  function readWithoutComments(file) {
    const text = compilerHost.readFile(file);
    // As long as before, so that every place in the file keeps its number.
    return text && ts.createSourceFile(file, text.replace(/^([ \t]*)\/\*\*/gm, '$1/* '), how);
  }

  compilerHost.getSourceFile = (file) => {
    if (!isPackage(file) && !watchers.has(file)) {
      const changed = () => {
        files.delete(file);
        schedule();
      };
      watchers.set(file, host.watchFile(file, changed));
    }
    if (!files.has(file)) {
      files.set(file, isPackage(file) && !hasComments ? readWithoutComments(file) : read(file, how));
    }
    return files.get(file);
  };

  compilerHost.getModuleResolutionCache = () => resolutions;
  compilerHost.resolveModuleNameLiterals = (literals, file) =>
    literals.map(({ text }) => {
      const isFixed = isPackage(file) || !text.startsWith('.');
      return ts.resolveModuleName(text, file, options, compilerHost, isFixed ? resolutions : undefined);
    });

  /** Forgets where imports lead, so that a file written since is found. */
  function forget() {
    last = undefined;
    resolutions = ts.createModuleResolutionCache(host.getCurrentDirectory(), (name) => name, options);
  }

  function schedule() {
    if (timer !== undefined) host.clearTimeout(timer);
    timer = host.setTimeout(() => {
      timer = undefined;
      host.afterProgramCreate(createBuilder());
    });
  }

  /** The part of a `BuilderProgram` that tslab uses. */
  function createBuilder() {
    let program;
    const getProgram = () => {
      if (program === undefined) {
        program = ts.createProgram({ rootNames: names, options, host: compilerHost, oldProgram: last });
        last = program;
      }
      return program;
    };
    return {
      getProgram,
      getSourceFile(file) {
        if (program !== undefined) return program.getSourceFile(file);
        const source = compilerHost.getSourceFile(file);
        // tslab hangs the cell below the declarations of earlier cells; binding it later would undo that.
        if (source !== undefined) ts.bindSourceFile(source, options);
        return source;
      },
      getAllDependencies: (source) => importedBy(getProgram(), source),
      emit: (...given) => getProgram().emit(...given),
    };
  }

  /** Names of a file and of all files that it imports, however indirectly, without those of packages. */
  function importedBy(program, source, found = new Set()) {
    found.add(source.fileName);
    source.resolvedModules?.forEach(({ resolvedModule }) => {
      const name = resolvedModule?.resolvedFileName;
      if (name === undefined || isPackage(name) || found.has(name)) return;
      const imported = program.getSourceFile(name);
      if (imported !== undefined) importedBy(program, imported, found);
    });
    return [...found];
  }

  forget();
  // tslab waits for the watchers of these.
  for (const name of names) compilerHost.getSourceFile(name);
  ts.createProgram({ rootNames: [...names, ...likely], options, host: compilerHost }).getTypeChecker();
  host.afterProgramCreate(createBuilder());

  return {
    forget,
    /** From the next change of a cell on, types of packages have their comments. */
    readComments() {
      if (hasComments) return;
      hasComments = true;
      for (const file of files.keys()) if (isPackage(file)) files.delete(file);
      last = undefined;
    },
    updateRootFileNames(changed) {
      names = changed;
      schedule();
    },
    close() {
      for (const watcher of watchers.values()) watcher.close();
    },
  };
}

module.exports = { createPrograms };
