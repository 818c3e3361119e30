'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { readText } = require('../common/files');
const { windows } = require('../common/paths');

/** Waits until a Jupyter server listens, and gives what it says of itself: `url`, `token`, `port`. */
async function untilListening(runtimeFolder, pid) {
  const started = Date.now();
  for (;;) {
    const info = serverInfo(runtimeFolder, pid, started);
    if (info !== undefined) return info;
    await new Promise((resolve) => setTimeout(resolve, 100).unref());
  }
}

/**
 * A server writes `jpserver-PID.json` when it listens. On Windows the process that was started only starts Python:
 * there a server that is newer than `started` counts.
 */
function serverInfo(runtimeFolder, pid, started) {
  if (!windows) return infoIn(path.join(runtimeFolder, `jpserver-${pid}.json`), started);
  const names = fs.existsSync(runtimeFolder) ? fs.readdirSync(runtimeFolder) : [];
  const files = names.filter((name) => /^jpserver-\d+\.json$/.test(name));
  return files.map((name) => infoIn(path.join(runtimeFolder, name), started)).find((info) => info !== undefined);
}

/** A file that is older than the start was left by a server that was killed. */
function infoIn(file, started) {
  const state = fs.statSync(file, { throwIfNoEntry: false });
  if (state === undefined || state.mtimeMs < started) return undefined;
  try {
    return JSON.parse(readText(file) ?? '');
  } catch {
    // Half written: it is whole when it is read again.
    return undefined;
  }
}

/**
 * The address that opens the first page. A token that Jupyter drew is part of it; one that somebody chose is a secret
 * and stays out, as in Jupyter's own words.
 */
function address({ url, token }) {
  if (token === '') return url;
  return `${url}?token=${/^[0-9a-f]{48}$/.test(token) ? token : '...'}`;
}

module.exports = { untilListening, address };
