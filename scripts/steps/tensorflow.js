'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { makeFolder, remove } = require('../common/files');
const { hasNvidiaDriver, requestedEngine } = require('../common/engine-choice');
const { root, state, venvPython } = require('../common/paths');
const { remedyOf } = require('../common/refusals');
const { run, lastLines, StepError } = require('../common/run');
const python = require('./python');

const version = '2.21.0';

/**
 * Where the libraries of this machine lie. The layout is the wheel's own, since a CUDA library looks for its
 * companions in ../nvidia.
 */
function tensorFlowFolder() {
  return path.join(state, 'tensorflow', `${version}-${hasNvidiaDriver() ? 'cuda' : 'cpu'}`);
}

/** TensorFlow's C library and headers, taken out of its wheel (any Python version's: they hold the same library). */
module.exports = {
  name: `TensorFlow ${version} libraries${hasNvidiaDriver() ? ' with CUDA' : ''}`,
  needs: [python.environment],
  note: hasNvidiaDriver() ? 'about 3 GB to download, once' : 'about 270 MB to download, once',
  isWanted: () => [undefined, 'tensorflow'].includes(requestedEngine()) && process.platform !== 'win32',
  isCurrent: () => fs.existsSync(tensorFlowFolder()),
  async work() {
    const folder = tensorFlowFolder();
    const parent = path.dirname(folder);
    makeFolder(parent);
    for (const name of fs.readdirSync(parent)) if (name.endsWith('.tmp')) remove(path.join(parent, name));
    const temporary = `${folder}.tmp`;
    const wheels = path.join(temporary, 'wheels');
    const project =
      !hasNvidiaDriver() && process.platform === 'linux' && process.arch === 'x64' ? 'tensorflow-cpu' : 'tensorflow';
    const pip = (...args) => run(venvPython, ['-m', 'pip', ...args], { log: 'tensorflow' });
    try {
      // A fixed Python version, so that a Python newer than TensorFlow knows is no obstacle.
      await pip(
        'download',
        '--disable-pip-version-check',
        '--no-input',
        ...python.patience,
        '--no-deps',
        '--only-binary=:all:',
        '--implementation',
        'cp',
        '--python-version',
        '3.12',
        '--dest',
        wheels,
        `${project}==${version}`,
      );
    } catch (error) {
      const output = lastLines(error.output ?? error.message);
      const remedy = remedyOf(output, 'Check the network and the free disk space (1.5 GB), then start again.');
      remove(temporary);
      throw new StepError(
        `The TensorFlow ${version} wheel for ${process.platform} ${process.arch} could not be downloaded.`,
        remedy,
        output,
      );
    }
    try {
      const [wheel] = fs.readdirSync(wheels);
      const extras = await run(
        venvPython,
        [path.join(root, 'scripts', 'steps', 'unpack-tensorflow.py'), path.join(wheels, wheel), temporary],
        {
          log: 'tensorflow',
        },
      );
      if (hasNvidiaDriver()) {
        const cuda = extras.split('\n').filter((line) => line !== '');
        await pip(
          'install',
          '--disable-pip-version-check',
          '--no-input',
          ...python.patience,
          '--no-deps',
          '--only-binary=:all:',
          '--target',
          temporary,
          ...cuda,
        );
      }
      remove(wheels);
      fs.renameSync(temporary, folder);
    } catch (error) {
      remove(temporary);
      throw new StepError(
        'The TensorFlow libraries could not be unpacked.',
        'Check the free disk space (1.5 GB; 6 GB with CUDA), then start again.',
        lastLines(error.output ?? error.message),
      );
    }
  },
  tensorFlowFolder,
};
