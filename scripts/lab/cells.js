'use strict';

const { fork } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { root, state } = require('../common/paths');

/**
 * Compiles the cells of all notebooks that no kernel has compiled yet, in a process of its own that yields to every other: whoever
 * opens a chapter later does not wait for it. `stop()` ends it; what it has done is kept.
 */
function compileCells() {
  const child = fork(__filename, { cwd: root, stdio: 'ignore' });
  child.on('error', () => {});
  return { stop: () => child.kill('SIGKILL') };
}

/** The notebooks' code, in the order of the course. */
function codeOfNotebooks(folder) {
  const names = fs.readdirSync(folder).filter((name) => name.endsWith('.ipynb'));
  return names.sort().map((name) => {
    const { cells } = JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8'));
    return cells.filter(({ cell_type }) => cell_type === 'code').map(({ source }) => [source].flat().join(''));
  });
}

/** As a kernel does it that runs each from its first cell to its last, up to one that has errors. */
function compileAll(notebooks) {
  const { createConverter } = require('tslab/dist/converter');
  const converter = createConverter({ isJS: false, isBrowser: false });
  for (const cells of notebooks) {
    let declarations = '';
    for (const cell of cells) {
      const { diagnostics, declOutput } = converter.convert(declarations, cell);
      if (diagnostics.length > 0) break;
      declarations = declOutput ?? '';
    }
  }
}

module.exports = { compileCells };

if (require.main === module) {
  process.chdir(root);
  os.setPriority(os.constants.priority.PRIORITY_LOW);
  require('../kernel/install').installKernel(root, path.join(state, 'kernel'));
  compileAll(codeOfNotebooks(path.join(root, 'notebooks')));
  process.exit();
}
