import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mergedLines, mergedText } from '../../src/workshop/merge-lines';
import { mergedNotebook } from '../../src/workshop/merge-notebooks';
import { textOf, type Cell, type Notebook } from '../../src/workshop/notebook-file';

const words = (text: string): string[] => text.split(' ').filter(Boolean);
const merged = (base: string, mine: string, theirs: string): string =>
  mergedLines(words(base), words(mine), words(theirs)).join(' ');

describe('merging lines', () => {
  it('takes changes in different places from both', () => {
    assert.equal(merged('a b c d e', 'a B c d e', 'a b c d E'), 'a B c d E');
    assert.equal(merged('a b c d e', 'a b c d e f', 'x a b c d e'), 'x a b c d e f');
    assert.equal(merged('a b c d e', 'a c d e', 'a b c d'), 'a c d');
  });

  it("keeps the student's where both changed the same or neighbouring lines", () => {
    assert.equal(merged('a b c', 'a mine c', 'a theirs c'), 'a mine c');
    assert.equal(merged('a b c', 'a mine c', 'a b theirs'), 'a mine c');
    assert.equal(merged('a b', 'a mine b', 'a theirs b'), 'a mine b');
    assert.equal(merged('', 'mine', 'theirs'), 'mine');
  });

  it('does not repeat what both changed alike', () => {
    assert.equal(merged('a b c', 'a x c', 'a x c'), 'a x c');
    assert.equal(merged('a b c', 'a b c d', 'a b c d'), 'a b c d');
  });

  it('never glues a last line without its end to the next', () => {
    assert.equal(mergedText('a\nb', 'a\nb\nmine', 'A\na\nb'), 'A\na\nb\nmine');
    assert.equal(mergedText('a\nb\nc\n', 'a\nb\nc\nmine', 'a\nB\nc\n'), 'a\nB\nc\nmine');
  });

  it('does not count ends of lines as changes, and keeps those of the student', () => {
    assert.equal(mergedText('a\nb\nc\nd\n', 'a\r\nb\r\nc\r\nmine\r\n', 'A\nb\nc\nd\n'), 'A\r\nb\r\nc\r\nmine\r\n');
  });

  it('takes files that have nothing in common as one change', function () {
    this.timeout(20_000);
    const many = (sign: string): string[] => Array.from({ length: 4000 }, (_, index) => `${sign}${index}`);
    assert.deepEqual(mergedLines(many('a'), many('b'), many('c')), many('b'));
  });

  it("loses no line of the student's, keeps their order, and takes all of theirs where nothing was changed", () => {
    fc.assert(
      fc.property(line(), edits(), edits(), (base, own, others) => {
        const [mine, theirs] = [edited(base, own), edited(base, others)];
        const result = mergedLines(base, mine, theirs);
        assertKept(base, mine, result);
        assert.deepEqual(mergedLines(base, base, theirs), theirs);
        assert.deepEqual(mergedLines(base, mine, base), mine);
        assert.deepEqual(mergedLines(base, mine, mine), mine);
        const known = new Set([...mine, ...theirs]);
        assert.ok(
          result.every((each) => known.has(each)),
          result.join(),
        );
        const marked = own
          .filter(({ lines }) => lines.length > 0)
          .flatMap(({ lines }) => lines.map((each) => `${each}!`));
        const written = edited(
          base,
          own.map((edit) => ({ ...edit, lines: edit.lines.map((each) => `${each}!`) })),
        );
        const kept = mergedLines(base, written, theirs).filter((each) => each.endsWith('!'));
        assert.deepEqual(
          kept,
          written.filter((each) => each.endsWith('!')),
          marked.join(),
        );
      }),
      { numRuns: 2000 },
    );
  });
});

