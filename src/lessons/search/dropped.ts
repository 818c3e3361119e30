import type { DirtyFaces } from './dirty-people';

/**
 * The shares of wrong and of right labels that a filter drops.
 *
 * @param filtered [count], the labels that the filter leaves, below 0 where a picture was dropped
 * @returns NaN where there is no wrong, or no right label
 */
export function droppedShares(
  { faces, persons, personOf }: DirtyFaces,
  filtered: ArrayLike<number>,
): { wrong: number; right: number } {
  const pictures = Array.from(faces.labels, (label, picture) => ({
    isRight: personOf[label] === persons[picture],
    isDropped: filtered[picture] < 0,
  }));
  const share = (right: boolean): number => {
    const own = pictures.filter(({ isRight }) => isRight === right);
    return own.filter(({ isDropped }) => isDropped).length / own.length;
  };
  return { wrong: share(false), right: share(true) };
}

/**
 * Those shares over several thresholds, as lines of the figure `seedLines`: first the wrong labels of everybody's filter, then the right ones.
 *
 * @param filters by whose they are, what each filter leaves at each threshold, see {@link droppedShares}
 */
export function droppedLines(
  dirty: DirtyFaces,
  filters: Record<string, ArrayLike<number>[]>,
): { name: string; values: number[][] }[] {
  const kinds = ['wrong', 'right'] as const;
  return kinds.flatMap((kind) =>
    Object.entries(filters).map(([whose, filtered]) => ({
      name: `${kind} labels, ${whose}`,
      values: filtered.map((labels) => [droppedShares(dirty, labels)[kind]]),
    })),
  );
}
