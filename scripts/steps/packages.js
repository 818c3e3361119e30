'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { readText } = require('../common/files');
const { nodeModules, root, windows } = require('../common/paths');
const { run, lastLines, StepError } = require('../common/run');

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
      await run(npm.command, [...npm.args, 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
        log: 'npm',
      });
    } catch (error) {
      throw new StepError(
        'npm could not install the packages of package-lock.json.',
        'Check the network (or the proxy settings of npm) and the free disk space, then start again.',
        lastLines(error.output ?? error.message),
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
