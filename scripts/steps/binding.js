'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { fingerprint, linkFile, readText, remove } = require('../common/files');
const { nodeModules, tfjsNode } = require('../common/paths');
const { run, lastLines, StepError } = require('../common/run');
const packages = require('./packages');
const tensorFlow = require('./tensorflow');

/**
 * The bridge from Node to TensorFlow: the C++ that @tensorflow/tfjs-node-gpu carries, compiled with the headers of
 * node-api-headers against the libraries in .facelab. It is kept beside those libraries and linked into node_modules,
 * so that installing the npm packages again costs no compilation.
 */
module.exports = {
  name: 'TensorFlow binding',
  needs: [packages, tensorFlow],
  isWanted: tensorFlow.isWanted,
  isCurrent: () => fs.existsSync(tfjsNode) && fs.existsSync(tensorFlow.tensorFlowFolder()) && isLinked(compiledFile()),
  async work() {
    const compiled = compiledFile();
    if (!fs.existsSync(compiled)) await compile(compiled);
    linkFile(compiled, linkedFile());
  },
};

async function compile(compiled) {
  fs.mkdirSync(path.dirname(compiled), { recursive: true });
  const temporary = `${compiled}.tmp`;
  const folder = tensorFlow.tensorFlowFolder();
  const libraries = fs.readdirSync(path.join(folder, 'tensorflow')).filter((name) => name.startsWith('libtensorflow_'));
  const mac = process.platform === 'darwin';
  const args = [
    mac ? '-bundle' : '-shared',
    ...(mac ? ['-undefined', 'dynamic_lookup'] : []),
    '-fPIC',
    '-O2',
    '-std=c++17',
    `-DNAPI_VERSION=${napiVersion()}`,
    '-DBUILDING_NODE_EXTENSION',
    `-I${path.join(nodeModules, 'node-api-headers', 'include')}`,
    `-I${tfjsNode}`,
    `-I${path.join(folder, 'tensorflow', 'include')}`,
    path.join(tfjsNode, 'binding', 'tfjs_backend.cc'),
    path.join(tfjsNode, 'binding', 'tfjs_binding.cc'),
    '-o',
    temporary,
    ...libraries.map((name) => path.join(folder, 'tensorflow', name)),
    `-Wl,-rpath,${mac ? '@loader_path' : '$ORIGIN'}/../tensorflow`,
  ];
  const compiler = process.env.CXX || (mac ? 'clang++' : undefined);
  const candidates = compiler ? [compiler] : ['g++', 'clang++', 'c++'];
  for (const candidate of candidates) {
    try {
      await run(candidate, args, { log: 'binding' });
      fs.renameSync(temporary, compiled);
      return;
    } catch (error) {
      remove(temporary);
      if (error.exitCode === 127) continue;
      throw new StepError(
        'The TensorFlow binding could not be compiled.',
        `A C++17 compiler is needed: ${compilerRemedy()}. Then start again.`,
        lastLines(error.output ?? error.message),
      );
    }
  }
  throw new StepError(
    'No C++ compiler was found for the TensorFlow binding.',
    `${compilerRemedy()}, then start again.`,
  );
}

function compilerRemedy() {
  return process.platform === 'darwin'
    ? 'Run xcode-select --install'
    : 'Install g++ (Debian and Ubuntu: apt install g++)';
}

/** The newest Node-API that both the package and this Node know: the loader looks for the binding under its number. */
function napiVersion() {
  const versions = JSON.parse(readText(path.join(tfjsNode, 'package.json'))).binary.napi_versions;
  return Math.max(...versions.filter((version) => version <= Number(process.versions.napi)));
}

/** A compiled binding carries what it was made from in its name. */
function compiledFile() {
  const sources = fs
    .readdirSync(path.join(tfjsNode, 'binding'))
    .sort()
    .map((name) => readText(path.join(tfjsNode, 'binding', name)));
  const headers = readText(path.join(nodeModules, 'node-api-headers', 'package.json'));
  const name = `tfjs_binding-${process.arch}-${fingerprint(sources, headers, napiVersion(), readText(__filename))}.node`;
  return path.join(tensorFlow.tensorFlowFolder(), 'binding', name);
}

function linkedFile() {
  return path.join(tfjsNode, 'lib', `napi-v${napiVersion()}`, 'tfjs_binding.node');
}

function isLinked(compiled) {
  try {
    return fs.realpathSync(linkedFile()) === fs.realpathSync(compiled);
  } catch {
    return false;
  }
}
