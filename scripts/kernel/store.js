'use strict';

const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { readText, writeText } = require('../common/files');

/** A short name for a text. */
function hashOf(...texts) {
  const hash = crypto.createHash('sha256');
  for (const text of texts) hash.update(`${text.length}\n`).update(text);
  return hash.digest('hex').slice(0, 32);
}

/**
 * Texts on disk by key, for results that can be made again. A first line with the text's hash guards each of them, so that a
 * damaged one counts as missing; several processes may write the same key. Past `most` files the older half is deleted.
 */
function createStore(folder, most = 4000) {
  const fileOf = (key) => path.join(folder, key);
  prune(folder, most);
  return {
    read(key) {
      const stored = readText(fileOf(key));
      if (stored === undefined) return undefined;
      const end = stored.indexOf('\n');
      const text = stored.slice(end + 1);
      return stored.slice(0, end) === `// ${hashOf(text)}` ? text : undefined;
    },
    /** A full or read-only disk costs time only. */
    write(key, text) {
      try {
        writeText(fileOf(key), `// ${hashOf(text)}\n${text}`);
      } catch (error) {
        if (error.code === undefined) throw error;
      }
    },
  };
}

function prune(folder, most) {
  let names = [];
  try {
    names = fs.readdirSync(folder);
  } catch {
    return;
  }
  if (names.length <= most) return;
  const age = (name) => fs.statSync(path.join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const byAge = names.map((name) => ({ name, age: age(name) })).sort((a, b) => a.age - b.age);
  for (const { name } of byAge.slice(0, names.length - most / 2)) fs.rmSync(path.join(folder, name), { force: true });
}

module.exports = { createStore, hashOf };
