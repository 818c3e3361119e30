'use strict';

// Makes a fresh clone ready: `node scripts/bootstrap.js`. npm start and npm test call it first, so nobody has to.
// A step runs when its result is missing or was made from something else, side by side with steps that don't need it.

const path = require('node:path');
const { requestedEngine } = require('./common/engine-choice');
const { withLock } = require('./common/lock');
const { state } = require('./common/paths');
const { explained } = require('./common/refusals');
const { StepError } = require('./common/run');

const binding = require('./steps/binding');
const kernel = require('./steps/kernel');
const packages = require('./steps/packages');
const python = require('./steps/python');
const samples = require('./steps/samples');
const tensorFlow = require('./steps/tensorflow');

const steps = [packages, python.environment, python.jupyterLab, tensorFlow, binding, kernel, samples];

/** What is lost when a step fails, for those that the rest can do without. */
const consequences = new Map([
  [python.environment, 'Without it there are no notebooks and no TensorFlow: the next best engine computes.'],
  [python.jupyterLab, 'Without it there are no notebooks.'],
  [tensorFlow, 'Without them the next best engine computes (webgpu, wasm): training is much slower.'],
  [binding, 'Without it the next best engine computes (webgpu, wasm): training is much slower.'],
  [kernel, 'Without it the notebooks do not run.'],
  [samples, 'Without them the lessons on the sample celebrities do not run.'],
]);

/**
 * Runs what is to do and says so, one line a step; silent when nothing is.
 * Returns the steps that failed, as a Map from step to error. Throws when an essential one failed.
 */
async function bootstrap(print = console.log) {
  requireNode();
  requestedEngine();
  if (steps.every((step) => !isWanted(step) || step.isCurrent())) return new Map();
  return withLock(path.join(state, 'bootstrap.lock'), () => runSteps(print), {
    onWait: (pid) => print(`Waiting for another start of facelab (process ${pid}) to finish installing …`),
  });
}

async function runSteps(print) {
  const failed = new Map();
  const results = new Map();
  const start = (step) => {
    if (!results.has(step)) results.set(step, runStep(step, start, failed, print));
    return results.get(step);
  };
  await Promise.all(steps.map(start));
  if (failed.has(packages)) throw failed.get(packages);
  return failed;
}

async function runStep(step, start, failed, print) {
  await Promise.all(step.needs.map(start));
  if (!isWanted(step) || step.needs.some((need) => failed.has(need)) || step.isCurrent()) {
    // A step that stands on one that failed has failed too, without a second complaint.
    const cause = step.needs.find((need) => failed.has(need));
    if (cause) failed.set(step, failed.get(cause));
    return;
  }
  const started = performance.now();
  print(`  … ${step.name}${step.note ? ` (${step.note})` : ''}`);
  try {
    await step.work();
    print(`  ✓ ${step.name}, ${((performance.now() - started) / 1000).toFixed(1)} s`);
  } catch (thrown) {
    const error = explained(thrown);
    failed.set(step, error);
    print(`  ✗ ${step.name}: ${error.message}`);
    if (error instanceof StepError) print(`    ${error.remedy}`);
    if (consequences.has(step)) print(`    ${consequences.get(step)}`);
    if (error.details) print(error.details.replace(/^/gm, '    | '));
  }
}

function isWanted(step) {
  return step.isWanted ? step.isWanted() : true;
}

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new StepError(
      `facelab needs Node 20.19 or newer, and this is ${process.version}.`,
      'Install Node 22 or 24, then start again.',
    );
  }
}

/** Ends the process with the error as two sentences. */
function giveUp(thrown) {
  const error = explained(thrown);
  console.error(
    error instanceof StepError || process.env.FACELAB_DEBUG === undefined ? `facelab: ${error.message}` : error,
  );
  if (error.remedy) console.error(error.remedy);
  process.exit(1);
}

module.exports = { bootstrap, giveUp, steps: { packages, python, tensorFlow, binding, kernel, samples } };

if (require.main === module) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130));
  bootstrap().then((failed) => process.exit(failed.size === 0 ? 0 : 1), giveUp);
}
