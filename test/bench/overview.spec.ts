import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { overview } from '../../bench/overview';
import { processorKind } from '../../bench/processor';

describe('the overview of the bench', () => {
  it('has the aims of every kind of processor with its date, and the notes', () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'facelab-bench-'));
    try {
      const pages = path.join(folder, 'results');
      mkdirSync(pages);
      const page = (processor: string, date: string, ratio: string): string =>
        [
          '# Speed',
          `|  |  |\n| --- | --- |\n| Processor | ${processor} |`,
          `## Aims\n\n| work | ratio |\n| --- | --- |\n| small | ${ratio} |`,
          `## Training\n\nOne step. ${date}, \`npm run bench -- --only training\`, load before it 0.1.`,
        ].join('\n\n');
      writeFileSync(path.join(pages, 'avx2.md'), page('Old one', '2026-01-02', '0.9'));
      writeFileSync(path.join(pages, 'amx.md'), page('New one', '2026-03-04', '2.5'));
      writeFileSync(path.join(folder, 'NOTES.md'), '## What falls short\n');
      assert.equal(
        overview(pages).split('\n\n').slice(2).join('\n'),
        `## [amx](results/amx.md)
New one, measured 2026-03-04.
| work | ratio |
| --- | --- |
| small | 2.5 |
## [avx2](results/avx2.md)
Old one, measured 2026-01-02.
| work | ratio |
| --- | --- |
| small | 0.9 |
## What falls short
`,
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('knows the kind of a processor by the best of its instructions', () => {
    assert.equal(processorKind(() => true), 'amx'); // prettier-ignore
    assert.equal(processorKind((flag) => flag.startsWith('avx')), 'avx-512'); // prettier-ignore
    assert.equal(processorKind((flag) => flag === 'avx2'), 'avx2'); // prettier-ignore
    assert.equal(
      processorKind(() => false),
      'other',
    );
  });
});
