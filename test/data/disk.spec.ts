import assert from 'node:assert/strict';
import { mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { asDiskError, checkWritable, DiskError, writeWhole } from '../../src/data/disk';
import { mountSmallDisk, type SmallDisk } from '../support/small-disk';

const systemError = (code: string, fields: object = {}): Error =>
  Object.assign(new Error(`${code}: in English`), { code, syscall: 'open', ...fields });

describe('a file that is written whole', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(os.tmpdir(), 'facelab-write-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('makes its folder, replaces an older one and leaves nothing beside it', async () => {
    const file = path.join(folder, 'made', 'a.txt');
    await writeWhole(file, 'one');
    await checkWritable(file);
    assert.equal(readFileSync(file, 'utf8'), 'one');
    await writeWhole(file, Buffer.from('two'));
    assert.equal(readFileSync(file, 'utf8'), 'two');
    assert.deepEqual(readdirSync(path.dirname(file)), ['a.txt']);
  });

  it('is written where a link leads, and the link stays', async () => {
    writeFileSync(path.join(folder, 'real'), 'one');
    symlinkSync('real', path.join(folder, 'link'));
    await writeWhole(path.join(folder, 'link'), 'two');
    assert.equal(readFileSync(path.join(folder, 'real'), 'utf8'), 'two');
    assert.deepEqual(readdirSync(folder).sort(), ['link', 'real']);
  });

  it('never replaces a folder or a device', async () => {
    mkdirSync(path.join(folder, 'a.csv'));
    for (const attempt of [writeWhole(path.join(folder, 'a.csv'), 'x'), checkWritable(path.join(folder, 'a.csv'))])
      await assert.rejects(attempt, {
        name: 'DiskError',
        message: /a\.csv is a folder, but a file is needed: give the path of a file\.$/,
      });
    await assert.rejects(writeWhole('/dev/null', 'x'), /^DiskError: \/dev\/null is no ordinary file/);
    assert.deepEqual(readdirSync(folder), ['a.csv']);
  });

  it('has no way through a file', async () => {
    writeFileSync(path.join(folder, 'file'), '');
    await assert.rejects(
      writeWhole(path.join(folder, 'file', 'a.csv'), 'x'),
      /\/file is there already and in the way: move it away/,
    );
    await assert.rejects(
      writeWhole(path.join(folder, 'file', 'b', 'a.csv'), 'x'),
      /\/file\/b cannot be reached, because a part of the path is a file/,
    );
  });
});

describe('on a disk', () => {
  let disk: SmallDisk | undefined;
  beforeEach(function () {
    const mounted = mountSmallDisk(256);
    if (typeof mounted !== 'string') return void (disk = mounted);
    console.log(`      ${mounted}`);
    this.skip();
  });
  afterEach(() => disk?.unmount());

  it('that is full, writing says so, leaves no temporary file, and the older file stays', async () => {
    const file = path.join(disk!.folder, 'a.bin');
    await writeWhole(file, 'old');
    await assert.rejects(writeWhole(file, Buffer.alloc(2 ** 20)), {
      name: 'DiskError',
      message: `${file} cannot be written, because the disk is full: free some space or choose a folder on another disk, then start again.`,
    });
    assert.deepEqual(readdirSync(disk!.folder), ['a.bin']);
    assert.equal(readFileSync(file, 'utf8'), 'old');
    assert.throws(() => writeFileSync(path.join(disk!.folder, 'filler'), Buffer.alloc(2 ** 20)), /ENOSPC/);
    await assert.rejects(checkWritable(file), /because the disk is full/);
    assert.deepEqual(readdirSync(disk!.folder).sort(), ['a.bin', 'filler']);
  });

  it('that is read-only, writing says so before the work and at its end', async () => {
    disk!.makeReadOnly();
    const file = path.join(disk!.folder, 'folder', 'a.bin');
    for (const attempt of [checkWritable(file), writeWhole(file, 'x')])
      await assert.rejects(
        attempt,
        /folder cannot be written, because the disk is read-only: choose a folder on another disk\.$/,
      );
  });
});

describe('asDiskError', () => {
  it('names the file and the remedy', () => {
    assert.equal(
      asDiskError(systemError('EACCES', { path: '/x/y' }))?.message,
      '/x/y may not be read or written by this user: change the permissions of the file and its folder, or choose another folder.',
    );
    assert.match(
      asDiskError(systemError('EMFILE'))!.message,
      /^A file cannot be opened, because too many files are open: /,
    );
    assert.match(
      asDiskError(systemError('ENOSPC', { syscall: 'write' }), 'x.csv')!.message,
      /^x\.csv cannot be written/,
    );
    assert.equal(
      asDiskError(systemError('ENOENT', { syscall: 'spawn git', path: 'git' }))?.message,
      'The program git cannot be started (ENOENT): install it, then start again.',
    );
  });

  it('leaves alone what is no matter of the machine', () => {
    assert.equal(asDiskError(new TypeError('x is not a function')), undefined);
    assert.equal(asDiskError(Object.assign(new Error('own'), { code: 'ENOENT' })), undefined);
    assert.equal(asDiskError('text'), undefined);
    const own = new DiskError('Full.');
    assert.equal(asDiskError(own), own);
  });
});
