'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { fingerprint, readText, remove, writeText } = require('../common/files');
const { root, venv, venvPython, windows } = require('../common/paths');
const { remedyOf } = require('../common/refusals');
const { run, lastLines, StepError } = require('../common/run');

/** There while the environment is made, and while it is filled: left behind, it says that a run was killed. */
const making = path.join(venv, 'making');
const installing = path.join(venv, 'installing');
const stamp = path.join(venv, 'facelab-requirements');
const requirements = path.join(root, 'requirements.txt');
const constraints = path.join(root, 'scripts', 'constraints.txt');

/** pip tries a request four times within 4 s. */
const patience = ['--retries', '3'];

const wanted = () => fingerprint(readText(requirements), readText(constraints));

const isMade = () => fs.existsSync(venvPython) && !fs.existsSync(making) && !fs.existsSync(installing);

/** `.venv`, still without packages. One that was left half made or half filled (a killed run) is made anew. */
const environment = {
  name: 'Python environment (.venv)',
  needs: [],
  isCurrent: isMade,
  async work() {
    const python = await findPython();
    remove(venv);
    writeText(making, '');
    try {
      await run(python.command, [...python.args, '-m', 'venv', venv], { log: 'python' });
    } catch (error) {
      const output = lastLines(error.output ?? error.message);
      const remedy = remedyOf(
        output,
        "Install Python's venv module (Debian and Ubuntu: apt install python3-venv), then start again.",
      );
      remove(venv);
      throw new StepError('Python could not make a virtual environment.', remedy, output);
    }
    remove(making);
  },
};

/** JupyterLab and what draws and runs notebooks, pinned in requirements.txt (and what those need, in constraints.txt). */
const jupyterLab = {
  name: 'JupyterLab',
  needs: [environment],
  isCurrent: () => isMade() && readText(stamp) === wanted(),
  async work() {
    writeText(installing, '');
    try {
      await run(
        venvPython,
        [
          '-m',
          'pip',
          'install',
          '--disable-pip-version-check',
          '--no-input',
          ...patience,
          '--prefer-binary',
          '-r',
          requirements,
          '-c',
          constraints,
        ],
        { log: 'jupyterlab' },
      );
    } catch (error) {
      const output = lastLines(error.output ?? error.message);
      throw new StepError(
        'pip could not install JupyterLab.',
        remedyOf(output, 'Check the network (or the proxy settings of pip) and the free disk space, then start again.'),
        output,
      );
    }
    writeText(stamp, wanted());
    remove(installing);
  },
};

/** The first Python of version 3.10 or newer. FACELAB_BASE_PYTHON names one. */
async function findPython() {
  const own = process.env.FACELAB_BASE_PYTHON;
  const names = ['python3', 'python', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];
  const candidates = own ? [[own]] : windows ? [['py', '-3'], ['python'], ['python3']] : names.map((name) => [name]);
  let old;
  for (const [command, ...args] of candidates) {
    try {
      const version = (
        await run(command, [...args, '-c', 'import sys; print("%d.%d" % sys.version_info[:2])'], { log: 'python' })
      ).trim();
      const [major, minor] = version.split('.').map(Number);
      if (major === 3 && minor >= 10) return { command, args };
      old = version;
    } catch {
      // Not this one.
    }
  }
  throw new StepError(
    old
      ? `Python 3.10 or newer is needed, and this one is ${old}.`
      : own
        ? `${own} is no Python that runs.`
        : 'Python 3 was not found.',
    'Install Python 3.10 or newer, or name one in FACELAB_BASE_PYTHON, then start again.',
  );
}

module.exports = { environment, jupyterLab, patience };
