import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { samePictures } from '../../src/data/same-pictures';

describe('samePictures', () => {
  it('finds one file under two names, and nothing else', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'facelab-same-'));
    const record = (file: string, name: string, content?: string): { path: string; name: string } => {
      const path = join(folder, file);
      if (content !== undefined) writeFileSync(path, content);
      return { path, name };
    };
    try {
      const records = [
        record('a1', 'Ann', 'one'),
        record('a2', 'Ann', 'one'), // twice with one person
        record('a3', 'Ann', 'two'), // as long as others, but different
        record('b1', 'Bo', 'one'),
        record('b2', 'Bo', 'three'),
        record('c1', 'Cy', ''),
        record('c2', 'Di', ''), // empty files are reported as such elsewhere
        record('c3', 'Di'), // does not exist
      ];
      assert.deepEqual(await samePictures(records), [
        {
          path: join(folder, 'b1'),
          problem: `${join(folder, 'b1')} is the same picture as ${join(folder, 'a1')}, under another name: keep it with the person who is in it.`,
          skipped: false,
        },
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
