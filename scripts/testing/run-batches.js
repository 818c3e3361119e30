'use strict';

const { spawn } = require('node:child_process');
const path = require('node:path');
const { nextIndex } = require('./batches');

/**
 * Runs every batch in a mocha process of its own, `jobs` at a time, and prints the output of a batch once it has ended
 * (of a single batch at once).
 * A process that dies, or is silent for longer than `silence` ms, is a failure of the spec that it was in; the specs
 * behind that one run in a new process. Resolves to the sums and the names of what failed; `signal` ends everything.
 */
function runBatches(batches, { mocha, cwd, options = [], jobs = 2, silence = 1_200_000, bail = false, signal, print }) {
  const waiting = [...batches];
  const running = new Map();
  const total = { passed: 0, failed: 0, skipped: 0, failures: [] };
  const toDo = batches.reduce((sum, batch) => sum + batch.files.length, 0);
  let done = 0;

  return new Promise((resolve) => {
    const fill = () => {
      if (signal?.aborted || (bail && total.failed > 0)) waiting.length = 0;
      while (running.size < jobs) {
        const index = nextIndex(waiting, [...running.values()]);
        if (index < 0) break;
        start(waiting.splice(index, 1)[0]);
      }
      if (running.size === 0 && waiting.length === 0) resolve(total);
    };

    const start = (batch) => {
      const begun = Date.now();
      // A process group of its own, so that what a spec started ends with it.
      const child = spawn(process.execPath, [...mocha, ...options, ...batch.files], {
        cwd,
        detached: process.platform !== 'win32',
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      });
      running.set(child, batch);
      const output = [];
      const seen = { current: undefined, ended: false, passed: 0, failed: 0, skipped: 0, failures: [] };
      let hung = false;
      let watch;
      const alive = () => {
        clearTimeout(watch);
        watch = setTimeout(() => {
          hung = true;
          kill(child, 'SIGKILL');
        }, silence);
      };
      alive();
      const take = (data) => (batches.length === 1 ? print(data) : output.push(data));
      child.stdout.on('data', take);
      child.stderr.on('data', take);
      child.on('message', (message) => {
        alive();
        note(seen, message);
      });
      child.on('exit', () => {
        kill(child, 'SIGKILL');
        // What left the group may still hold the pipes.
        setTimeout(() => [child.stdout, child.stderr].forEach((stream) => stream.destroy()), 5000).unref();
      });
      child.on('close', (code, killedBy) => {
        clearTimeout(watch);
        running.delete(child);
        print(Buffer.concat(output).toString());
        if (signal?.aborted) return fill();
        const cause = hung ? `reported nothing for ${silence / 1000} s` : `ended with ${killedBy ?? `code ${code}`}`;
        const rest = settle(batch, seen, hung || killedBy !== null || (seen.failed === 0 && code !== 0), cause);
        done += batch.files.length - rest.reduce((sum, { files }) => sum + files.length, 0);
        waiting.unshift(...rest);
        total.passed += seen.passed;
        total.failed += seen.failed;
        total.skipped += seen.skipped;
        total.failures.push(...seen.failures);
        const seconds = Math.round((Date.now() - begun) / 1000);
        print(`[${done} of ${toDo} files] ${batch.name}: ${seen.passed} passed, ${seen.failed} failed, ${seconds} s\n`);
        fill();
      });
    };

    /** Books a process that broke, and gives back what is still to be run of its batch. */
    const settle = (batch, seen, broke, cause) => {
      if (seen.ended && !broke) return [];
      const at = batch.files.indexOf(seen.current);
      // Broken while loading: each spec by itself shows which one it was.
      if (at < 0 && !seen.ended && batch.files.length > 1) {
        return batch.files.map((file) => ({ ...batch, name: path.relative(cwd, file), files: [file] }));
      }
      const file = batch.files[Math.max(at, 0)];
      seen.failed++;
      seen.failures.push(`${path.relative(cwd, file)}: its process ${cause}${seen.ended ? ' after its tests' : ''}`);
      const files = seen.ended ? [] : batch.files.slice(at < 0 ? 1 : at + 1);
      return files.length > 0 ? [{ ...batch, files }] : [];
    };

    signal?.addEventListener('abort', () => {
      for (const child of running.keys()) kill(child, 'SIGINT');
      setTimeout(() => [...running.keys()].forEach((child) => kill(child, 'SIGKILL')), 10_000).unref();
      if (running.size === 0) fill();
    });
    fill();
  });
}

/** Takes up what the reporter of a mocha process says. */
function note(seen, { kind, file, title }) {
  if (file) seen.current = file;
  if (kind === 'end') seen.ended = true;
  if (kind === 'pass') seen.passed++;
  if (kind === 'pending') seen.skipped++;
  if (kind === 'fail') {
    seen.failed++;
    seen.failures.push(title);
  }
}

function kill(child, signal) {
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // It has ended already.
  }
}

module.exports = { runBatches };
