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
 * node-api-headers against the libraries in .facelab, and beside it quiet.cc, which lets the libraries load in silence.
 * Both are kept beside those libraries and linked into node_modules, so that installing the npm packages again costs no
 * compilation.
 */
module.exports = {
  name: 'TensorFlow binding',
  needs: [packages, tensorFlow],
  isWanted: tensorFlow.isWanted,
  isCurrent: () =>
    fs.existsSync(tfjsNode) && fs.existsSync(tensorFlow.tensorFlowFolder()) && addons().every((each) => isLinked(each)),
  async work() {
    for (const addon of addons()) {
      if (!fs.existsSync(addon.compiled)) await compile(addon);
      linkFile(addon.compiled, addon.linked);
    }
  },
};

async function compile({ compiled, sources, libraries }) {
  fs.mkdirSync(path.dirname(compiled), { recursive: true });
  const temporary = `${compiled}.tmp`;
  const folder = tensorFlow.tensorFlowFolder();
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
    ...sources,
    '-o',
    temporary,
    ...libraries,
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

/** What is compiled from which sources, and where the package looks for it. */
function addons() {
  const folder = tensorFlow.tensorFlowFolder();
  const binding = path.join(tfjsNode, 'binding');
  const libraries = fs.readdirSync(path.join(folder, 'tensorflow')).filter((name) => name.startsWith('libtensorflow_'));
  return [
    {
      name: 'tfjs_binding',
      sources: ['tfjs_backend.cc', 'tfjs_binding.cc'].map((name) => path.join(binding, name)),
      dependsOn: fs.readdirSync(binding).map((name) => path.join(binding, name)),
      libraries: libraries.map((name) => path.join(folder, 'tensorflow', name)),
    },
    {
      name: 'quiet',
      sources: [path.join(__dirname, 'quiet.cc')],
      dependsOn: [path.join(__dirname, 'quiet.cc')],
      libraries: [],
    },
  ].map((addon) => ({
    ...addon,
    compiled: path.join(folder, 'binding', `${addon.name}-${process.arch}-${fingerprintOf(addon)}.node`),
    linked: path.join(tfjsNode, 'lib', `napi-v${napiVersion()}`, `${addon.name}.node`),
  }));
}

/** A compiled file carries what it was made from in its name. */
function fingerprintOf({ dependsOn }) {
  const headers = readText(path.join(nodeModules, 'node-api-headers', 'package.json'));
  return fingerprint(dependsOn.sort().map(readText), headers, napiVersion(), readText(__filename));
}

function isLinked({ compiled, linked }) {
  try {
    return fs.realpathSync(linked) === fs.realpathSync(compiled);
  } catch {
    return false;
  }
}
