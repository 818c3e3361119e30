import type { Figure, Trace } from '../parts/figure';
import { rounded } from '../parts/figure';
import { stagedFigure } from '../parts/stages';
import { axis, colours, line } from '../parts/theme';

/** The steps that one learning rate makes. */
export interface Descent {
  learningRate: number;
  /** The weight before each step, and after the last one. */
  weights: number[];
}

/** The loss over one weight, and the way that a learning rate takes on it; the slider changes the learning rate. */
export function oneWeight(
  loss: (w: number) => number,
  descents: Descent[],
  { from, until, open = 0 }: { from: number; until: number; open?: number },
): Figure {
  const grid = Array.from({ length: 121 }, (_, i) => from + ((until - from) * i) / 120);
  const curve = line('loss', grid, rounded(grid.map(loss)), colours.faint);
  const highest = loss(from);
  const inside = (w: number): boolean => w >= from && w <= until && loss(w) <= highest * 1.05;
  return stagedFigure(
    descents.map(({ learningRate, weights }) => {
      const left = weights.findIndex((w) => inside(w) === false);
      const shown = left < 0 ? weights : weights.slice(0, left);
      const last = weights[weights.length - 1];
      const end =
        left < 0
          ? `after ${weights.length - 1} steps the loss is ${loss(last).toFixed(2)}`
          : `step ${left} leaves the picture: training explodes`;
      const path: Trace = line('steps', rounded(shown), rounded(shown.map(loss)), colours.different, {
        mode: 'lines+markers',
        marker: { size: 9, color: colours.different },
        line: { color: colours.different, width: 1.5 },
        hovertemplate: 'w = %{x:.2f}, loss %{y:.2f}<extra></extra>',
      });
      return { label: String(learningRate), note: `Learning rate ${learningRate}: ${end}`, data: [curve, path] };
    }),
    { title: 'One weight walks down its loss', slider: 'learning rate', open },
    {
      xaxis: axis('weight w', { range: [from, until] }),
      yaxis: axis('loss', { range: [0, highest * 1.05] }),
      showlegend: false,
    },
  );
}
