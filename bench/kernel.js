'use strict';

/**
 * Where the time of a notebook goes in the kernel: runs the cells of a chapter as the `facelab` kernel does, without Jupyter in
 * front, and prints for every cell the processor time of compiling (with its check of types), of loading modules and of the rest,
 * in milliseconds, and the resident memory after it. The first row is the kernel's start. Processor time is that of all threads, so
 * that other work on the machine changes it little.
 *
 *     node bench/kernel.js 00 [REPETITIONS]
 *
 * Several repetitions, each in a process of its own, give medians; a first run that fills the kernel's cache is not counted.
 */
const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const { root, state } = require('../scripts/common/paths');

const columns = ['compiling', 'loading', 'rest', 'memory MB'];

/** The code cells of the chapter with that number. */
function cellsOf(number) {
  const folder = path.join(root, 'notebooks');
  const file = fs.readdirSync(folder).find((name) => name.startsWith(`${number}-`) && name.endsWith('.ipynb'));
  const { cells } = JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8'));
  return cells.filter(({ cell_type }) => cell_type === 'code').map(({ source }) => [source].flat().join(''));
}

/** Processor time of this process in milliseconds. */
function used() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Runs the cells here; rows of numbers as in `columns`. */
async function runHere(number) {
  const time = { compiling: 0, loading: 0 };
  const timed = (kind, work, isOutermost = () => true) =>
    function (...given) {
      if (!isOutermost()) return work.apply(this, given);
      const before = used();
      try {
        return work.apply(this, given);
      } finally {
        time[kind] += used() - before;
      }
    };

  const cells = cellsOf(number);
  process.chdir(root);
  require('../scripts/kernel/install').installKernel(root, path.join(state, 'kernel'));
  require('tslab/dist/jupyter').lastWriteDisplayData = () => {};
  const node = require('tslab/dist/converter').createConverter({ isJS: false, isBrowser: false });
  const convert = timed('compiling', node.convert);
  const executor = require('tslab/dist/executor').createExecutor(
    root,
    { node: { ...node, convert } },
    {
      log() {},
      error: console.error,
    },
  );
  const rows = [[used(), 0, 0, process.memoryUsage.rss() / 2 ** 20]];

  let depth = 0;
  const load = Module._load;
  const outermost = timed('loading', load, () => depth === 1);
  Module._load = function (...given) {
    depth++;
    try {
      return outermost.apply(this, given);
    } finally {
      depth--;
    }
  };
  for (const cell of cells) {
    Object.assign(time, { compiling: 0, loading: 0 });
    const before = used();
    if (!(await executor.execute(cell))) process.exit(1);
    const rest = used() - before - time.compiling - time.loading;
    rows.push([time.compiling, time.loading, rest, process.memoryUsage.rss() / 2 ** 20]);
  }
  return rows;
}

/** Medians over processes. */
function runApart(number, repetitions) {
  const run = () =>
    JSON.parse(
      execFileSync(process.execPath, [__filename, number, 'here'], { encoding: 'utf8', env: quick }).split('\n').at(-2),
    );
  const quick = { ...process.env, FACELAB_PRESET: 'quick', TF_CPP_MIN_LOG_LEVEL: '2' };
  run();
  const runs = Array.from({ length: repetitions }, run);
  const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
  return runs[0].map((row, cell) => row.map((_, column) => median(runs.map((each) => each[cell][column]))));
}

function print(rows) {
  const line = (name, values) => console.log(name.padEnd(8) + values.map((each) => String(each).padStart(11)).join(''));
  line('cell', columns);
  rows.forEach((row, cell) => line(cell === 0 ? 'start' : String(cell), row.map(Math.round)));
  const sum = (column) => rows.reduce((total, row) => total + row[column], 0);
  const total = sum(0) + sum(1) + sum(2);
  line(
    'all',
    [0, 1, 2].map((column) => `${Math.round(sum(column))} ${Math.round((100 * sum(column)) / total)}%`),
  );
}

const [number, repetitions = '1'] = process.argv.slice(2);
if (repetitions === 'here') {
  runHere(number).then((rows) => {
    process.stdout.write(`${JSON.stringify(rows)}\n`, () => process.exit());
  });
} else {
  print(runApart(number.padStart(2, '0'), Number(repetitions)));
}
