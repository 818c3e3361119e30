'use strict';

const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

/** The text of a file, or undefined when there is none. */
function readText(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** Makes a folder and those above it. `recursive` would say ENOENT on a read-only disk: this says what is the matter. */
function makeFolder(folder) {
  const isThere = () => fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
  if (isThere()) return;
  if (path.dirname(folder) !== folder) makeFolder(path.dirname(folder));
  try {
    fs.mkdirSync(folder);
  } catch (error) {
    // Another process may have been quicker.
    if (!isThere()) throw error;
  }
}

/** Writes a file as a whole or not at all: a killed run leaves the old one. */
function writeText(file, text) {
  makeFolder(path.dirname(file));
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    fs.writeFileSync(temporary, text);
    fs.renameSync(temporary, file);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw error;
  }
}

/** Makes `link` point at `target` (relative, so that the clone can be moved), replacing whatever was there in one rename. */
function linkFile(target, link) {
  makeFolder(path.dirname(link));
  const temporary = `${link}.${process.pid}.tmp`;
  fs.rmSync(temporary, { force: true });
  fs.symlinkSync(path.relative(path.dirname(link), target), temporary);
  fs.renameSync(temporary, link);
}

function remove(target) {
  fs.rmSync(target, { recursive: true, force: true, maxRetries: 3 });
}

/** One short name for everything that a step's result depends on. */
function fingerprint(...inputs) {
  return crypto.createHash('sha256').update(JSON.stringify(inputs)).digest('hex').slice(0, 16);
}

module.exports = { makeFolder, readText, writeText, linkFile, remove, fingerprint };
