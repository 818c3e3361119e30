import type { Figure } from '../parts/figure';
import { panelLines } from '../parts/panel-lines';

/** A method's measure at each number of people; `half` is half the width of its interval, NaN for a single run. */
export interface PeopleLine {
  name: string;
  points: { people: number; mean: number; half: number }[];
}

/** A measure over the number of people who were trained on, on a logarithmic axis: one panel per number of steps, one line per method. */
export function linesOverPeople(
  panelsOfLines: { steps: number; lines: PeopleLine[] }[],
  options: { title: string; note?: string; measure: string; format?: string },
): Figure {
  const panels = panelsOfLines.map(({ steps, lines }) => ({
    name: `${steps.toLocaleString('en')} steps`,
    lines: lines.map((line) => ({
      name: line.name,
      points: line.points.map(({ people, ...point }) => ({ x: people, ...point })),
    })),
  }));
  return panelLines(panels, { ...options, x: { title: 'people trained on', format: ',d', log: true } });
}
