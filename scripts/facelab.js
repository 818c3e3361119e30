#!/usr/bin/env node
'use strict';

// The `facelab` command: runs src/cli/main.ts, TypeScript as it is.

const fs = require('node:fs');
const path = require('node:path');
const { root, nodeModules } = require('./common/paths');

// An update that was killed may have left half of src: it is finished before src is read.
require('./common/pending').finishAtStart(root);

const main = path.join(root, 'src', 'cli', 'main.ts');

if (!fs.existsSync(path.join(nodeModules, 'tsx'))) {
  console.error('facelab: nothing is installed yet. Run npm start or npm test once: both install everything.');
  process.exit(1);
}
if (!fs.existsSync(main)) {
  console.error('facelab: src/cli/main.ts is missing, so there is no command to run. git checkout src brings it back.');
  process.exit(1);
}

process.env.TSX_TSCONFIG_PATH ??= path.join(root, 'tsconfig.json');
require('tsx/cjs');
try {
  require(main);
} catch (error) {
  // A clone that was updated may need packages that were not there when it was installed.
  const missing = /^Cannot find module '((?:@[^/']+\/)?[^./'][^/']*)/.exec(error?.message)?.[1];
  if (error?.code !== 'MODULE_NOT_FOUND' || missing === undefined) throw error;
  console.error(
    `facelab: the package ${missing} is not installed. Run npm start or npm test once: both install what is missing.`,
  );
  process.exit(1);
}
