'use strict';

// Brings the course into a student's home: bring-course.js FOLDER. The image holds a handout with all that it needs installed, and
// nobody may write to it. The student works in a copy, which a newer image brings up to date by the rules of `facelab update`; what is
// installed stays in the image and is linked.

const fs = require('node:fs');
const path = require('node:path');

const image = path.resolve(__dirname, '..', '..');

const pendingOf = (folder) => require(path.join(folder, 'scripts', 'common', 'pending'));
const { makeFolder, readText, remove } = require('../../scripts/common/files');

/** What tells a handout, and which one. */
const list = path.join('.handout', 'files.json');

async function bringCourse(course) {
  const handedOut = readText(path.join(image, list));
  if (handedOut === undefined) throw new Error(`${image} is no handout, so it has no course for students.`);
  moveAway(course);
  if (!fs.existsSync(course)) copyCourse(course, Object.keys(JSON.parse(handedOut).files));
  else bringUpToDate(course, handedOut);
  await linkInstalled(course);
}

/** What stands in the place of the course and is none stays, under another name. */
function moveAway(course) {
  if (!fs.existsSync(course) || fs.existsSync(path.join(course, list))) return;
  const stamp = new Date().toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  fs.renameSync(course, `${course}-${stamp}`);
  console.error(`${course} was no copy of the course: it is now ${course}-${stamp}, and a new copy is made.`);
}

/** The copy is there whole or not at all. */
function copyCourse(course, files) {
  makeFolder(path.dirname(course));
  const making = `${course}.making`;
  remove(making);
  for (const file of files) {
    makeFolder(path.join(making, path.dirname(file)));
    fs.copyFileSync(path.join(image, file), path.join(making, file));
  }
  fs.cpSync(path.join(image, '.handout'), path.join(making, '.handout'), { recursive: true });
  fs.renameSync(making, course);
  console.error(`The course is now in ${course}.`);
}

/** Whatever goes wrong here, the student goes on with the course as it was. */
function bringUpToDate(course, handedOut) {
  try {
    pendingOf(image).finish(course);
    if (readText(path.join(course, list)) === handedOut) return;
    process.env.TSX_TSCONFIG_PATH ??= path.join(image, 'tsconfig.json');
    require('tsx/cjs');
    const { update } = require('../../src/workshop/update');
    const { summary } = require('../../src/cli/update');
    console.error(summary(update(image, { root: course })));
  } catch (error) {
    console.error(`The course stays as it was: ${error.message}`);
  }
}

/** The folders of a Python environment into which the bootstrap writes; all that is beside them is linked. */
const own = [
  '',
  ...['share', 'share/jupyter', 'share/jupyter/kernels', 'share/jupyter/labextensions'],
  ...['share/jupyter/lab', 'share/jupyter/lab/settings', 'etc', 'etc/jupyter'],
];

async function linkInstalled(course) {
  link('node_modules', course);
  makeFolder(path.join(course, '.facelab'));
  link('.facelab/tensorflow', course);
  linkWorlds(course);

  // JupyterLab finds the kernel and the folder it serves in its environment: each copy has one, with links for what is large.
  const venv = path.join(course, '.venv');
  makeFolder(venv);
  for (const name of fs.readdirSync(venv)) if (name !== 'jupyter') remove(path.join(venv, name));
  for (const folder of own) {
    makeFolder(path.join(venv, folder));
    for (const name of fs.readdirSync(path.join(image, '.venv', folder))) {
      const inner = path.posix.join(folder, name);
      const isMade = own.includes(inner) || ['facelab', 'facelab-figures'].includes(name);
      if (!isMade) link(path.join('.venv', inner), course);
    }
  }
  const kernel = require(path.join(course, 'scripts', 'steps', 'kernel'));
  await kernel.work();
}

/** People who were drawn already. What the image has no longer is drawn by the student again. */
function linkWorlds(course) {
  const inner = path.join('.facelab', 'worlds');
  const own = path.join(course, inner);
  makeFolder(own);
  for (const name of fs.readdirSync(own)) if (!fs.existsSync(path.join(own, name))) fs.unlinkSync(path.join(own, name));
  const drawn = path.join(image, inner);
  for (const name of fs.existsSync(drawn) ? fs.readdirSync(drawn) : []) link(path.join(inner, name), course);
}

/** A folder of the student's own in the place of a link stays. */
function link(inner, course) {
  const [target, place] = [path.join(image, inner), path.join(course, inner)];
  const there = fs.lstatSync(place, { throwIfNoEntry: false });
  if (there !== undefined && !there.isSymbolicLink()) return;
  if (there !== undefined && fs.readlinkSync(place) === target) return;
  if (there !== undefined) fs.unlinkSync(place);
  fs.symlinkSync(target, place);
}

const [folder] = process.argv.slice(2);
(folder === undefined
  ? Promise.reject(new Error('say into which folder: bring-course.js FOLDER.'))
  : bringCourse(path.resolve(folder))
).catch((error) => {
  console.error(`The course could not be brought into the home: ${error.message}`);
  process.exit(1);
});
