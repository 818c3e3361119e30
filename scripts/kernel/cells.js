'use strict';

const path = require('node:path');
const { hashOf } = require('./store');

/**
 * Keeps what the compiler made of cells that it found free of errors, so that a cell that was compiled before, by any
 * kernel, costs no compiler. What it makes depends on the cell, the declarations of the cells above it, the files of the
 * project that both import, and `version`, which stands for the compiler and the types of all packages: they are the key.
 *
 * @param convert what compiles: `(declarations, cell) => result` as tslab's converter has it
 */
function cellsKeptIn(store, sources, version, convert) {
  const place = path.join(sources.root, 'cell.ts');
  return (declarations, cell) => {
    const keys = sources.importsOf(place, `${declarations}\n${cell}`).map((file) => sources.key(file));
    const name = `${hashOf(version, declarations, cell, ...keys.sort())}.json`;
    const kept = store.read(name);
    if (kept !== undefined) return { diagnostics: [], ...JSON.parse(kept) };
    const result = convert(declarations, cell);
    const { diagnostics, sideOutputs, ...made } = result;
    if (diagnostics.length === 0 && sideOutputs === undefined) store.write(name, JSON.stringify(made));
    return result;
  };
}

module.exports = { cellsKeptIn };
