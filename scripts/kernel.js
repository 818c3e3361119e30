'use strict';

// The `facelab` kernel: kernel.js CONNECTION_FILE. It is tslab with the repository root as working folder, since tslab
// imports local TypeScript only from below that folder: every notebook, wherever it lies, writes './src/…'.

const path = require('node:path');

process.chdir(path.resolve(__dirname, '..'));
process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';

// tslab gives up a cell when a file appears in a folder that the compiler watches ('Unexpected pending rebuildTimer'), be it
// only a cached picture. Files that cells import are still watched one by one, so that edits are picked up.
require('@tslab/typescript-for-tslab').sys.watchDirectory = () => ({ close() {} });

const { startKernel } = require('tslab/dist/main');
const { getVersion } = require('tslab/dist/util');

startKernel({ configPath: process.argv[2], enableFindLocal: false, jsKernel: false, globalVersion: getVersion() });
