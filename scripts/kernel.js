'use strict';

// The `facelab` kernel: kernel.js CONNECTION_FILE. It is tslab with the repository root as working folder, since tslab
// imports local TypeScript only from below that folder: every notebook, wherever it lies, writes './src/…'.

const path = require('node:path');
const v8 = require('node:v8');
const { root, state } = require('./common/paths');
const { installKernel } = require('./kernel/install');

// What the compiler leaves is collected when the heap has grown by two fifths; left to itself it grows by several times.
v8.setFlagsFromString('--heap-growing-percent=40');

process.chdir(root);
process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';

// A Jupyter that was killed cannot stop its kernels, and nobody reaches them any more.
const jupyter = process.ppid;
setInterval(() => process.ppid === jupyter || process.exit(0), 2000).unref();

installKernel(root, path.join(state, 'kernel'));

const { startKernel } = require('tslab/dist/main');
const { getVersion } = require('tslab/dist/util');

startKernel({ configPath: process.argv[2], enableFindLocal: false, jsKernel: false, globalVersion: getVersion() });
