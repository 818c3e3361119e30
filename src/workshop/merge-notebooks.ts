import { mergedLines } from './merge-lines';
import { textOf, type Cell, type Notebook } from './notebook-file';

/** A notebook's cells by key, in order. Cells that come from the same cell of the base have the same key. */
type Keyed = Map<string, Cell>;

/**
 * What two people made of the same notebook, cell by cell:
 *
 * - Within a cell the lines are merged as {@link mergedLines} does, so that those of `mine` win.
 * - Cells that only one of them has added are there, each behind the cell that it stood behind.
 * - A cell deleted in `mine` stays deleted. One deleted in `theirs` goes, unless it was edited in `mine`.
 * - Of metadata, each entry is that of `theirs` where `mine` left it as it was.
 * - Outputs stay with the source that made them: a cell whose source is neither's alone has none.
 * - Cells are in the order of `theirs`, or in that of `mine` where it was changed there.
 *
 * Cells are told apart by their ids; those without one, or with another than in the base, by equal type and source.
 */
export function mergedNotebook(base: Notebook, mine: Notebook, theirs: Notebook): Notebook {
  const original: Keyed = new Map(base.cells.map((cell, index) => [`base ${index}`, cell]));
  const own = keyed(mine.cells, original, 'mine');
  const others = sharedKeys(own, keyed(theirs.cells, original, 'theirs'));

  const stays = (key: string): boolean => {
    const before = original.get(key);
    if (before === undefined || (own.has(key) && others.has(key))) return true;
    return own.has(key) && isSameText(own.get(key)!, before) === false;
  };
  const ownOrder = [...own.keys()].filter(stays);
  const othersOrder = [...others.keys()].filter(stays);
  const order = isInOrder(ownOrder, [...original.keys()])
    ? interleaved(othersOrder, ownOrder)
    : interleaved(ownOrder, othersOrder);
  const cells = order.map((key) => {
    const [was, is, will] = [original.get(key), own.get(key), others.get(key)];
    return is !== undefined && will !== undefined ? mergedCell(was ?? is, is, will) : (is ?? will)!;
  });
  const nbformat_minor = Math.max(mine.nbformat_minor, theirs.nbformat_minor);
  const notebook = { ...pickedEach(base, mine, theirs), nbformat_minor } as Notebook;
  return { ...notebook, cells: nbformat_minor < 5 ? cells : withUniqueIds(cells) };
}

/** The cells of one side by the keys of the base's cells; what is in none of them gets a key of its own. */
function keyed(cells: Cell[], original: Keyed, side: string): Keyed {
  const free = new Map(original);
  const take = (isIt: (before: Cell) => boolean): string | undefined => {
    const key = [...free].find(([, before]) => isIt(before))?.[0];
    if (key !== undefined) free.delete(key);
    return key;
  };
  // All ids first: a copy of a cell must not take the place of the cell itself.
  const byId = cells.map(({ id }) => (id === undefined ? undefined : take((before) => before.id === id)));
  return new Map(
    cells.map((cell, index) => [byId[index] ?? take((before) => isSameText(cell, before)) ?? `${side} ${index}`, cell]),
  );
}

/** A new cell that both sides have, such as one that was taken over by hand, has one key. */
function sharedKeys(own: Keyed, others: Keyed): Keyed {
  const same = (cell: Cell): string | undefined =>
    [...own].find(([key, each]) => key.startsWith('mine ') && each.id === cell.id && isSameText(each, cell))?.[0];
  return new Map([...others].map(([key, cell]) => [key.startsWith('theirs ') ? (same(cell) ?? key) : key, cell]));
}

function isSameText(a: Cell, b: Cell): boolean {
  return a.cell_type === b.cell_type && textOf(a.source) === textOf(b.source);
}

/** True when the keys that occur in `order` come in that order. */
function isInOrder(keys: string[], order: string[]): boolean {
  const places = keys.map((key) => order.indexOf(key)).filter((place) => place >= 0);
  return places.every((place, index) => index === 0 || places[index - 1] < place);
}

/** All of `first` in its order, and what only `second` has, each behind the key that it follows there. */
function interleaved(first: string[], second: string[]): string[] {
  const order = [...first];
  second.forEach((key, index) => {
    if (order.includes(key)) return;
    order.splice(index === 0 ? 0 : order.indexOf(second[index - 1]) + 1, 0, key);
  });
  return order;
}

function mergedCell(base: Cell, mine: Cell, theirs: Cell): Cell {
  const [before, own, other] = [base, mine, theirs].map((cell) => textOf(cell.source).split('\n'));
  const source = mergedLines(before, own, other).join('\n');
  const merged: Cell = {
    ...(pickedEach(base, mine, theirs) as unknown as Cell),
    metadata: pickedEach(base.metadata, mine.metadata, theirs.metadata),
    source: source === '' ? [] : source.split(/(?<=\n)/),
  };
  delete merged.outputs;
  delete merged.execution_count;
  if (merged.cell_type !== 'code') return merged;
  const wasRun = !isSame(mine.outputs, base.outputs);
  const isTheirs = theirs.cell_type === 'code' && source === textOf(theirs.source);
  const isMine = mine.cell_type === 'code' && source === textOf(mine.source);
  const made = isMine && (wasRun || !isTheirs) ? mine : isTheirs ? theirs : undefined;
  return { ...merged, execution_count: made?.execution_count ?? null, outputs: made?.outputs ?? [] };
}

/** Of each entry what `theirs` has, unless it was changed in `mine`. */
function pickedEach(base: object, mine: object, theirs: object): Record<string, unknown> {
  const [was, is, will] = [base, mine, theirs].map((each) => each as Record<string, unknown>);
  const picked = Object.keys({ ...will, ...is }).map((key) => [key, isSame(is[key], was[key]) ? will[key] : is[key]]);
  return Object.fromEntries(picked.filter(([, value]) => value !== undefined));
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** From 4.5 on the format asks for ids that differ. A cell whose id is taken gets one that tells where it is from. */
function withUniqueIds(cells: Cell[]): Cell[] {
  const taken = new Set<string>();
  return cells.map((cell) => {
    const name = (cell.id ?? 'cell').slice(0, 56);
    let id = cell.id ?? name;
    for (let number = 2; taken.has(id); number++) id = `${name}-${number}`;
    taken.add(id);
    return { ...cell, id };
  });
}
