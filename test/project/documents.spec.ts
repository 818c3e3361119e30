import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { spawnSync } from 'node:child_process';
import { assertNone, filesBelow, read, root } from './files';

describe('the documents', () => {
  it('link only to what is there', () => {
    const problems = filesBelow(['.'], '.md').flatMap((file) => deadLinks(file, read(file)));
    assertNone(problems, 'These relative links lead nowhere:');
  });

  it('would be caught with a dead link', () => {
    const text =
      '[a](package.json) [b](nowhere/at-all.md) `[c](code.md)` [d](https://example.org) [e](#section) ![f](missing.png)';
    assert.deepEqual(deadLinks('package.md', text), ['package.md: nowhere/at-all.md', 'package.md: missing.png']);
  });

  it('become API pages without a warning from TypeDoc', function () {
    this.timeout(300_000);
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'facelab-docs-'));
    try {
      const typedoc = path.join(root, 'node_modules', 'typedoc', 'bin', 'typedoc');
      const child = spawnSync(
        process.execPath,
        [typedoc, '--out', folder, '--treatWarningsAsErrors', '--logLevel', 'Warn'],
        {
          cwd: root,
          encoding: 'utf8',
        },
      );
      assert.equal(child.status, 0, `npm run docs shows these too:\n${child.stdout}${child.stderr}`);
      assert.ok(fs.existsSync(path.join(folder, 'index.html')));
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  });
});

/** The relative links and pictures of a Markdown text whose file or folder does not exist; code is left out. */
function deadLinks(file: string, text: string): string[] {
  const prose = text.replace(/^(```|~~~)[\s\S]*?^\1/gm, '').replace(/`[^`\n]*`/g, '');
  const inline = [...prose.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g)].map((match) => match[1]);
  const html = [...prose.matchAll(/<(?:img|a)\b[^>]*?\b(?:src|href)="([^"]+)"/g)].map((match) => match[1]);
  const named = [...prose.matchAll(/^\[[^\]]+\]:\s+(\S+)/gm)].map((match) => match[1]);
  return [...inline, ...html, ...named]
    .filter((link) => !/^([a-z][a-z+.-]*:|#|\/\/)/i.test(link))
    .filter((link) => !fs.existsSync(path.join(root, path.dirname(file), decodeURIComponent(link.split('#')[0]))))
    .map((link) => `${file}: ${link}`);
}