describe('merging notebooks', () => {
  it('merges by cell: lines within, new cells behind the cell that they stood behind', () => {
    const base = notebook(code('a', 'one\ntwo\nthree\nfour'), code('b', 'five'));
    const mine = notebook(
      code('a', 'ONE\ntwo\nthree\nfour'),
      code('note', 'my note'),
      code('b', 'five'),
      code('end', 'my end'),
    );
    const theirs = notebook(
      code('new', 'before'),
      code('a', 'one\ntwo\nthree\nFOUR'),
      code('b', 'five'),
      code('last', 'after'),
    );
    assert.deepEqual(sources(mergedNotebook(base, mine, theirs)), [
      'before',
      'ONE\ntwo\nthree\nFOUR',
      'my note',
      'five',
      'my end',
      'after',
    ]);
  });

  it('a cell that they deleted goes, but not when the student wrote in it; one that the student deleted stays away', () => {
    const base = notebook(code('a', 'a'), code('b', 'b'), code('c', 'c'));
    assert.deepEqual(sources(mergedNotebook(base, notebook(code('a', 'a'), code('b', 'mine'), code('c', 'c')), notebook(code('b', 'b')))), ['mine']); // prettier-ignore
    assert.deepEqual(sources(mergedNotebook(base, notebook(code('a', 'a'), code('b', 'mine')), notebook(code('c', 'C')))), ['mine']); // prettier-ignore
  });

  it("keeps the student's order where it was changed, else takes theirs", () => {
    const [a, b, c] = [code('a', 'a'), code('b', 'b'), code('c', 'c')];
    assert.deepEqual(sources(mergedNotebook(notebook(a, b, c), notebook(c, a, b), notebook(b, a, c))), ['c', 'a', 'b']);
    assert.deepEqual(sources(mergedNotebook(notebook(a, b, c), notebook(a, b, c), notebook(b, a, c))), ['b', 'a', 'c']);
  });

  it('outputs stay with the source that made them', () => {
    const [old, fresh] = [
      { output_type: 'stream', text: 'old' },
      { output_type: 'stream', text: 'fresh' },
    ] as const;
    const at = (source: string, output: typeof old | typeof fresh): Notebook =>
      notebook({ ...code('a', source), outputs: [output], execution_count: 1 });
    const outputs = (one: Notebook): unknown => one.cells[0].outputs;
    // Nobody changed the source: what the student's run showed, else what is new.
    assert.deepEqual(outputs(mergedNotebook(at('a', old), at('a', fresh), at('a', old))), [fresh]);
    assert.deepEqual(outputs(mergedNotebook(at('a', old), at('a', old), at('a', fresh))), [fresh]);
    // Theirs is new: with its own outputs. Both changed: with none.
    assert.deepEqual(outputs(mergedNotebook(at('a', old), at('a', old), at('b', fresh))), [fresh]);
    assert.deepEqual(outputs(mergedNotebook(at('a\nb\nc', old), at('A\nb\nc', old), at('a\nb\nC', fresh))), []);
  });

  it('merges metadata by entry', () => {
    const at = (metadata: Record<string, unknown>): Notebook => notebook({ ...code('a', 'a'), metadata });
    const result = mergedNotebook(
      at({ tags: ['x'], old: 1 }),
      at({ tags: ['x', 'mine'], old: 1 }),
      at({ tags: ['y'], slideshow: {} }),
    );
    assert.deepEqual(result.cells[0].metadata, { tags: ['x', 'mine'], slideshow: {} });
  });

  it('finds cells again whose ids a program has thrown away, and leaves no id twice', () => {
    const base = notebook(code('a', 'a'), code('b', 'b'));
    const without = notebook(code(undefined, 'a'), code(undefined, 'mine'), code(undefined, 'b'));
    assert.deepEqual(sources(mergedNotebook(base, without, notebook(code('a', 'a'), code('b', 'b'), code('c', 'c')))), ['a', 'mine', 'b', 'c']); // prettier-ignore
    const twice = mergedNotebook(base, notebook(code('a', 'a'), code('a', 'copy'), code('b', 'b')), base);
    assert.deepEqual(twice.cells.map(({ id, source }) => [id, textOf(source)]), [['a', 'a'], ['a-2', 'copy'], ['b', 'b']]); // prettier-ignore
  });

  it("loses no line of the student's under random edits of cells and lines", () => {
    fc.assert(
      fc.property(cellsOf(), changesOf(), changesOf(), (base, own, others) => {
        const [from, mine, theirs] = [notebook(...base), notebook(...changed(base, own, 'm')), notebook(...changed(base, others, 't'))]; // prettier-ignore
        const result = mergedNotebook(from, mine, theirs);
        const lines = (one: Notebook): string[] => one.cells.flatMap(({ source }) => textOf(source).split('\n'));
        const written = (one: Notebook): string[] =>
          lines(one)
            .filter((each) => each.startsWith('m:'))
            .sort();
        assert.deepEqual(written(result), written(mine));
        assertKept(lines(from), lines(mine), lines(result));
        const ids = result.cells.map(({ id }) => id);
        assert.equal(new Set(ids).size, ids.length);
        assert.deepEqual(sources(mergedNotebook(from, from, theirs)), sources(theirs));
        assert.deepEqual(sources(mergedNotebook(from, mine, from)), sources(mine));
      }),
      { numRuns: 1000 },
    );
  });
});

