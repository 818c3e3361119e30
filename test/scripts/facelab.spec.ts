import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(__dirname, '..', '..');

describe('the facelab command in a clone that is not whole', () => {
  let clone: string;

  beforeEach(() => {
    clone = mkdtempSync(path.join(tmpdir(), 'facelab-command-'));
    cpSync(path.join(root, 'scripts'), path.join(clone, 'scripts'), { recursive: true });
    mkdirSync(path.join(clone, 'src', 'cli'), { recursive: true });
    writeFileSync(path.join(clone, 'tsconfig.json'), '{}');
  });
  afterEach(() => rmSync(clone, { recursive: true }));

  function facelab(): { status: number | null; told: string } {
    const { status, stderr } = spawnSync(process.execPath, [path.join(clone, 'scripts', 'facelab.js')], {
      encoding: 'utf8',
    });
    return { status, told: stderr };
  }

  it('says in one line that nothing is installed', () => {
    assert.deepEqual(facelab(), {
      status: 1,
      told: 'facelab: nothing is installed yet. Run npm start or npm test once: both install everything.\n',
    });
  });

  it('names a package that an update needs and that is not there, and keeps other errors as they are', () => {
    symlinkSync(path.join(root, 'node_modules'), path.join(clone, 'node_modules'));
    const main = path.join(clone, 'src', 'cli', 'main.ts');
    const told = 'is not installed. Run npm start or npm test once: both install what is missing.\n';
    writeFileSync(main, "require('not-there-yet/part');");
    assert.deepEqual(facelab(), { status: 1, told: `facelab: the package not-there-yet ${told}` });
    writeFileSync(main, "require('@scope/not-there-yet');");
    assert.deepEqual(facelab(), { status: 1, told: `facelab: the package @scope/not-there-yet ${told}` });
    writeFileSync(main, "require('./not-there-yet');");
    assert.match(facelab().told, /Cannot find module '\.\/not-there-yet'/);
  });
});
