'use strict';

const path = require('node:path');

const root = path.resolve(__dirname, '..', '..');
const windows = process.platform === 'win32';
const venv = path.join(root, '.venv');

/** Where the bootstrap keeps things. Everything lies in the clone, and every folder here is ignored by git. */
module.exports = {
  root,
  windows,
  /** Locks, logs, the TensorFlow libraries: deleted, it is made again. */
  state: path.join(root, '.facelab'),
  venv,
  venvPython: windows ? path.join(venv, 'Scripts', 'python.exe') : path.join(venv, 'bin', 'python'),
  nodeModules: path.join(root, 'node_modules'),
  tfjsNode: path.join(root, 'node_modules', '@tensorflow', 'tfjs-node-gpu'),
};
