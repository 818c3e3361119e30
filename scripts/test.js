'use strict';

// npm test: makes the clone ready and runs the specs; `npm test -- test/losses` runs a part, other options go to mocha.

const { spawn } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { root } = require('./common/paths');

// An update that was killed may have left half of the scripts: it is finished before they are read.
require('./common/pending').finishAtStart(root);

const { bootstrap, giveUp } = require('./bootstrap');
const { batchesOf, specsBelow } = require('./testing/batches');
const { closingLine } = require('./testing/closing-line');
const { runBatches } = require('./testing/run-batches');

const mocha = [
  path.join(root, 'node_modules', 'mocha', 'bin', 'mocha.js'),
  '--reporter',
  path.join(__dirname, 'reporter.js'),
];

// With these, mocha is to have the terminal, or decides itself what runs where.
const forOneProcess = /^(-[wRnhVp]|--(watch|reporter|node-option|help|version|parallel|inspect|expose|list-|max-)\S*)/;

async function test(options) {
  await bootstrap();
  const places = options.filter((option) => isPlace(option));
  const others = options.filter((option) => !isPlace(option));
  const patterns = places.some((place) => place.includes('*'));
  const files = specsBelow((places.length > 0 ? places : ['test']).map((place) => path.resolve(root, place)));
  if (patterns || others.some((option) => forOneProcess.test(option))) {
    return inOneProcess([...others, ...(patterns ? places : files)]);
  }

  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop.abort());
  const costs = JSON.parse(fs.readFileSync(path.join(root, 'test', 'costs.json'), 'utf8'));
  const total = await runBatches(batchesOf(files, root, costs), {
    mocha,
    cwd: root,
    options: process.stdout.isTTY ? ['--color', ...others] : others,
    jobs: Math.min(2, os.availableParallelism()),
    bail: others.some((option) => option === '--bail' || option === '-b'),
    signal: stop.signal,
    print: (text) => process.stdout.write(text),
  });
  if (total.failures.length > 0) console.log(`\nFailed:\n${total.failures.map((name) => `  ${name}`).join('\n')}\n`);
  console.log(closingLine(total));
  process.exitCode = total.failed > 0 || stop.signal.aborted ? 1 : 0;
}

/** One mocha process that has the terminal. */
function inOneProcess(options) {
  const run = spawn(process.execPath, [...mocha, ...options], { cwd: root, stdio: 'inherit' });
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => run.kill(signal));
  run.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
}

/** Whether an option names files or folders with specs. */
function isPlace(option) {
  if (option.startsWith('-')) return false;
  return fs.existsSync(path.resolve(root, option)) || /[\\/*]|\.ts$/.test(option);
}

test(process.argv.slice(2)).catch(giveUp);
