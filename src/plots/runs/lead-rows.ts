import type { Figure } from '../parts/figure';
import { rowPanels, type IntervalRow } from '../parts/row-panels';
import { colours } from '../parts/theme';

/**
 * How far methods (rows) are ahead of others (panels), in points of 1/100: a dot for the mean difference, a line for its interval, and a
 * line at 0. A dot is dark where the interval lies on one side of 0, and missing where there is nothing to compare.
 */
export function leadRows(rows: IntervalRow[], over: string[], { title, note }: { title: string; note?: string }): Figure {
  return rowPanels(rows, over.map((name) => `ahead of ${name} by`), {
    title,
    note,
    inWords: (mean) => `${100 * mean <= -0.05 ? '−' : '+'}${Math.abs(100 * mean).toFixed(1)}`,
    format: '+~%',
    colour: ({ mean, half }) => (Math.abs(mean) > half ? (mean > 0 ? colours.same : colours.different) : '#b9c2cc'),
    zeroLine: true,
  });
} // prettier-ignore
