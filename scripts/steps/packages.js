'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { readText } = require('../common/files');
const { nodeModules, root, windows } = require('../common/paths');
const { remedyOf } = require('../common/refusals');
const { run, lastLines, StepError } = require('../common/run');

/** A request is tried four times within 7 s; by itself npm waits 70 s before it says that there is no network. */
const patience = [
  '--fetch-retries=3',
  '--fetch-retry-factor=2',
  '--fetch-retry-mintimeout=1000',
  '--fetch-retry-maxtimeout=4000',
];

/**
 * The npm packages of package-lock.json. Their install scripts do not run: they download binaries from elsewhere
 * (.npmrc says so too, for those who type `npm install` themselves).
 */
module.exports = {
  name: 'npm packages',
  needs: [],
  essential: true,
  isCurrent: () => installedAsLocked(),
  async work() {
    const npm = npmCommand();
    try {
      await run(
        npm.command,
        [...npm.args, 'ci', '--ignore-scripts', '--no-audit', '--no-fund', ...patience, '--loglevel=error'],
        {
          log: 'npm',
        },
      );
    } catch (error) {
      const output = lastLines(error.output ?? error.message);
      throw new StepError(
        'npm could not install the packages of package-lock.json.',
        remedyOf(output, 'Check the network (or the proxy settings of npm) and the free disk space, then start again.'),
        output,
      );
    }
  },
};

/** npm leaves a list of what it installed: it must hold the locked packages (optional ones may be for other systems), and no others. */
function installedAsLocked() {
  const locked = JSON.parse(readText(path.join(root, 'package-lock.json'))).packages;
  const list = readText(path.join(nodeModules, '.package-lock.json'));
  if (list === undefined) return false;
  const installed = JSON.parse(list).packages;
  const names = new Set([...Object.keys(locked), ...Object.keys(installed)]);
  names.delete('');
  return [...names].every((name) => {
    if (!locked[name]) return false;
    if (!installed[name]) return locked[name].optional === true;
    return (
      locked[name].version === installed[name].version &&
      locked[name].integrity === installed[name].integrity &&
      fs.existsSync(path.join(root, name))
    );
  });
}

/** The npm that started this script, else the one beside this Node. */
function npmCommand() {
  const script = process.env.npm_execpath;
  if (script && path.basename(script) === 'npm-cli.js') return { command: process.execPath, args: [script] };
  return windows ? { command: 'cmd.exe', args: ['/d', '/s', '/c', 'npm'] } : { command: 'npm', args: [] };
}
