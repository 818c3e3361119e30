'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { readText, writeText } = require('../common/files');
const { root, venv } = require('../common/paths');
const python = require('./python');

/** What lies in .venv for Jupyter: the `facelab` kernel, and settings that spare everyone JupyterLab's questions. */
function files() {
  const share = path.join(venv, 'share', 'jupyter');
  const configuration = path.join(venv, 'etc', 'jupyter');
  const figures = path.join(share, 'labextensions', 'facelab-figures');
  const json = (value) => `${JSON.stringify(value, null, 2)}\n`;
  return {
    [path.join(share, 'kernels', 'facelab', 'kernel.json')]: json({
      argv: [process.execPath, path.join(root, 'scripts', 'kernel.js'), '{connection_file}'],
      display_name: 'facelab (TypeScript)',
      language: 'typescript',
      interrupt_mode: 'signal',
      // Each thread of TensorFlow would keep memory of its own that it gave back: a third of what a kernel takes.
      env: { MALLOC_ARENA_MAX: '2' },
    }),
    [path.join(share, 'lab', 'settings', 'overrides.json')]: json({
      '@jupyterlab/apputils-extension:notification': {
        fetchNews: 'false',
        checkForUpdates: false,
        doNotDisturbMode: false,
      },
      // A theme that asks no server for its font; a slide that is higher than the screen can be scrolled, code included.
      'jupyterlab-rise:plugin': { theme: 'white', scroll: true },
      // Texts open as pages, whose links lead on to hints and functions.
      '@jupyterlab/docmanager-extension:plugin': { defaultViewers: { markdown: 'Markdown Preview' } },
    }),
    // Links from notebooks lead into exercises and src: all of the clone is served.
    [path.join(configuration, 'jupyter_server_config.json')]: json({
      ServerApp: { root_dir: root },
      MultiKernelManager: { default_kernel_name: 'facelab' },
    }),
    [path.join(configuration, 'jupyter_lab_config.json')]: json({
      LabApp: { default_url: ['/lab/tree', ...firstNotebook()].join('/') },
    }),
    [path.join(figures, 'package.json')]: json({
      name: 'facelab-figures',
      version: '0.1.0',
      description: 'Figures as wide as the page at most, their pictures as large as they are.',
      jupyterlab: { extension: true, _build: { load: 'static/figures.js', extension: './extension' } },
    }),
    [path.join(figures, 'static', 'figures.js')]: readText(path.join(root, 'scripts', 'lab', 'page', 'figures.js')),
  };
}

/** Where the course begins, as a path below the clone; without notebooks the clone itself. */
function firstNotebook() {
  const folder = path.join(root, 'notebooks');
  const names = fs.existsSync(folder) ? fs.readdirSync(folder) : [];
  const notebooks = names.filter((name) => name.endsWith('.ipynb')).sort();
  return notebooks.length === 0 ? [] : ['notebooks', encodeURIComponent(notebooks[0])];
}

module.exports = {
  name: 'facelab kernel',
  needs: [python.jupyterLab],
  isCurrent: () => Object.entries(files()).every(([file, text]) => readText(file) === text),
  async work() {
    for (const [file, text] of Object.entries(files())) writeText(file, text);
  },
};
