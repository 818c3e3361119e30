import { expect } from '../../base/errors';
import { Figure, rounded, Trace } from '../parts/figure';
import { panelGrid } from '../parts/panels';
import { axis, horizontalRule, identityColour, note, page } from '../parts/theme';

/** The shares of the groups at moments of one run. */
export interface OccupancyRun {
  name: string;
  moments: { step: number; shares: ArrayLike<number> }[];
}

/**
 * Which share of the pictures each group has, over training: one panel per run, one band per group, stacked to 1. Bands are in the order
 * of their share at the end, the largest at the bottom; a collapse shows as one band that displaces the others.
 */
export function groupOccupancy(
  runs: OccupancyRun[],
  { title = 'Which group has how many?', note: text }: { title?: string; note?: string } = {},
): Figure {
  expect(runs.length > 0, 'There is no run to draw: give at least one.');
  const panels = panelGrid(runs.length, runs.length, { gapX: 0.06 });
  const data = runs.flatMap(({ moments }, index): Trace[] => {
    expect(moments.length > 0, `The run ${index} has no moments: give the shares of at least one step.`);
    const last = moments[moments.length - 1].shares;
    const order = Array.from(last, (_, k) => k).sort((a, b) => last[b] - last[a]);
    return order.map((k, position) => ({
      type: 'scatter',
      mode: 'lines',
      name: `group ${k}`,
      x: moments.map(({ step }) => step),
      y: rounded(moments.map(({ shares }) => shares[k])),
      stackgroup: `run ${index}`,
      xaxis: panels[index].x,
      yaxis: panels[index].y,
      fillcolor: identityColour(position),
      line: { width: 0.8, color: '#ffffff' },
      hovertemplate: `group ${k}: %{y:.1%} at step %{x}<extra></extra>`,
    }));
  });
  const axes = Object.fromEntries(
    panels.flatMap(({ xaxis, yaxis, x, y, xDomain, yDomain }, index) => [
      [xaxis, axis('step', { domain: xDomain, anchor: y })],
      [
        yaxis,
        axis(index === 0 ? 'share of the pictures' : '', {
          domain: yDomain,
          anchor: x,
          range: [0, 1],
          tickformat: '.0%',
        }),
      ],
    ]),
  );
  return {
    data,
    layout: page(
      { title, note: text, width: 400 * runs.length + 60, height: 400 },
      {
        ...axes,
        showlegend: false,
        margin: { l: 68, r: 24, t: text === undefined ? 84 : 104, b: 56 },
        shapes: runs.map((_, index) =>
          horizontalRule(1, { xref: panels[index].x, yref: panels[index].y, dash: 'solid' }),
        ),
        annotations: runs.map(({ name }, index) =>
          note(name, {
            x: (panels[index].xDomain[0] + panels[index].xDomain[1]) / 2,
            y: 1.01,
            xref: 'paper',
            yref: 'paper',
            yanchor: 'bottom',
          }),
        ),
      },
    ),
  };
}
