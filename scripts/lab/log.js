'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { makeFolder } = require('../common/files');
const { root, state } = require('../common/paths');

const file = process.env.FACELAB_LOG ?? path.join(state, 'logs', 'jupyter-server.log');

/** Bytes from which on it begins anew. */
const largest = 4 * 2 ** 20;

/**
 * The file in which JupyterLab writes what it does: `descriptor` for its process, `text()` for what came since then,
 * `name` for people. Only its owner may read it, since Jupyter writes the token there. Two servers of one clone write
 * to the same file, unless FACELAB_LOG names another.
 */
function openLog() {
  makeFolder(path.dirname(file));
  if (fs.existsSync(file) && fs.statSync(file).size > largest) fs.rmSync(file);
  const descriptor = fs.openSync(file, 'a+', 0o600);
  fs.fchmodSync(descriptor, 0o600);
  const { size: start } = fs.fstatSync(descriptor);
  return {
    descriptor,
    name: path.relative(root, file),
    text() {
      const bytes = Buffer.alloc(fs.fstatSync(descriptor).size - start);
      fs.readSync(descriptor, bytes, 0, bytes.length, start);
      return bytes.toString('utf8');
    },
  };
}

/** What Jupyter complained about last, without its time and name: why it ended. */
function complaint(text) {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const line = lines.filter((each) => /^\[[CE] /.test(each)).at(-1) ?? lines.at(-1) ?? 'it is empty';
  return line.replace(/^\[.*?\]\s*|^\S+: error: /, '').replace(/^ERROR: /, '');
}

/** The port that Jupyter wanted and another program has, if it had to take another one. */
function portTaken(text) {
  return /port (\d+) is already in use/.exec(text)?.[1];
}

module.exports = { openLog, complaint, portTaken };
