import { expect } from '../../base/errors';
import type { MiningRun } from '../../lessons/facenet/mining';
import { rounded, thinned, type Figure, type Layout, type Trace } from '../parts/figure';
import { heading } from '../parts/heading';
import { panelGrid, type Panel } from '../parts/panels';
import { centredMean, lateMean } from '../parts/running-mean';
import { axis, colours, horizontalRule, legendOnTop, line, note, page, translucent } from '../parts/theme';

/**
 * The state of triplet mining, one column per run: which triplets there are and which still count, how far positives and
 * negatives lie, and the loss beside the line at the margin. A loss that rests on that line means collapse: all
 * embeddings are the same point, every distance is 0, and each triplet costs exactly the margin.
 */
export function miningCockpit(
  runs: MiningRun | MiningRun[],
  { margin, title = 'Inside the triplet miner', note: text }: { margin: number; title?: string; note?: string },
): Figure {
  const list = Array.isArray(runs) ? runs : [runs];
  expect(
    list.length > 0 && list.every((run) => run.loss.length > 0),
    'There is no mining run to draw: give at least one with a step.',
  );
  const columns = list.length;
  const panels = panelGrid(columns * 3, columns, { gapX: 0.08, gapY: 0.07 });
  const layout: Layout = {};
  const shapes: Layout[] = [];
  const annotations: Layout[] = [];
  const highest = Math.max(...list.flatMap((run) => centredMean(run.loss)), margin);
  const farthest = Math.max(
    ...list.flatMap((run) => [...centredMean(run.negativeDistance), ...centredMean(run.positiveDistance)]),
  );
  const data = list.flatMap((run, column): Trace[] => {
    const [parts, distances, losses] = [panels[column], panels[columns + column], panels[2 * columns + column]];
    const first = column === 0;
    place(layout, parts, first ? 'share' : '', { range: [0, 1], tickformat: '.0%' }, false);
    place(layout, distances, first ? 'distance' : '', { range: [0, farthest * 1.08 || 1] }, false);
    place(layout, losses, first ? 'loss' : '', { range: [0, highest * 1.15] }, true);
    shapes.push(horizontalRule(margin, { xref: losses.x, yref: losses.y, colour: colours.different }));
    annotations.push(
      heading(parts, run.name, endOf(run)),
      note(isCollapsed(run, margin) ? '<b>the loss rests at the margin: collapse</b>' : `margin ${margin}`, {
        xref: `${losses.x} domain`,
        yref: losses.y,
        x: 0.99,
        y: margin,
        xanchor: 'right',
        yanchor: 'bottom',
        font: { size: 11, color: colours.different },
      }),
    );
    const curve = (
      name: string,
      values: ArrayLike<number>,
      panel: Panel,
      colour: string,
      rest: Record<string, unknown> = {},
    ): Trace => {
      const smooth = centredMean(values);
      const shown = thinned(smooth.length, 300);
      return line(
        name,
        shown.map((step) => step + 1),
        rounded(shown.map((step) => smooth[step])),
        colour,
        {
          xaxis: panel.x,
          yaxis: panel.y,
          legendgroup: name,
          showlegend: first,
          hovertemplate: `step %{x}: ${name} %{y:.2f}<extra>${run.name}</extra>`,
          ...rest,
        },
      );
    };
    const stacked = (name: string, values: ArrayLike<number>, colour: string): Trace =>
      curve(name, values, parts, colour, {
        stackgroup: `shares ${column}`,
        fillcolor: translucent(colour, 0.6),
        line: { color: colour, width: 0.5 },
      });
    return [
      stacked('hard', run.hard, colours.different),
      stacked('semi-hard', run.semiHard, colours.warning),
      stacked('easy', run.easy, '#56b4e9'),
      curve('mined and still active', run.active, parts, '#000000', {
        line: { color: '#000000', width: 2 },
      }),
      curve('to positives', run.positiveDistance, distances, colours.same),
      curve('to negatives', run.negativeDistance, distances, colours.different, {
        line: { color: colours.different, width: 2, dash: 'dot' },
      }),
      curve('loss', run.loss, losses, colours.rule),
    ];
  });
  return {
    data,
    layout: page(
      { title, note: text, width: columns === 1 ? 780 : 440 * columns, height: 660 },
      {
        ...layout,
        shapes,
        annotations,
        showlegend: true,
        legend: { ...legendOnTop, y: 1.07 },
        margin: { l: 64, r: 20, t: text === undefined ? 122 : 138, b: 52 },
      },
    ),
  };
}

function endOf({ positiveDistance, negativeDistance }: MiningRun): string {
  const [one, two] = [lateMean(positiveDistance), lateMean(negativeDistance)];
  return `at the end one person's pictures are ${one.toFixed(2)} apart, two people's ${two.toFixed(2)}`;
}

/** The loss of the last tenth of training stays within 5 % of the margin while the distances have vanished. */
export function isCollapsed({ loss, positiveDistance, negativeDistance }: MiningRun, margin: number): boolean {
  const from = Math.floor(loss.length * 0.9);
  const tail = (values: ArrayLike<number>): number[] => Array.from(values).slice(from);
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const rests = tail(loss).every((value) => Math.abs(value - margin) <= 0.05 * margin);
  // The margin is a squared distance: both have vanished beside it.
  return rests && Math.max(mean(tail(negativeDistance)), mean(tail(positiveDistance))) ** 2 <= 0.1 * margin;
}

function place(layout: Layout, panel: Panel, title: string, range: Layout, isLowest: boolean): void {
  layout[panel.xaxis] = axis(isLowest ? 'training step' : '', {
    domain: panel.xDomain,
    anchor: panel.y,
    showticklabels: isLowest,
  });
  layout[panel.yaxis] = axis(title, { domain: panel.yDomain, anchor: panel.x, ...range });
}
