import { diffArrays } from 'diff';

/** Files that differ more than this are one change from top to bottom. */
const MOST_EDITS = 2000;

/** Lines that stand in the place of those from `from` to before `to`, counted in the base. */
interface Change {
  from: number;
  to: number;
  lines: string[];
}

/**
 * What two people made of the same lines, in one: every change of `mine`, and those of `theirs` that neither overlap nor
 * touch one of mine. So every line that was written in `mine` is there, in its order, and there are no conflict markers.
 * This is what `git merge -X ours` does within a file.
 *
 * It knows lines and nothing of what they mean: two changes in different places can contradict each other.
 */
export function mergedLines(base: string[], mine: string[], theirs: string[]): string[] {
  const own = changes(base, mine);
  const others = changes(base, theirs).filter(
    (other) => !own.some(({ from, to }) => from <= other.to && other.from <= to),
  );
  const merged: string[] = [];
  let place = 0;
  for (const { from, to, lines } of [...own, ...others].sort((a, b) => a.from - b.from)) {
    for (const line of base.slice(place, from)) merged.push(line);
    for (const line of lines) merged.push(line);
    place = to;
  }
  return merged.concat(base.slice(place));
}

/** {@link mergedLines} of texts. Ends of lines do not count as changes; the result has those of `mine`. */
export function mergedText(base: string, mine: string, theirs: string): string {
  const [a, b, c] = [base, mine, theirs].map((text) => text.split(/\r?\n/));
  return mergedLines(a, b, c).join(mine.includes('\r\n') ? '\r\n' : '\n');
}

function changes(base: string[], other: string[]): Change[] {
  const parts = diffArrays(base, other, { maxEditLength: MOST_EDITS });
  if (parts === undefined) return [{ from: 0, to: base.length, lines: other }];
  const found: Change[] = [];
  let place = 0;
  let current: Change | undefined;
  for (const { added, removed, value } of parts) {
    if (added === false && removed === false) {
      place += value.length;
      current = undefined;
      continue;
    }
    if (current === undefined) found.push((current = { from: place, to: place, lines: [] }));
    if (removed) current.to = place += value.length;
    else current.lines = current.lines.concat(value);
  }
  return found;
}
