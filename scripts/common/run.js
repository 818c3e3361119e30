'use strict';

const { fork } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { state, root } = require('./paths');

/** A step could not do its work. `message` is a sentence, `remedy` another one that says what to do. */
class StepError extends Error {
  constructor(message, remedy, details = '') {
    super(message);
    this.remedy = remedy;
    this.details = details;
  }
}

/**
 * Runs a program and returns what it printed on stdout. Everything it prints goes to `.facelab/logs/NAME.log`.
 * The program runs under a small guard (guard.js), which ends it when this process dies, however it dies:
 * a run that was killed leaves no pip or npm behind to fight with the next one.
 * Throws an Error with `exitCode` and `output` (the last lines) when the program fails or does not exist.
 */
function run(command, args, { log, cwd = root, env = process.env } = {}) {
  const logFile = path.join(state, 'logs', `${log}.log`);
  // A log that cannot be written (a full disk) is no reason to stop: the program itself will say so.
  const write = (text) => {
    try {
      fs.mkdirSync(path.dirname(logFile), { recursive: true });
      fs.appendFileSync(logFile, text);
    } catch {
      // See above.
    }
  };
  write(`\n${new Date().toISOString()} ${path.basename(command)} ${args.join(' ')}\n`);
  return new Promise((resolve, reject) => {
    const guard = fork(path.join(__dirname, 'guard.js'), [command, ...args], { cwd, env, silent: true, execArgv: [] });
    let stdout = '';
    let output = '';
    const keep = (text) => {
      output = (output + text).slice(-20000);
      write(text);
    };
    guard.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
      keep(text);
    });
    guard.stderr.setEncoding('utf8').on('data', keep);
    guard.on('error', reject);
    guard.on('close', (code) => {
      if (code === 0) resolve(stdout);
      else {
        const error = new Error(`${path.basename(command)} ${args[0] ?? ''} ended with exit code ${code}`);
        reject(Object.assign(error, { exitCode: code, output, logFile }));
      }
    });
  });
}

/** The last lines that say something, for a person who has to find out why. */
function lastLines(text, count = 12) {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-count)
    .join('\n');
}

module.exports = { run, lastLines, StepError };
