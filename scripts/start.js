'use strict';

// npm start: makes the clone ready and opens JupyterLab on the first notebook. Options (--no-browser, --port N) go to JupyterLab.

const { spawn } = require('node:child_process');
const { root, venvPython } = require('./common/paths');

// An update that was killed may have left half of the scripts: it is finished before they are read.
require('./common/pending').finishAtStart(root);

const { bootstrap, giveUp, steps } = require('./bootstrap');
const { jupyterEnvironment } = require('./common/jupyter');
const { compileCells } = require('./lab/cells');
const { findEngine } = require('./lab/engine');
const { complaint, openLog, portTaken } = require('./lab/log');
const { writePlayground } = require('./lab/playground');
const { address, untilListening } = require('./lab/server');

async function start(options) {
  const failed = await bootstrap();
  const missing = [steps.python.jupyterLab, steps.kernel].find((step) => failed.has(step));
  if (missing) throw failed.get(missing);

  const log = openLog();
  const env = jupyterEnvironment();
  const isRoot = process.getuid?.() === 0;
  const args = ['-m', 'jupyterlab', ...(isRoot ? ['--allow-root'] : []), ...options];
  // What it answers (--help) and what it asks at Ctrl-C stay in the terminal.
  const lab = spawn(venvPython, args, { cwd: root, env, stdio: ['inherit', 'inherit', log.descriptor] });
  const ended = new Promise((resolve, reject) => {
    lab.on('error', reject);
    lab.on('exit', (code, signal) => resolve(signal ? 1 : (code ?? 1)));
  });
  const stopping = passOnSignals(lab, log);
  const engine = findEngine();

  const info = await Promise.race([untilListening(env.JUPYTER_RUNTIME_DIR, lab.pid), ended.then(() => undefined)]);
  if (info !== undefined) {
    const line = await Promise.race([engine.line, ended]);
    const taken = portTaken(log.text());
    console.log(`engine   ${line}`);
    console.log(`address  ${address(info)}${taken === undefined ? '' : ` (port ${taken} is taken)`}`);
    console.log('to stop  Ctrl-C here, and once more (or y) to confirm');
  }
  const behind = info === undefined ? [] : [writePlayground(), compileCells()];
  const code = await ended;
  engine.stop();
  for (const work of behind) work.stop();
  if (code !== 0 && !stopping.asked) {
    const what = info === undefined ? 'did not start' : 'ended by itself';
    throw new Error(`JupyterLab ${what}, its log is ${log.name}: ${complaint(log.text())}`);
  }
  process.exit(code);
}

/**
 * The terminal sends Ctrl-C to JupyterLab as well, which asks before it stops; other signals are passed on. `asked`
 * while it is to stop. It says in its log alone that it was not told yes, so that is told here.
 */
function passOnSignals(lab, log) {
  const stopping = { asked: false };
  let watch;
  process.on('SIGINT', () => {
    stopping.asked = true;
    clearInterval(watch);
    const before = log.text().length;
    watch = setInterval(() => {
      if (!log.text().slice(before).includes('resuming operation')) return;
      clearInterval(watch);
      stopping.asked = false;
      console.log('JupyterLab goes on.');
    }, 200);
  });
  for (const signal of ['SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      stopping.asked = true;
      lab.kill(signal);
    });
  }
  return stopping;
}

start(process.argv.slice(2)).catch(giveUp);
