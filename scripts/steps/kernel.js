'use strict';

const path = require('node:path');
const { readText, writeText } = require('../common/files');
const { root, venv } = require('../common/paths');
const python = require('./python');

/** What lies in .venv for Jupyter: the `facelab` kernel, and settings that spare everyone JupyterLab's questions. */
function files() {
  const share = path.join(venv, 'share', 'jupyter');
  const json = (value) => `${JSON.stringify(value, null, 2)}\n`;
  return {
    [path.join(share, 'kernels', 'facelab', 'kernel.json')]: json({
      argv: [process.execPath, path.join(root, 'scripts', 'kernel.js'), '{connection_file}'],
      display_name: 'facelab (TypeScript)',
      language: 'typescript',
      interrupt_mode: 'signal',
    }),
    [path.join(share, 'lab', 'settings', 'overrides.json')]: json({
      '@jupyterlab/apputils-extension:notification': {
        fetchNews: 'false',
        checkForUpdates: false,
        doNotDisturbMode: false,
      },
    }),
    [path.join(venv, 'etc', 'jupyter', 'jupyter_server_config.json')]: json({
      MultiKernelManager: { default_kernel_name: 'facelab' },
    }),
  };
}

module.exports = {
  name: 'facelab kernel',
  needs: [python.jupyterLab],
  isCurrent: () => Object.entries(files()).every(([file, text]) => readText(file) === text),
  async work() {
    for (const [file, text] of Object.entries(files())) writeText(file, text);
  },
};
