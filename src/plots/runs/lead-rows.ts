import type { Figure } from '../parts/figure';
import { rowPanels, type IntervalRow } from '../parts/row-panels';
import { colours } from '../parts/theme';

/**
 * How far methods (rows) are ahead of others (panels), in points of 1/100: a dot for the mean difference, a line for its interval, and a
 * line at 0. All panels have one scale, so that a longer way from 0 is a larger lead. A dot is dark where the interval lies on one side of
 * 0, and missing where there is nothing to compare.
 */
export function leadRows(rows: IntervalRow[], over: string[], { title, note }: { title: string; note?: string }): Figure {
  const inPoints = rows.map(({ name, values }) => ({
    name,
    values: values.map((value) => value && { mean: 100 * value.mean, half: 100 * value.half }),
  }));
  return rowPanels(inPoints, over.map((name) => `ahead of ${name} by`), {
    title,
    note,
    inWords: (mean) => {
      const size = Math.abs(mean).toFixed(1);
      return size === '0.0' ? size : `${mean < 0 ? '−' : '+'}${size}`;
    },
    format: '~f',
    colour: ({ mean, half }) => (Math.abs(mean) > half ? (mean > 0 ? colours.same : colours.different) : '#b9c2cc'),
    differences: true,
  });
} // prettier-ignore
