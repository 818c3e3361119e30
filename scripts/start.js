'use strict';

// npm start: makes the clone ready and opens JupyterLab on the first notebook. Options (--no-browser, --port N) go to JupyterLab.

const { spawn } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { bootstrap, giveUp, steps } = require('./bootstrap');
const { jupyterEnvironment } = require('./common/jupyter');
const { root, venvPython } = require('./common/paths');

async function start(options) {
  const failed = await bootstrap();
  const missing = [steps.python.jupyterLab, steps.kernel].find((step) => failed.has(step));
  if (missing) throw failed.get(missing);
  const isRoot = process.getuid?.() === 0;
  const notebook = path.join('notebooks', '00-welcome.ipynb');
  // JupyterLab refuses to start on a notebook that somebody deleted; then it opens on the folder.
  const first = fs.existsSync(path.join(root, notebook)) ? [notebook] : [];
  const args = ['-m', 'jupyterlab', ...first, ...(isRoot ? ['--allow-root'] : []), ...options];
  const lab = spawn(venvPython, args, { cwd: root, env: jupyterEnvironment(), stdio: 'inherit' });
  lab.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
  // The terminal sends Ctrl-C to JupyterLab as well, which asks before it stops; other signals are passed on.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => lab.kill(signal));
}

start(process.argv.slice(2)).catch(giveUp);
