import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { anchorOf, glossaryMarkdown, terms } from '../../src/workshop/glossary';
import { readNotebook, textOf } from '../../src/workshop/notebook-file';
import { root } from '../../src/workshop/python';

const folder = join(root, 'notebooks');
const files = readdirSync(folder).filter((file) => file.endsWith('.ipynb'));
const fileOf = (chapter: string): string => files.find((file) => file.startsWith(`${chapter}-`))!;

describe('the glossary', () => {
  it('notebooks/glossary.md has the words of src/workshop/glossary.ts (else: npm run glossary)', () => {
    assert.equal(readFileSync(join(folder, 'glossary.md'), 'utf8'), glossaryMarkdown(fileOf));
  });

  it('has each word once, in a sentence', () => {
    assert.equal(new Set(terms.map(({ term }) => anchorOf(term))).size, terms.length);
    for (const { term, means } of terms) assert.match(means, /^\S.*[\w)]\.$/, term);
    assert.equal(anchorOf('ten folds'), 'ten-folds');
  });

  for (const file of files) {
    // Chapters without the link are being rewritten; they join this list as they are published.
    if (/^(07|09|1[1-9])-/.test(file)) continue;
    it(`is linked from ${file} before its first code`, async () => {
      const [first] = (await readNotebook(join(folder, file))).cells;
      assert.match(textOf(first.source), /\]\(glossary\.md\)/);
    });
  }

  const firstUse: [string, RegExp, string][] = [
    ['00', /ten[ -]fold/i, 'ten-folds'],
    ['02', /equal error rate|EER/, 'eer'],
    ['02', /d′/, 'd'],
    ['02', /rank 1/, 'rank-1'],
    ['03', /ROC/, 'roc'],
    ['03', /NMI/, 'nmi'],
  ];
  for (const [chapter, word, anchor] of firstUse) {
    it(`explains ${anchor} where notebook ${chapter} first speaks of it`, async () => {
      const { cells } = await readNotebook(join(folder, fileOf(chapter)));
      const texts = cells.map(({ source }) => textOf(source));
      const first = texts.findIndex((text) => word.test(text));
      const linked = texts.findIndex((text) => text.includes(`](glossary.md#${anchor})`));
      assert.ok(linked >= 0 && linked <= first, `linked in cell ${linked}, used in cell ${first}`);
    });
  }
});
