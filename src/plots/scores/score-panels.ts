import { expect } from '../../base/errors';
import { rounded, type Figure, type Layout, type Trace } from '../parts/figure';
import { heading } from '../parts/heading';
import { binCenters, binsFor, shares } from '../parts/histogram';
import { panelGrid } from '../parts/panels';
import { axis, colours, legendOnTop, page, translucent, verticalRule } from '../parts/theme';

/** One way to compare two pictures, and what it says of many pairs. */
export interface ScorePanel {
  name: string;
  /** What the horizontal axis measures. */
  score: string;
  same: ArrayLike<number>;
  different: ArrayLike<number>;
  threshold?: number;
  /** A result, written below the name. */
  numbers?: string;
}

interface ScorePanelOptions {
  title?: string;
  note?: string;
  /** One range for all panels on both axes, for scores that measure the same thing. */
  sameScale?: boolean;
  columns?: number;
  /** What the two heaps are called, and what they are heaps of. */
  kinds?: { same: string; different: string; of: string };
}

const pairs = { same: 'same person', different: 'different people', of: 'pairs' };

/**
 * Scores of pairs of one person and of two, a panel for each way to compare them or for each moment of training: the less the two
 * heaps overlap, the better. Heights are shares of each kind. In one column with one scale the panels lie close below each other, so
 * that a heap that moves is seen to move.
 */
export function scorePanels(
  panels: ScorePanel[],
  {
    title = 'Same person or not?',
    note: line,
    sameScale = false,
    columns = Math.min(panels.length, 2),
    kinds = pairs,
  }: ScorePanelOptions = {},
): Figure {
  expect(panels.length > 0, 'There are no scores to draw: give at least one panel.');
  panels.forEach(({ name, same, different }) =>
    expect(
      same.length > 0 && different.length > 0,
      `The panel ${name} needs a pair of one person and a pair of two, but has ${same.length} and ${different.length}.`,
    ),
  );
  const rows = Math.ceil(panels.length / columns);
  const stacked = sameScale && columns === 1 && rows > 1;
  const gapY = stacked ? 0.2 / rows + 0.03 : rows > 1 ? 0.3 / rows + 0.06 : 0;
  const cells = panelGrid(panels.length, columns, { gapX: 0.07, gapY });
  const common = binsFor(
    panels.flatMap(({ same, different }) => [same, different]),
    45,
  );
  const highest = Math.max(
    ...panels.flatMap(({ same, different }) => [...shares(same, common), ...shares(different, common)]),
  );
  const data: Trace[] = [];
  const layout: Layout = {};
  const annotations: Layout[] = [];
  const shapes: Layout[] = [];
  panels.forEach(({ name, score, same, different, threshold, numbers }, index) => {
    const cell = cells[index];
    const bins = sameScale ? common : binsFor([same, different], 45);
    const area = (kind: string, values: ArrayLike<number>, colour: string): Trace => ({
      type: 'scatter',
      mode: 'lines',
      name: kind,
      legendgroup: kind,
      showlegend: index === 0,
      x: rounded(binCenters(bins)),
      y: rounded(shares(values, bins)),
      xaxis: cell.x,
      yaxis: cell.y,
      line: { color: colour, width: 1.5, shape: 'hvh' },
      fill: 'tozeroy',
      fillcolor: translucent(colour, 0.3),
      hovertemplate: `${name}: %{y:.1%} of the ${kinds.of} near %{x:.2f}<extra>${kind}</extra>`,
    });
    data.push(area(kinds.different, different, colours.different), area(kinds.same, same, colours.same));
    const labelled = stacked === false || index === panels.length - 1;
    layout[cell.xaxis] = axis(labelled ? score : '', {
      domain: cell.xDomain,
      anchor: cell.y,
      range: [bins.low, bins.high],
      showticklabels: labelled,
    });
    layout[cell.yaxis] = axis(cell.column === 0 ? `share of ${kinds.of}` : '', {
      domain: cell.yDomain,
      anchor: cell.x,
      tickformat: '.0%',
      ...(sameScale ? { range: [0, 1.05 * highest] } : { rangemode: 'tozero' }),
    });
    if (threshold !== undefined) shapes.push(verticalRule(threshold, { xref: cell.x, yref: cell.y }));
    annotations.push(heading(cell, name, numbers));
  });
  const height = 170 + (stacked ? 150 : 230) * rows;
  return {
    data,
    layout: page(
      { title, note: line, width: Math.max(760, 300 * columns), height },
      {
        ...layout,
        annotations,
        shapes,
        showlegend: true,
        legend: { ...legendOnTop, y: 1 + 44 / (height - 190) },
        margin: { l: 64, r: 20, t: line === undefined ? 120 : 140, b: 56 },
      },
    ),
  };
}