interface Edit {
  at: number;
  removed: number;
  lines: string[];
}

function line(): fc.Arbitrary<string[]> {
  return fc.array(fc.constantFrom('', 'a', 'b', 'c', '}'), { maxLength: 12 });
}

function edits(): fc.Arbitrary<Edit[]> {
  return fc.array(fc.record({ at: fc.nat(12), removed: fc.nat(3), lines: line() }), { maxLength: 4 });
}

function edited(lines: string[], all: Edit[]): string[] {
  return all.reduce((before, { at, removed, lines: added }) => {
    const place = Math.min(at, before.length);
    return [...before.slice(0, place), ...added, ...before.slice(place + removed)];
  }, lines);
}

/** Of each line there are at least as many more than in the base as the student has written. */
function assertKept(base: string[], mine: string[], result: string[]): void {
  const count = (lines: string[], each: string): number => lines.filter((other) => other === each).length;
  for (const each of new Set(mine))
    assert.ok(count(result, each) >= count(mine, each) - count(base, each), `"${each}" is lost in ${result.join()}`);
}

function code(id: string | undefined, source: string): Cell {
  return {
    cell_type: 'code',
    ...(id === undefined ? {} : { id }),
    metadata: {},
    source,
    execution_count: null,
    outputs: [],
  };
}

function notebook(...cells: Cell[]): Notebook {
  return { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 };
}

function sources({ cells }: Notebook): string[] {
  return cells.map(({ source }) => textOf(source));
}

function cellsOf(): fc.Arbitrary<Cell[]> {
  const source = fc.array(fc.constantFrom('', 'a', 'b', 'c'), { minLength: 1, maxLength: 6 });
  return fc.array(source, { maxLength: 6 }).map((all) => all.map((each, index) => code(`c${index}`, each.join('\n'))));
}

type CellChange = { at: number } & (
  { kind: 'delete' | 'move' | 'copy' | 'add' | 'forget id' } | { kind: 'edit'; edit: Edit }
);

function changesOf(): fc.Arbitrary<CellChange[]> {
  const kinds = fc.constantFrom('delete', 'move', 'copy', 'add', 'forget id' as const);
  const whole = fc.record({ at: fc.nat(7), kind: kinds as fc.Arbitrary<'delete'> });
  const edit = fc.record({ at: fc.nat(12), removed: fc.nat(2), lines: fc.array(fc.constantFrom('x', 'y'), { maxLength: 2 }) }); // prettier-ignore
  const within = fc.record({ at: fc.nat(7), kind: fc.constant('edit' as const), edit });
  return fc.array(fc.oneof(whole, within), { maxLength: 6 });
}

/** The cells after the changes of somebody whose lines begin with the letter. */
function changed(cells: Cell[], all: CellChange[], letter: string): Cell[] {
  let [result, number] = [[...cells], 0];
  for (const change of all) {
    const at = Math.min(change.at, Math.max(0, result.length - 1));
    const cell = result[at];
    if (change.kind === 'add') result.splice(change.at, 0, code(`${letter}${++number}`, `${letter}: new ${number}`));
    if (cell === undefined) continue;
    if (change.kind === 'delete') result.splice(at, 1);
    if (change.kind === 'move') result = [...result.filter((each) => each !== cell), cell];
    if (change.kind === 'copy') result.splice(at, 0, { ...cell, id: `${letter}${++number}` });
    if (change.kind === 'forget id') result[at] = { ...cell, id: undefined };
    if (change.kind !== 'edit') continue;
    const edit = { ...change.edit, lines: change.edit.lines.map((each) => `${letter}: ${each} ${++number}`) };
    result[at] = { ...cell, source: edited(textOf(cell.source).split('\n'), [edit]).join('\n') };
  }
  return result;
}
