'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { makeFolder } = require('./files');

const heartbeatMs = 2000;
const staleMs = 30000;

/**
 * Only one process at a time holds a lock. `work` runs with it; others wait and are told through `onWait(pid)`.
 * A lock whose owner is gone (no such process, or no heartbeat for 30 s: process ids are used again) is taken over.
 */
async function withLock(file, work, { onWait = () => {}, pollMs = 200 } = {}) {
  makeFolder(path.dirname(file));
  let told = false;
  while (!acquire(file)) {
    const owner = ownerOf(file);
    if (owner !== undefined && isStale(owner)) {
      takeAway(file, owner);
      // The guards of a killed owner need a moment to end its programs.
      await sleep(500);
      continue;
    }
    if (owner !== undefined && !told) {
      told = true;
      onWait(owner.pid);
    }
    await sleep(pollMs);
  }
  const heartbeat = setInterval(() => touch(file), heartbeatMs);
  const release = () => {
    if (ownerOf(file)?.pid === process.pid) fs.rmSync(file, { force: true });
  };
  process.once('exit', release);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    process.off('exit', release);
    release();
  }
}

/** A lock appears with its content, or not at all: it is written aside and linked into place. */
function acquire(file) {
  const own = `${file}.${process.pid}`;
  fs.writeFileSync(own, String(process.pid));
  try {
    fs.linkSync(own, file);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  } finally {
    fs.rmSync(own, { force: true });
  }
}

function ownerOf(file) {
  try {
    return { pid: Number(fs.readFileSync(file, 'utf8')), beat: fs.statSync(file).mtimeMs };
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function isStale({ pid, beat }) {
  if (Date.now() - beat > staleMs) return true;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

/** Two waiting processes may both find the same stale lock: the one that moved a living one away puts it back. */
function takeAway(file, stale) {
  const aside = `${file}.stale.${process.pid}`;
  try {
    fs.renameSync(file, aside);
    if (ownerOf(aside)?.pid !== stale.pid) fs.linkSync(aside, file);
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
  } finally {
    fs.rmSync(aside, { force: true });
  }
}

function touch(file) {
  try {
    fs.utimesSync(file, new Date(), new Date());
  } catch {
    // Somebody deleted .facelab: the work goes on without the lock.
  }
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

module.exports = { withLock };
