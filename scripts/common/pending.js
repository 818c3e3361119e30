'use strict';

// Changes to many files that happen together. They are written beside each other into a folder, which then gets its final
// name: from then on they hold, and whoever starts next finishes what a killed process left. Plain Node, because a change
// may replace src.

const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { makeFolder, readText, remove } = require('./files');

const JOURNAL = 'journal.json';
const HOUR = 3_600_000;

/** The SHA-256 of a file's bytes. */
function hashOf(bytes) {
  return crypto.createHash('sha256').update(bytes).digest('hex');
}

/** The hash of the file, or null where there is none. */
function hashAt(file) {
  try {
    return hashOf(fs.readFileSync(file));
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw error;
  }
}

const stateOf = (root) => path.join(root, '.facelab');

/**
 * Makes changes to files below `root`: `{path, before, bytes, mode}` each, in this order. `before` is the hash of what is
 * there now or null; without `bytes` the file is deleted. Throws before anything has changed, or not at all.
 *
 * A file that somebody else has written since `before` was taken is moved below `aside` first, and named in what is returned.
 */
function makeChanges(root, changes, { aside, onStep } = {}) {
  finish(root);
  makeFolder(stateOf(root));
  for (const name of fs.readdirSync(stateOf(root))) {
    const old = path.join(stateOf(root), name);
    if (/^pending-/.test(name) && Date.now() - fs.statSync(old).mtimeMs > HOUR) remove(old);
  }
  const making = fs.mkdtempSync(path.join(stateOf(root), 'pending-'));
  try {
    const entries = changes.map(({ path: file, before, bytes, mode = 0o644 }, index) => {
      if (bytes === undefined) return { path: file, before, after: null };
      fs.writeFileSync(path.join(making, String(index)), bytes, { mode, flush: true });
      return { path: file, before, after: hashOf(bytes), from: String(index) };
    });
    fs.writeFileSync(path.join(making, JOURNAL), JSON.stringify({ aside, entries }), { flush: true });
    onStep?.();
    fs.renameSync(making, path.join(stateOf(root), 'pending'));
  } catch (error) {
    remove(making);
    throw error;
  }
  return finish(root, onStep);
}

/** Finishes changes that hold and are not all made; without such, nothing. Returns the paths of files that were moved aside. */
function finish(root, onStep) {
  const folder = path.join(stateOf(root), 'pending');
  const text = readText(path.join(folder, JOURNAL));
  if (text === undefined) return [];
  const { aside, entries } = JSON.parse(text);
  const moved = entries.flatMap((entry) => {
    onStep?.();
    return change(root, folder, entry, aside);
  });
  onStep?.();
  remove(folder);
  return moved;
}

function change(root, folder, { path: file, before, after, from }, aside) {
  const target = path.join(root, file);
  const now = hashAt(target);
  if (now === after) return [];
  const isForeign = now !== null && now !== before;
  if (after === null) {
    // What was edited since is not what was to be deleted.
    if (isForeign) return [];
    fs.rmSync(target);
    removeEmptyFolders(root, path.dirname(file));
    return [];
  }
  const moved = isForeign ? [moveAside(root, file, aside)] : [];
  makeFolder(path.dirname(target));
  try {
    move(path.join(folder, from), target);
  } catch (error) {
    // Another process that finishes the same changes may have been quicker.
    if (hashAt(target) !== after) throw error;
  }
  return moved;
}

function moveAside(root, file, aside) {
  let place = path.posix.join(aside, file);
  for (let number = 2; fs.existsSync(path.join(root, place)); number++)
    place = path.posix.join(`${aside}-${number}`, file);
  makeFolder(path.dirname(path.join(root, place)));
  move(path.join(root, file), path.join(root, place));
  return place;
}

function move(from, to) {
  try {
    fs.renameSync(from, to);
  } catch (error) {
    if (error.code !== 'EXDEV') throw error; // .facelab may lie on another disk
    const part = `${to}.${process.pid}.part`;
    fs.copyFileSync(from, part);
    fs.renameSync(part, to);
    fs.rmSync(from);
  }
}

function removeEmptyFolders(root, folder) {
  for (let each = folder; each !== '.' && each !== ''; each = path.dirname(each)) {
    try {
      fs.rmdirSync(path.join(root, each));
    } catch {
      return; // It holds something.
    }
  }
}

/** {@link finish} for a program that starts: it says what it did, and ends the program where it cannot be done. */
function finishAtStart(root) {
  try {
    const moved = finish(root);
    if (moved.length > 0)
      console.error(`facelab: An interrupted update was finished. Edited since, and kept: ${moved.join(', ')}.`);
  } catch (error) {
    console.error(`facelab: An interrupted update cannot be finished: ${error.message}. Mend that, then start again.`);
    process.exit(1);
  }
}

module.exports = { finish, finishAtStart, hashAt, hashOf, makeChanges };
