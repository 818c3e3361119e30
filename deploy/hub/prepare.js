'use strict';

// Makes the folder of the hub ready: the course for students with everything installed, JupyterHub, its proxy. What is there already and
// as it should be takes no time.

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { fingerprint, makeFolder, readText, remove, writeText } = require('../../scripts/common/files');
const { root } = require('../../scripts/common/paths');
const { run, lastLines, StepError } = require('../../scripts/common/run');

const list = path.join('.handout', 'files.json');

async function prepare(folder, print) {
  makeFolder(folder);
  for (const name of ['state', 'homes']) {
    makeFolder(path.join(folder, name));
    fs.chmodSync(path.join(folder, name), 0o700);
  }
  const course = path.join(folder, 'course');
  await step('the course for students', print, () => bringCourse(folder, course));
  await step('what the course needs', print, () => node(course, ['scripts/bootstrap.js'], 'hub-course'));
  await step('JupyterHub', print, () => installHub(course));
  await step('the proxy', print, () => installProxy(path.join(folder, 'proxy')));
  shareWorlds(path.join(root, '.facelab', 'worlds'), path.join(course, '.facelab', 'worlds'));
}

async function step(name, print, work) {
  const started = performance.now();
  print(`  … ${name}`);
  try {
    await work();
  } catch (error) {
    if (error.output === undefined) throw error;
    const remedy = `Its log is ${path.relative(process.cwd(), error.logFile)}.`;
    throw new StepError(`${name} could not be made ready.`, remedy, lastLines(error.output));
  }
  print(`  ✓ ${name}, ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

const node = (cwd, args, log) => run(process.execPath, args, { cwd, log });

/** A handout as teachers give it out; one that is there already is brought up to date, with what is installed in it. */
async function bringCourse(folder, course) {
  // A handout is not written into the project's own folders, where the hub may lie.
  const making = fs.mkdtempSync(path.join(os.tmpdir(), 'facelab-hub-'));
  try {
    const fresh = path.join(making, 'course');
    await node(root, ['scripts/facelab.js', 'handout', fresh], 'hub-handout');
    if (!fs.existsSync(path.join(course, list))) {
      remove(course);
      const copy = path.join(folder, 'course.new');
      remove(copy);
      fs.cpSync(fresh, copy, { recursive: true });
      fs.renameSync(copy, course);
    } else if (readText(path.join(course, list)) !== readText(path.join(fresh, list))) {
      await node(course, ['scripts/facelab.js', 'update', fresh], 'hub-update');
    }
  } finally {
    remove(making);
  }
}

/** JupyterHub lies in the course's Python environment: the servers of students are of the same version. */
async function installHub(course) {
  const [requirements, constraints] = [
    path.join(__dirname, 'requirements.txt'),
    path.join(root, 'scripts', 'constraints.txt'),
  ];
  const stamp = path.join(course, '.venv', 'facelab-hub');
  const wanted = fingerprint(readText(requirements), readText(path.join(course, '.venv', 'facelab-requirements')));
  if (readText(stamp) === wanted) return;
  const python = path.join(course, '.venv', 'bin', 'python');
  const options = ['--disable-pip-version-check', '--no-input', '--prefer-binary'];
  await run(python, ['-m', 'pip', 'install', ...options, '-r', requirements, '-c', constraints], { log: 'hub-python' });
  writeText(stamp, wanted);
}

async function installProxy(folder) {
  const names = ['package.json', 'package-lock.json'];
  const texts = names.map((name) => readText(path.join(__dirname, 'proxy', name)));
  const stamp = path.join(folder, 'installed');
  if (readText(stamp) === fingerprint(...texts)) return;
  remove(folder);
  names.forEach((name, index) => writeText(path.join(folder, name), texts[index]));
  await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder, log: 'hub-proxy' });
  writeText(stamp, fingerprint(...texts));
}

/** People who were drawn in the project: in the hub they lie once, and all students read them. */
function shareWorlds(from, to) {
  const finished = (folder) =>
    fs.existsSync(folder)
      ? fs.readdirSync(folder).filter((name) => fs.existsSync(path.join(folder, name, 'world.json')))
      : [];
  const drawn = finished(from);
  makeFolder(to);
  for (const name of fs.readdirSync(to)) if (!drawn.includes(name)) remove(path.join(to, name));
  const there = finished(to);
  for (const name of drawn.filter((each) => !there.includes(each))) {
    const making = path.join(to, `${name}.making`);
    fs.cpSync(path.join(from, name), making, { recursive: true, dereference: true });
    fs.renameSync(making, path.join(to, name));
  }
}

module.exports = { prepare, shareWorlds };
