import type { Figure } from '../parts/figure';
import { rowPanels, type IntervalRow } from '../parts/row-panels';
import { colours } from '../parts/theme';

/**
 * Methods as rows, measures as panels: a dot for the mean, a line for its interval, the mean in words beside. Each panel has its own
 * scale; the best of each is dark.
 */
export function intervalRows(
  rows: IntervalRow[],
  measures: string[],
  { title, note }: { title: string; note?: string },
): Figure {
  return rowPanels(rows, measures, {
    title,
    note,
    inWords: (mean) => `${(100 * mean).toFixed(1)} %`,
    format: '~%',
    colour: ({ mean }, all) => (all.every((other) => other.mean <= mean) ? colours.same : '#7fb2d1'),
  });
}
