import { expect } from '../../base/errors';
import type { Figure, Trace } from '../parts/figure';
import { rounded } from '../parts/figure';
import { textAbove } from '../parts/heading';
import { panelGrid } from '../parts/panels';
import { amountScale, axis, colours, page } from '../parts/theme';

/** What a network reaches: `rewards[row][column]`, undefined where it was not measured. */
export interface MatchPanel {
  name: string;
  rewards: (number | undefined)[][];
}

/** An axis of the maps: its title, and a label for each place. */
export interface MatchAxis {
  title: string;
  labels: string[];
}

/**
 * Which difficulty suits which network: a map for each network, the difficulty of the data from left to right, that of the loss from
 * bottom to top, the reward in each cell. Bright is near the network's own best, which has a frame: networks differ in what they reach, and
 * here the question is where.
 */
export function bestMatches(
  panelsOf: MatchPanel[],
  { data: columns, loss: rows }: { data: MatchAxis; loss: MatchAxis },
  { title, note }: { title: string; note?: string },
): Figure {
  expect(panelsOf.length > 0, 'There is no network to draw: give at least one.');
  for (const { name, rewards } of panelsOf) {
    expect(
      rewards.length === rows.labels.length && rewards.every((row) => row.length === columns.labels.length),
      `The rewards of ${name} do not fit the axes: give ${rows.labels.length} rows of ${columns.labels.length}.`,
    );
    expect(
      rewards.flat().some((reward) => reward !== undefined),
      `There is no reward of ${name}: give at least one.`,
    );
  }
  const panels = panelGrid(panelsOf.length, panelsOf.length, { gapX: 0.04 });
  const behind = panelsOf.map(({ rewards }) => {
    const best = Math.max(...rewards.flat().filter((reward) => reward !== undefined));
    return rewards.map((row) => row.map((reward) => (reward === undefined ? null : rounded([reward - best])[0])));
  });
  const worst = Math.min(-0.01, ...behind.flat(2).filter((value) => value !== null));
  const data = panelsOf.flatMap(({ name, rewards }, index): Trace[] => {
    const place = { xaxis: panels[index].x, yaxis: panels[index].y };
    const row = behind[index].findIndex((values) => values.includes(0));
    const column = behind[index][row].indexOf(0);
    return [
      {
        type: 'heatmap',
        x: columns.labels,
        y: rows.labels,
        z: behind[index],
        zmin: worst,
        zmax: 0,
        text: rewards.map((values) => values.map((reward) => reward?.toFixed(2) ?? '')),
        texttemplate: '%{text}',
        colorscale: amountScale,
        xgap: 2,
        ygap: 2,
        showscale: index === panelsOf.length - 1,
        ...(index === panelsOf.length - 1 && {
          colorbar: { title: { text: 'behind its best' }, thickness: 12, tickformat: '.2f' },
        }),
        hovertemplate: `${name}: %{text}<extra></extra>`,
        ...place,
      },
      {
        type: 'scatter',
        mode: 'markers',
        x: [columns.labels[column]],
        y: [rows.labels[row]],
        marker: { symbol: 'square-open', size: 46, color: colours.different, line: { width: 3 } },
        showlegend: false,
        hoverinfo: 'skip',
        ...place,
      },
    ];
  });
  // Without a range, the frame would push the axes apart.
  const places = ({ title: name, labels }: MatchAxis): Record<string, unknown> =>
    axis(name, { type: 'category', categoryarray: labels, range: [-0.5, labels.length - 0.5], showgrid: false });
  const axes = panels.flatMap(({ xaxis, yaxis, x, y, xDomain, yDomain }, index) => [
    [xaxis, { ...places(columns), domain: xDomain, anchor: y }],
    [
      yaxis,
      {
        ...places(index === 0 ? rows : { ...rows, title: '' }),
        domain: yDomain,
        anchor: x,
        showticklabels: index === 0,
      },
    ],
  ]);
  return {
    data,
    layout: page(
      { title, note, width: 170 + 270 * panelsOf.length, height: 190 + 62 * rows.labels.length },
      {
        ...Object.fromEntries(axes),
        annotations: panelsOf.map(({ name }, index) => textAbove(panels[index], `<b>${name}</b>`)),
        margin: { l: 76, r: 24, t: note === undefined ? 84 : 108, b: 60 },
      },
    ),
  };
}
