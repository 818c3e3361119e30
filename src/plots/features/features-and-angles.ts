import type { Figure } from '../parts/figure';
import { planeRuns, type ToyRun } from '../parts/plane-runs';

/**
 * One row per run: on the left its features as they are, on the right their directions on the unit circle, lettered (a), (b),
 * (c) … as figure 2 of the SphereFace paper is.
 */
export function featuresAndAngles(
  runs: ToyRun[],
  { title = 'Features and their angles', note = 'Shaded: the sector within which 95 % of a class lie' } = {},
): Figure {
  const panels = runs.flatMap((run, row) => {
    const letter = (column: number): string => String.fromCharCode('a'.charCodeAt(0) + 2 * row + column);
    return [
      { ...run, name: `(${letter(0)}) ${run.name}` },
      { ...run, name: `(${letter(1)}) ${run.name}, angles alone`, onCircle: true },
    ];
  });
  return planeRuns(panels, { title, columns: 2, sectors: true, note });
}
