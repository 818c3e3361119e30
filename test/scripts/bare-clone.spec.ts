import assert from 'node:assert/strict';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { read } from '../project/files';

/** The packages that a script loads as soon as it is started, with all scripts that it requires. */
function packagesOf(script: string, seen = new Set<string>()): string[] {
  if (seen.has(script)) return [];
  seen.add(script);
  return [...read(script).matchAll(/^(?:const|let) .*= require\('([^']+)'\)|^require\('([^']+)'\)/gm)].flatMap(
    ([, bound, plain]) => {
      const name = bound ?? plain;
      if (name.startsWith('.')) {
        const file = path.posix.join(path.posix.dirname(script), name);
        return packagesOf(file.endsWith('.js') ? file : `${file}.js`, seen);
      }
      return name.startsWith('node:') || builtinModules.includes(name) ? [] : [`${script}: ${name}`];
    },
  );
}

describe('a bare clone, without node_modules', () => {
  for (const script of ['scripts/test.js', 'scripts/start.js', 'scripts/bootstrap.js']) {
    it(`is made ready by ${script}, which needs no package to start`, () => {
      assert.deepEqual(packagesOf(script), []);
    });
  }

  it('would not be by a script that needs one', () => {
    assert.deepEqual(packagesOf('scripts/reporter.js'), ['scripts/reporter.js: mocha']);
  });
});
