import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isFolded, readNotebook, textOf } from '../../src/workshop/notebook-file';
import { isInStep, publishRecord } from '../../src/workshop/publish';
import { notebookPaths } from '../../src/workshop/rehearse';
import { root } from '../../src/workshop/python';

const folder = join(root, 'notebooks');
const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.ipynb')) : [];

describe('the committed notebooks', () => {
  it('no helper is defined in two notebooks', async () => {
    const places = new Map<string, string[]>();
    for (const file of files) {
      for (const { cell_type, source } of (await readNotebook(join(folder, file))).cells) {
        if (cell_type !== 'code') continue;
        for (const [, name] of textOf(source).matchAll(/^const (\w+) = (?:async )?(?:\([^=]*?\)|\w+) =>/gm))
          places.set(name, [...(places.get(name) ?? []), file]);
      }
    }
    const twice = [...places].filter(([, where]) => new Set(where).size > 1);
    assert.deepEqual(twice, []);
  });

  it('are found by number, in order', async () => {
    assert.deepEqual(
      await notebookPaths(),
      files.sort().map((file) => join(folder, file)),
    );
    await assert.rejects(notebookPaths(['99']), /There is no notebook 99/);
  });

  for (const file of files) {
    describe(file, () => {
      const path = join(folder, file);

      it('has the outputs of its cells as they are now (else: npx facelab publish)', async () => {
        const notebook = await readNotebook(path);
        assert.equal(isInStep(notebook), true, `${file} was edited after it was published`);
        assert.equal(publishRecord(notebook)?.preset, 'standard');
      });

      it('prints no warning, holds no error and stays below 5 MB', async () => {
        const outputs = (await readNotebook(path)).cells.flatMap((cell) => cell.outputs ?? []);
        const loud = outputs.filter((output) => output.output_type === 'error' || output.name === 'stderr');
        assert.deepEqual(
          loud.map((output) => textOf(output.text)),
          [],
        );
        assert.ok(statSync(path).size < 5e6, `${statSync(path).size} bytes`);
      });

      it('has code of at most 100 columns, imports aside', async () => {
        const { cells } = await readNotebook(path);
        const lines = cells
          .filter(({ cell_type }) => cell_type === 'code')
          .flatMap(({ source }) => textOf(source).split('\n'));
        assert.deepEqual(
          lines.filter((line) => line.length > 100 && line.startsWith('import ') === false),
          [],
        );
      });

      it('folds its imports away', async () => {
        const { cells } = await readNotebook(path);
        assert.ok(isFolded(cells.find(({ cell_type }) => cell_type === 'code')!), 'else: npx facelab publish');
      });

      it('links only to files that are there', () => {
        const links = [...readFileSync(path, 'utf8').matchAll(/\]\(((?:\.{1,2}\/|glossary)[^)#\s"]+)/g)].map(
          ([, link]) => link,
        );
        const dead = links.filter((link) => existsSync(join(folder, decodeURIComponent(link))) === false);
        assert.deepEqual(dead, []);
      });
    });
  }
});
