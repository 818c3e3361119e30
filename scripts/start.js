'use strict';

// npm start: makes the clone ready and opens JupyterLab on the first notebook. Options (--no-browser, --port N) go to JupyterLab.

const { spawn } = require('node:child_process');
const path = require('node:path');
const { bootstrap, giveUp, steps } = require('./bootstrap');
const { jupyterEnvironment } = require('./common/jupyter');
const { root, venvPython } = require('./common/paths');

async function start(options) {
  const failed = await bootstrap();
  const missing = [steps.python.jupyterLab, steps.kernel].find((step) => failed.has(step));
  if (missing) throw new Error(`JupyterLab cannot start: see the sentence on ${missing.name} above.`);
  const isRoot = process.getuid?.() === 0;
  const args = [
    '-m',
    'jupyterlab',
    path.join('notebooks', '00-welcome.ipynb'),
    ...(isRoot ? ['--allow-root'] : []),
    ...options,
  ];
  const lab = spawn(venvPython, args, { cwd: root, env: jupyterEnvironment(), stdio: 'inherit' });
  // The terminal sends Ctrl-C to JupyterLab as well, which asks before it stops; other signals are passed on.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => lab.kill(signal));
  lab.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
}

for (const signal of ['SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(143));
start(process.argv.slice(2)).catch(giveUp);
