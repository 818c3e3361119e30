import type { Figure } from '../parts/figure';
import { panelLines } from '../parts/panel-lines';

/** A method's measure at each share of wrong labels; `half` is half the width of its interval, NaN for a single run. */
export interface NoiseLine {
  name: string;
  points: { share: number; mean: number; half: number }[];
}

/** A measure over the share of wrong labels: one panel per kind of noise, one line per method, bars for the intervals. */
export function noiseLines(
  panelsOfLines: { name: string; lines: NoiseLine[] }[],
  options: { title: string; note?: string; measure: string; format?: string },
): Figure {
  const panels = panelsOfLines.map(({ name, lines }) => ({
    name,
    lines: lines.map((line) => ({
      name: line.name,
      points: line.points.map(({ share, ...point }) => ({ x: share, ...point })),
    })),
  }));
  return panelLines(panels, { ...options, x: { title: 'share of wrong labels', format: '.0%' } });
}
