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

/** Paths replace the list of specs in .mocharc.json, to which mocha would only add them; a folder means the specs in it. */
function mochaArguments(options) {
  const isPath = (option) =>
    !option.startsWith('-') &&
    (option.includes('/') || option.endsWith('.ts') || fs.existsSync(path.join(root, option)));
  if (!options.some(isPath)) return options;
  const configuration = JSON.parse(fs.readFileSync(path.join(root, '.mocharc.json'), 'utf8'));
  const kept = Object.entries(configuration).filter(([name]) => name !== 'spec');
  return [
    '--no-config',
    ...kept.flatMap(([name, value]) => [value].flat().flatMap((each) => [`--${name}`, String(each)])),
    ...options.map((option) => (isFolder(option) ? `${option.replace(/[\\/]+$/, '')}/**/*.spec.ts` : option)),
  ];
}

function isFolder(option) {
  return fs.statSync(path.join(root, option), { throwIfNoEntry: false })?.isDirectory() ?? false;
}

test(process.argv.slice(2)).catch(giveUp);
