import { expect } from '../../base/errors';
import { rounded, type Figure, type Trace } from '../parts/figure';
import { panelGrid } from '../parts/panels';
import { textAbove } from '../parts/heading';
import { axis, colours, horizontalRule, legendOnTop, line, page } from '../parts/theme';

/** A search: the reward of each of its trials, in their order. */
export interface SearchRun {
  name: string;
  rewards: ArrayLike<number>;
}

/**
 * Each trial as a dot and the best so far as a line, one panel per search on one scale; dashed what a hand would pick. A controller that
 * learns lifts the whole cloud, chance lifts the line alone.
 */
export function rewardOverTrials(
  runs: SearchRun[],
  { baseline, title, note }: { baseline: number; title: string; note?: string },
): Figure {
  expect(
    runs.length > 0 && runs.every(({ rewards }) => rewards.length > 0),
    'There is no trial to draw: give at least one search with one trial.',
  );
  const panels = panelGrid(runs.length, runs.length, { gapX: 0.04 });
  const data = runs.flatMap(({ name, rewards }, index): Trace[] => {
    const trials = Array.from(rewards, (_, trial) => trial + 1);
    let best = -Infinity;
    const bests = Array.from(rewards, (reward) => (best = Math.max(best, reward)));
    const place = { xaxis: panels[index].x, yaxis: panels[index].y, showlegend: index === 0 };
    return [
      {
        type: 'scatter',
        mode: 'markers',
        name: 'a trial',
        legendgroup: 'trial',
        x: trials,
        y: rounded(rewards),
        marker: { size: 5, color: colours.different, opacity: 0.55 },
        hovertemplate: `${name}, trial %{x}: %{y:.3f}<extra></extra>`,
        ...place,
      },
      line('the best so far', trials, rounded(bests), colours.same, {
        legendgroup: 'best',
        line: { color: colours.same, width: 2, shape: 'hv' },
        hovertemplate: `${name}, best up to trial %{x}: %{y:.3f}<extra></extra>`,
        ...place,
      }),
    ];
  });
  const axes = panels.flatMap(({ xaxis, yaxis, x, y, xDomain, yDomain }, index) => [
    [xaxis, axis('trial', { domain: xDomain, anchor: y })],
    [
      yaxis,
      axis(index === 0 ? 'reward' : '', {
        domain: yDomain,
        anchor: x,
        ...(index > 0 && { matches: 'y', showticklabels: false }),
      }),
    ],
  ]);
  return {
    data,
    layout: page(
      { title, note, width: 120 + 320 * runs.length, height: 430 },
      {
        ...Object.fromEntries(axes),
        shapes: panels.map(({ x, y }) => horizontalRule(baseline, { xref: x, yref: y })),
        annotations: runs.map(({ name }, index) => textAbove(panels[index], `<b>${name}</b>`)),
        showlegend: true,
        legend: { ...legendOnTop, y: 1.09 },
        margin: { l: 68, r: 24, t: note === undefined ? 116 : 136, b: 56 },
      },
    ),
  };
}
