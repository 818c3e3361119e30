import assert from 'node:assert/strict';
import * as path from 'node:path';
import { goldenNames } from '../support/golden';
import { lossCases } from '../support/loss-cases/all';
import { filesBelow, root } from './files';

/** The functions of the library whose names end in Loss, each with its file. */
function exportedLosses(): Map<string, string> {
  const files = filesBelow(['src/losses', 'src/distillation'], '.ts');
  const pairs = files.flatMap((file) =>
    Object.keys(require(path.join(root, file)) as object)
      .filter((name) => name.endsWith('Loss'))
      .map((name) => [name, file] as const),
  );
  return new Map(pairs);
}

describe('the registry of losses', () => {
  for (const [name, file] of exportedLosses()) {
    it(`has every part for ${name}`, () => {
      const found = lossCases.filter((one) => one.of === name);
      assert.equal(found.length, 1, `${file} exports ${name}: give it one case in test/support/loss-cases`);
      const [{ variants = [], compiled, golden = {}, wrong = [] }] = found;
      assert.ok(variants.length > 0, 'variants: gradients at random shapes, edges, tensors left behind');
      assert.ok(compiled, 'compiled: the traced step against the eager one');
      assert.ok(Object.keys(golden).length > 0, 'golden: a file in test/golden/losses (test/golden/generate makes it)');
      assert.ok(wrong.length > 0, 'wrong: at least one sentence that a wrong call earns');
    });
  }

  it('uses every golden file once, and none that is not there', () => {
    const used = lossCases.flatMap(({ golden = {} }) => Object.keys(golden));
    assert.deepEqual(used.sort(), goldenNames());
  });

  it('names no loss that is gone', () => {
    const exported = exportedLosses();
    const gone = lossCases.map((one) => one.of).filter((name) => name.endsWith('Loss') && !exported.has(name));
    assert.deepEqual(gone, []);
  });
});
