'use strict';

// Runs one program in a process group of its own and ends the whole group as soon as the parent is gone.

const { spawn, spawnSync } = require('node:child_process');

const windows = process.platform === 'win32';
const [command, ...args] = process.argv.slice(2);
const program = spawn(command, args, {
  stdio: ['ignore', 'inherit', 'inherit'],
  detached: !windows,
  windowsHide: true,
});

function end() {
  if (program.pid === undefined) process.exit(1);
  try {
    if (windows) spawnSync('taskkill', ['/pid', String(program.pid), '/T', '/F']);
    else process.kill(-program.pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
  process.exit(1);
}

process.on('disconnect', end);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, end);

program.on('error', (error) => {
  console.error(error.message);
  process.exit(127);
});
program.on('exit', (code, signal) => {
  process.off('disconnect', end);
  process.exit(signal ? 1 : code);
});
