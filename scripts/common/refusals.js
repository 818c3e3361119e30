'use strict';

const fs = require('node:fs');
const { root } = require('./paths');
const { StepError } = require('./run');

const disk = 'Free some space, then start again: all in all facelab needs 4 GB, with CUDA 10 GB.';
const permission = 'Change the permissions, or clone facelab into a folder of your own, then start again.';

/** What the machine refuses, by the code that Node gives and by what npm and pip print. */
const refusals = [
  {
    codes: ['ENOSPC', 'EDQUOT'],
    printed: /ENOSPC|EDQUOT|No space left on device|Disk quota exceeded/,
    what: 'The disk is full',
    remedy: disk,
  },
  { codes: ['EROFS'], printed: /EROFS|Read-only file system/, what: 'The disk is read-only', remedy: permission },
  {
    codes: ['EACCES', 'EPERM'],
    printed: /EACCES|EPERM|Permission denied/,
    what: 'This user may not write here',
    remedy: permission,
  },
];

/** An error of a step, or of the bootstrap itself: a machine that refuses is told with its remedy, anything else as it is. */
function explained(error) {
  const refusal = refusals.find(({ codes }) => codes.includes(error.code));
  if (refusal === undefined) return error;
  return new StepError(`${refusal.what}${error.path ? ` (${error.path})` : ''}.`, refusal.remedy);
}

/** Less than this is left only where something could not be written. */
const fullBytes = 16 * 2 ** 20;

/**
 * What to do when a program failed that installs something: what it advises, unless the disk is at fault. Asked before
 * anything is removed, since that makes room.
 */
function remedyOf(output, advice) {
  const refusal = refusals.find(({ printed }) => printed.test(output));
  if (refusal) return refusal.remedy;
  const { bavail, bsize } = fs.statfsSync(root);
  return bavail * bsize < fullBytes ? disk : advice;
}

module.exports = { explained, remedyOf };
