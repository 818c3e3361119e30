import { rounded, type Figure } from '../parts/figure';
import { stagedFigure } from '../parts/stages';
import { axis, colours, line } from '../parts/theme';

/** A sum of ReLUs. */
export interface BentLine {
  count: number;
  value: (x: number) => number;
}

/** A curve and sums of ReLUs that follow it; the slider changes how many there are. */
export function bentLines(
  curve: (x: number) => number,
  lines: BentLine[],
  { from, until, open = 0 }: { from: number; until: number; open?: number },
): Figure {
  const grid = Array.from({ length: 161 }, (_, i) => from + ((until - from) * i) / 160);
  const wanted = line('wanted', grid, rounded(grid.map(curve)), colours.faint, {
    line: { color: colours.faint, width: 5 },
  });
  return stagedFigure(
    lines.map(({ count, value }) => {
      const worst = Math.max(...grid.map((x) => Math.abs(curve(x) - value(x))));
      return {
        label: String(count),
        note: `${count} ReLU${count === 1 ? '' : 's'}, each a bend: at most ${worst.toFixed(2)} away from the curve`,
        data: [wanted, line('sum of ReLUs', grid, rounded(grid.map(value)), colours.different)],
      };
    }),
    { title: 'Bent lines add up to any curve', slider: 'ReLUs', open },
    { xaxis: axis('x', { range: [from, until] }), yaxis: axis('', { range: [-1.6, 1.6] }), showlegend: false },
  );
}
