import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { assertNone, filesBelow, read, root } from './files';

/** The lines of a file that are no comment and not empty. */
const lines = (file: string): string[] => read(file).split('\n').filter((line) => /^[^#\s]/.test(line)); // prettier-ignore

describe('what surrounds the project', () => {
  it('has the licence that package.json names', () => {
    assert.equal(JSON.parse(read('package.json')).license, 'MIT');
    assert.match(read('LICENSE'), /^MIT License\n\nCopyright \(c\) 2026 the facelab authors\n/);
  });

  it('runs on GitHub what runs everywhere', () => {
    assert.match(read('.github/workflows/ci.yml'), /^ +run: bash \.ci\/run$/m);
  });

  it('makes a container ready by the bootstrap, with the kernel where VS Code looks', () => {
    const text = read('.devcontainer/devcontainer.json').replace(/^\s*\/\/.*$/gm, '');
    const { postCreateCommand, remoteEnv, image } = JSON.parse(text);
    assert.equal(postCreateCommand, 'node scripts/bootstrap.js');
    assert.equal(remoteEnv.JUPYTER_PATH, '${containerWorkspaceFolder}/.venv/share/jupyter');
    assert.match(image, /typescript-node:22-/);
  });

  it('has a Binder that installs what the root asks for', () => {
    const [first, ...others] = lines('binder/requirements.txt');
    assert.equal(first, '-r ../requirements.txt');
    assertPinned(others);
    assert.match(read('binder/postBuild'), /^node scripts\/bootstrap\.js$/m);
    for (const script of ['binder/postBuild', 'binder/start', 'test/golden/generate/run', '.ci/run']) {
      const { mode } = fs.statSync(path.join(root, script));
      assert.ok(process.platform === 'win32' || mode & 0o100, `${script} can be executed`);
    }
  });

  it('holds nothing of a merge that was not finished', () => {
    const folders = [
      '.ci',
      'deploy',
      'exercises',
      'notebooks',
      'playground',
      'scripts',
      'solutions',
      'src',
      'test',
      'bench',
    ];
    const documents = fs.readdirSync(root).filter((file) => /\.(md|json|mjs)$/.test(file));
    const marked = [...documents, ...filesBelow(folders)].filter((file) => /^(<{7}|>{7}) /m.test(read(file)));
    assertNone(marked, 'These files have the marks of a conflict; decide what stays:');
  });

  it('pins what makes the golden values', () => assertPinned(lines('test/golden/generate/requirements.txt')));
});

function assertPinned(requirements: string[]): void {
  assert.ok(requirements.length > 0);
  for (const requirement of requirements) assert.match(requirement, /^[\w.-]+==\d[\w.]*$/);
}
