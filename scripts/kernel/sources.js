'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { readText } = require('../common/files');
const { hashOf } = require('./store');

/**
 * The project's own TypeScript files as they are on disk: what each holds, what it imports, and which have changed since
 * they were looked at. Nothing is watched: `refresh` looks, a cell's run asks for it.
 */
function createSources(root) {
  /** Absolute path → what was found there, `undefined` for nothing. */
  const known = new Map();
  /** Absolute path → hash over the file and all that it imports. */
  const keys = new Map();

  function isLocal(file) {
    const relative = path.relative(root, file);
    return (
      /(?<!\.d)\.tsx?$/.test(file) && !/^\.\.|(^|[\\/])node_modules[\\/]/.test(relative) && !path.isAbsolute(relative)
    );
  }

  function look(file) {
    const stat = fs.statSync(file, { throwIfNoEntry: false });
    if (stat === undefined || !stat.isFile()) return undefined;
    const text = readText(file);
    if (text === undefined) return undefined;
    return { stamp: `${stat.mtimeMs} ${stat.size}`, text, hash: hashOf(text), imports: importsOf(file, text) };
  }

  /** The file's text, hash and local imports; undefined when there is none. */
  function get(name) {
    const file = path.normalize(name);
    if (!known.has(file)) known.set(file, look(file));
    return known.get(file);
  }

  /** The file and every local file that it imports, however indirectly. */
  function closure(name, found = new Set()) {
    const file = path.normalize(name);
    if (found.has(file)) return found;
    found.add(file);
    for (const imported of get(file)?.imports ?? []) closure(imported, found);
    return found;
  }

  /** A name for the file's meaning: it changes when the file or anything that it imports does. */
  function key(name) {
    const file = path.normalize(name);
    if (!keys.has(file)) {
      const parts = [...closure(file)].sort().map((each) => `${path.relative(root, each)} ${get(each)?.hash ?? '-'}`);
      keys.set(file, hashOf(path.relative(root, file), ...parts));
    }
    return keys.get(file);
  }

  /** Looks at every known file again, and returns the paths of those that have changed, appeared or gone. */
  function refresh() {
    const changed = [];
    for (const [file, before] of known) {
      const stat = fs.statSync(file, { throwIfNoEntry: false });
      if (`${stat?.mtimeMs} ${stat?.size}` === before?.stamp || (stat === undefined && before === undefined)) continue;
      const now = look(file);
      known.set(file, now);
      if (now?.hash !== before?.hash) changed.push(file);
    }
    if (changed.length > 0) keys.clear();
    return changed;
  }

  return { root, isLocal, get, closure, key, refresh, importsOf };
}

/** Absolute paths of what a file imports with a relative path. A path inside a comment does no harm: it only adds one. */
function importsOf(file, text) {
  const specifiers = text.matchAll(/(?:\bfrom|\bimport|\brequire)\s*\(?\s*['"](\.{1,2}\/[^'"]+)['"]/g);
  return [...specifiers].map(([, specifier]) => {
    const imported = path.resolve(path.dirname(file), specifier);
    return /\.(ts|json)$/.test(imported) ? imported : `${imported}.ts`;
  });
}

module.exports = { createSources };
