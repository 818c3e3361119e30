'use strict';

// npm run hub: a JupyterHub on this machine, in which every student has their own copy of the course. See README.md.

const { spawn } = require('node:child_process');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { parseArgs } = require('node:util');
const { bootstrap, giveUp } = require('../../scripts/bootstrap');
const { root } = require('../../scripts/common/paths');
const { StepError } = require('../../scripts/common/run');
const { complaint } = require('../../scripts/lab/log');
const { prepare } = require('./prepare');

const help = `Usage: npm run hub -- [options]

A JupyterHub on http://127.0.0.1 in which every student has their own copy of the course.

  --folder DIR      where courses, homes and passwords lie (default: .facelab/hub)
  --port N          (default: 8000)
  --teacher NAME    who lets students in and sees their servers (default: teacher)
  --open            whoever signs up is in at once
  --memory N        GB that a student may take, where systemd sees to it (default: 4)
  --threads N       threads of TensorFlow in one kernel (default: all processors, at most 2)
  --prepare         make everything ready and start nothing
`;

function readOptions(args) {
  const text = { type: 'string' };
  const flag = { type: 'boolean' };
  let values;
  try {
    ({ values } = parseArgs({
      args,
      options: {
        folder: text,
        port: text,
        teacher: text,
        open: flag,
        memory: text,
        threads: text,
        prepare: flag,
        help: flag,
      },
    }));
  } catch (error) {
    throw new StepError(`${error.message.split('. ')[0]}.`, 'npm run hub -- --help lists the options.');
  }
  const number = (name, usual, least, most) => {
    const value = values[name] === undefined ? usual : Number(values[name]);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    const given = JSON.stringify(values[name]);
    throw new StepError(`--${name} is ${given}.`, `It must be a whole number from ${least} to ${most}.`);
  };
  const teacher = values.teacher ?? 'teacher';
  if (!/^[a-z][a-z0-9-]{0,31}$/.test(teacher)) {
    throw new StepError(
      `--teacher is ${JSON.stringify(teacher)}.`,
      'A name has small letters, digits and hyphens, begins with a letter, and has 32 signs at most.',
    );
  }
  return {
    folder: path.resolve(values.folder ?? path.join(root, '.facelab', 'hub')),
    port: number('port', 8000, 1, 65535),
    memory: number('memory', 4, 1, 1024),
    threads: number('threads', Math.min(2, os.availableParallelism()), 1, 1024),
    teacher,
    open: values.open === true,
    prepareOnly: values.prepare === true,
    help: values.help === true,
  };
}

/** systemd makes users and keeps limits, for root and where it runs the machine. */
const spawnerHere = () => (process.getuid?.() === 0 && fs.existsSync('/run/systemd/system') ? 'systemd' : 'process');

async function start(options) {
  if (options.help) return console.log(help);
  if (process.platform !== 'linux') {
    throw new StepError('JupyterHub runs on Linux.', 'npm start serves the course for one person on any machine.');
  }
  await bootstrap();
  await prepare(options.folder, console.log);
  if (options.prepareOnly) return;

  const spawner = spawnerHere();
  const ports = [await freePort(), await freePort()];
  const log = path.join(options.folder, 'state', 'hub.log');
  const hub = spawn(
    path.join(options.folder, 'course', '.venv', 'bin', 'python'),
    ['-m', 'jupyterhub', '--config', path.join(__dirname, 'jupyterhub_config.py')],
    {
      cwd: path.join(options.folder, 'state'),
      env: environmentOf(options, ports, spawner),
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const text = keepLog(hub, log);
  const ended = new Promise((resolve) => hub.on('exit', (code, signal) => resolve(signal ? 1 : (code ?? 1))));
  let asked = false;
  // Ctrl-C reaches JupyterHub from the terminal, too; told twice it would not wait for the servers of students.
  process.on('SIGINT', () => {
    if (!process.stdin.isTTY && !asked) hub.kill('SIGINT');
    asked = true;
  });
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => ((asked = true), hub.kill('SIGTERM')));

  const isUp = await Promise.race([untilUp(ports[0], ended), ended.then(() => false)]);
  if (isUp) {
    console.log(`address  http://127.0.0.1:${options.port}`);
    console.log(`teacher  sign up as ${options.teacher} first, before others can`);
    console.log(
      spawner === 'systemd'
        ? `limits   ${options.memory} GB for each student, kept by systemd; each is a user of their own`
        : 'limits   none: systemd does not run here, so all students are one user of this machine. Only for a try.',
    );
    console.log('to stop  Ctrl-C here; homes stay');
  }
  const code = await ended;
  if (code !== 0 && !asked) {
    const what = isUp ? 'ended by itself' : 'did not start';
    throw new StepError(`JupyterHub ${what}: ${complaint(text())}`, `Its log is ${path.relative(process.cwd(), log)}.`);
  }
  // Whatever a student left running may still hold the log.
  process.exit(0);
}

function environmentOf({ folder, port, teacher, open, memory, threads }, ports, spawner) {
  return {
    ...process.env,
    FACELAB_HUB: folder,
    FACELAB_HUB_PORT: String(port),
    FACELAB_HUB_INNER_PORTS: ports.join(' '),
    FACELAB_HUB_TEACHER: teacher,
    FACELAB_HUB_OPEN: open ? '1' : '0',
    FACELAB_HUB_MEMORY: String(memory),
    FACELAB_HUB_THREADS: String(threads),
    FACELAB_HUB_SPAWNER: spawner,
    FACELAB_HUB_NODE: process.execPath,
  };
}

/** Only its owner may read the log. */
function keepLog(hub, file) {
  fs.rmSync(file, { force: true });
  const log = fs.createWriteStream(file, { mode: 0o600 });
  let text = '';
  for (const stream of [hub.stdout, hub.stderr]) {
    stream.setEncoding('utf8').on('data', (part) => {
      text = (text + part).slice(-20_000);
      log.write(part);
    });
  }
  return () => text;
}

/** Until JupyterHub answers; false when it has ended. */
async function untilUp(port, ended) {
  let over = false;
  ended.then(() => (over = true));
  while (!over) {
    const answer = await fetch(`http://127.0.0.1:${port}/hub/api/`).catch(() => undefined);
    if (answer?.ok) return true;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return false;
}

/** A port that nobody uses now, for what only this machine's own processes ask. */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.on('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

Promise.resolve(process.argv.slice(2)).then(readOptions).then(start).catch(giveUp);
