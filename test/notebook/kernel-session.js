'use strict';

// kernel-session.js ROOT CACHE: what the `facelab` kernel does with cells, without Jupyter in front. A line in is the JSON of a
// cell's code; a line out is {ok, shown, errors}: whether it ran, and what it printed. [code, position] is not run: shown is what
// is known of the name there.

const { createInterface } = require('node:readline');
const { format } = require('node:util');
const { installKernel } = require('../../scripts/kernel/install');

const [root, cache] = process.argv.slice(2);
process.chdir(root);
installKernel(root, cache);
const { createConverter } = require('tslab/dist/converter');
const { createExecutor } = require('tslab/dist/executor');

const answer = process.stdout.write.bind(process.stdout);
let shown = [];
let errors = [];
console.log = (...parts) => void shown.push(format(...parts));
console.error = (...parts) => void errors.push(format(...parts));
const node = createConverter({ isJS: false, isBrowser: false });
const executor = createExecutor(root, { node, close: () => node.close() }, console);

function inspect(code, position) {
  const { displayParts, documentation } = executor.inspect(code, position);
  shown.push(...[displayParts, documentation].map((parts) => parts.map(({ text }) => text).join('')));
  return true;
}

async function run() {
  for await (const line of createInterface({ input: process.stdin })) {
    [shown, errors] = [[], []];
    const asked = JSON.parse(line);
    const ok = Array.isArray(asked) ? inspect(...asked) : await executor.execute(asked);
    answer(`${JSON.stringify({ ok, shown: shown.join('\n'), errors: errors.join('\n') })}\n`);
  }
  process.exit();
}

// As tslab does: the stop button of Jupyter sends SIGINT to the kernel and to every process that it has started.
process.on('SIGINT', () => {});
run();
