import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

const files = require('../../scripts/common/files') as {
  readText(file: string): string | undefined;
  writeText(file: string, text: string): void;
  linkFile(target: string, link: string): void;
  fingerprint(...inputs: unknown[]): string;
};

describe('the files of the bootstrap', () => {
  let folder: string;

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'facelab-files-'));
  });

  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('are written whole, folders included, and read back', () => {
    const file = path.join(folder, 'a', 'b.json');
    assert.equal(files.readText(file), undefined);
    files.writeText(file, 'one');
    files.writeText(file, 'two');
    assert.equal(files.readText(file), 'two');
    assert.deepEqual(fs.readdirSync(path.dirname(file)), ['b.json']);
  });

  it('are linked so that the clone can be moved', function () {
    if (process.platform === 'win32') this.skip();
    const [before, after] = [path.join(folder, 'clone'), path.join(folder, 'moved')];
    files.writeText(path.join(before, 'kept', 'library'), 'code');
    files.writeText(path.join(before, 'modules', 'deep', 'library'), 'an older one');
    files.linkFile(path.join(before, 'kept', 'library'), path.join(before, 'modules', 'deep', 'library'));
    fs.renameSync(before, after);
    assert.equal(files.readText(path.join(after, 'modules', 'deep', 'library')), 'code');
  });

  it('have another fingerprint when anything they are made from changes', () => {
    assert.equal(files.fingerprint('a', { b: 1 }), files.fingerprint('a', { b: 1 }));
    assert.notEqual(files.fingerprint('a', { b: 1 }), files.fingerprint('a', { b: 2 }));
    assert.notEqual(files.fingerprint('ab', ''), files.fingerprint('a', 'b'));
  });
});
