'use strict';

const Module = require('node:module');
const path = require('node:path');
const { buildSync } = require('../common/esbuild');
const { hashOf } = require('./store');

/**
 * Lets `require` load the project's TypeScript: esbuild makes JavaScript of a file once, and the store keeps it by content.
 * All that a file imports is compiled in the same call, since starting esbuild takes longer than its work.
 */
function installModules(sources, store) {
  const { version } = require('esbuild/package.json');
  const target = `node${process.versions.node.split('.')[0]}`;
  const nameOf = (file) => `${hashOf(version, target, path.relative(sources.root, file), sources.get(file).hash)}.js`;

  function compile(file) {
    const missing = [...sources.closure(file)].filter(
      (each) => each === file || (sources.isLocal(each) && sources.get(each) && store.read(nameOf(each)) === undefined),
    );
    const { outputFiles } = buildSync({
      entryPoints: missing,
      outdir: sources.root,
      outbase: sources.root,
      write: false,
      bundle: false,
      format: 'cjs',
      target,
      sourcemap: 'inline',
      sourcesContent: false,
      tsconfigRaw: {},
      logLevel: 'silent',
    });
    const made = new Map(outputFiles.map((output) => [output.path.replace(/\.js$/, '.ts'), output.text]));
    for (const each of missing) store.write(nameOf(each), made.get(each));
    return made.get(file);
  }

  /** The JavaScript of a file, with its source map inside. */
  function codeOf(file) {
    return store.read(nameOf(file)) ?? compile(file);
  }

  const fallback = Module._extensions['.ts'];
  Module._extensions['.ts'] = (module, file) => {
    if (!sources.isLocal(file)) return fallback(module, file);
    module._compile(codeOf(file), file);
  };

  /** Forgets loaded modules that are, or import, a changed file: the next import runs them anew. */
  function forget(changed) {
    if (changed.length === 0) return;
    for (const file of Object.keys(require.cache)) {
      if (!sources.isLocal(file)) continue;
      const closure = sources.closure(file);
      if (changed.some((each) => closure.has(each))) delete require.cache[file];
    }
  }

  return { codeOf, forget };
}

module.exports = { installModules };
