'use strict';

// npm test: makes the clone ready and runs the specs; `npm test -- test/losses` runs a part, other options go to mocha.

const { spawn } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { bootstrap, giveUp } = require('./bootstrap');
const { root } = require('./common/paths');

async function test(options) {
  await bootstrap();
  const mocha = path.join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');
  const args = [mocha, '--reporter', path.join(__dirname, 'reporter.js'), ...mochaArguments(options)];
  const run = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' });
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => run.kill(signal));
  run.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
}

/** All specs, unless paths are given: files, or folders with specs. */
function mochaArguments(options) {
  const paths = options.map((option) => (option.startsWith('-') ? undefined : pathKind(option)));
  if (paths.every((kind) => kind === undefined)) return ['test/**/*.spec.ts', ...options];
  return options.map((option, i) => (paths[i] === 'folder' ? `${option.replace(/[\\/]+$/, '')}/**/*.spec.ts` : option));
}

function pathKind(option) {
  const found = fs.statSync(path.resolve(root, option), { throwIfNoEntry: false });
  if (found) return found.isDirectory() ? 'folder' : 'file';
  return /[\\/*]|\.ts$/.test(option) ? 'file' : undefined;
}

test(process.argv.slice(2)).catch(giveUp);
