import { rounded, type Figure } from '../parts/figure';
import { stagedFigure } from '../parts/stages';
import { axis, colours, line, translucent } from '../parts/theme';

/** The losses of some batches of one size, as functions of the weight. */
export interface BatchLosses {
  size: number;
  losses: ((w: number) => number)[];
  /** Slope of each at the weight that is looked at. */
  slopes: number[];
}

/** The loss of all points, and of batches of them; the slider changes how large the batches are. */
export function batchLosses(
  all: (w: number) => number,
  batches: BatchLosses[],
  { from, until, at, open = 0 }: { from: number; until: number; at: number; open?: number },
): Figure {
  const grid = Array.from({ length: 61 }, (_, i) => from + ((until - from) * i) / 60);
  const highest = 2 * all(from);
  return stagedFigure(
    batches.map(({ size, losses, slopes }) => ({
      label: String(size),
      note: `Batches of ${size}: at w = ${at} their slopes lie between ${Math.min(...slopes).toFixed(1)} and ${Math.max(...slopes).toFixed(1)}`,
      data: [
        ...losses.map((loss, i) =>
          line(`batch ${i + 1}`, grid, rounded(grid.map(loss)), translucent(colours.same, 0.45), {
            line: { color: translucent(colours.same, 0.45), width: 1.2 },
          }),
        ),
        line('all points', grid, rounded(grid.map(all)), colours.different, {
          line: { color: colours.different, width: 3 },
        }),
      ],
    })),
    { title: 'A batch gives nearly the slope of all, the larger the nearer', slider: 'points in a batch', open },
    {
      xaxis: axis('weight w', { range: [from, until] }),
      yaxis: axis('loss', { range: [0, highest] }),
      showlegend: false,
    },
  );
}
