'use strict';

const fs = require('node:fs');
const path = require('node:path');

/**
 * What runs in one process: the quick specs of a folder together, since every start costs a second, and each slow spec
 * by itself. `costs` holds the seconds of the slow ones, whether they use more than one core (`wide`) and whether
 * nothing may run beside them (`alone`), by path below `root`. Longest first, those that run alone last.
 */
function batchesOf(files, root, costs) {
  const batches = new Map();
  for (const file of files) {
    const name = path.relative(root, file).split(path.sep).join('/');
    const cost = costs[name];
    const key = cost ? name : path.posix.dirname(name).split('/').slice(0, 2).join('/');
    const batch = batches.get(key) ?? { name: key, files: [], seconds: 0, wide: false, alone: false };
    batch.files.push(file);
    batch.seconds += cost?.seconds ?? 1;
    batch.wide ||= cost?.wide === true;
    batch.alone ||= cost?.alone === true;
    batches.set(key, batch);
  }
  return [...batches.values()].sort((a, b) => a.alone - b.alone || b.seconds - a.seconds);
}

/** The next batch that may start beside those that run: two wide ones never run at once, beside "alone" nothing does. */
function nextIndex(waiting, running) {
  if (running.some((batch) => batch.alone)) return -1;
  const busy = running.some((batch) => batch.wide);
  return waiting.findIndex((batch) => !(batch.wide && busy) && !(batch.alone && running.length > 0));
}

/** All specs below the given files and folders, sorted, each once. */
function specsBelow(paths) {
  const found = paths.flatMap((place) => {
    if (!fs.statSync(place, { throwIfNoEntry: false })?.isDirectory()) return [place];
    const names = fs.readdirSync(place, { recursive: true }).filter((name) => name.endsWith('.spec.ts'));
    return names.map((name) => path.join(place, name));
  });
  return [...new Set(found)].sort();
}

module.exports = { batchesOf, nextIndex, specsBelow };
