import { expect } from '../../base/errors';
import { rounded, type Figure } from '../parts/figure';
import { heading } from '../parts/heading';
import { panelGrid } from '../parts/panels';
import { axis, colours, page, translucent, verticalRule } from '../parts/theme';

/** A network, how good it is and what it costs. */
export interface CostRow {
  name: string;
  /** A share, with the ends of its interval. */
  accuracy: number;
  low: number;
  high: number;
  parameters: number;
  milliseconds: number;
}

/**
 * How good and, in the same rows, how large and how slow: one row per network, the first one on top and the one to reach. Its accuracy is the
 * dashed line.
 */
export function accuracyBesideCost(
  networks: CostRow[],
  { measure, title, note }: { measure: string; title: string; note?: string },
): Figure {
  expect(networks.length > 0, 'There is no network to draw: give at least one.');
  const panels = panelGrid(3, 3, { gapX: 0.04 });
  const names = networks.map(({ name }) => name);
  const barColours = networks.map((_, index) => translucent(index === 0 ? colours.rule : colours.same, 0.75));
  const bars = (costs: number[], words: string[], panel: number): Figure['data'][number] => ({
    type: 'bar',
    orientation: 'h',
    x: rounded(costs, 4),
    y: names,
    xaxis: panels[panel].x,
    yaxis: panels[panel].y,
    text: words,
    textposition: 'auto',
    textangle: 0,
    marker: { color: barColours },
    hovertemplate: '%{y}: %{x}<extra></extra>',
  });
  const ends = (end: (one: CostRow) => number): number[] =>
    rounded(
      networks.map((one) => Math.abs(end(one) - one.accuracy)),
      5,
    );
  const accuracy = {
    type: 'scatter',
    mode: 'markers+text',
    x: rounded(
      networks.map((one) => one.accuracy),
      5,
    ),
    y: names,
    text: networks.map((one) => `${(100 * one.accuracy).toFixed(1)} %`),
    // Beside the dashed line, which stands over the first dot.
    textposition: networks.map((_, index) => (index === 0 ? 'top right' : 'top center')),
    error_x: {
      type: 'data',
      symmetric: false,
      array: ends(({ high }) => high),
      arrayminus: ends(({ low }) => low),
      thickness: 2,
      width: 6,
      color: colours.rule,
    },
    marker: {
      size: 12,
      symbol: 'diamond',
      color: barColours.map((_, index) => (index === 0 ? colours.rule : colours.same)),
    },
    xaxis: panels[0].x,
    yaxis: panels[0].y,
    hovertemplate: '%{y}: %{x:.1%}<extra></extra>',
  };
  const rows = (index: number): Record<string, unknown> =>
    axis('', {
      domain: panels[index].yDomain,
      anchor: panels[index].x,
      type: 'category',
      categoryarray: names,
      range: [names.length - 0.5, -0.6],
      automargin: index === 0,
      showticklabels: index === 0,
    });
  const column = (index: number, rest: Record<string, unknown>): Record<string, unknown> =>
    axis('', { domain: panels[index].xDomain, anchor: panels[index].y, nticks: 5, ...rest });
  return {
    data: [
      accuracy,
      bars(
        networks.map((one) => one.parameters),
        networks.map((one) => one.parameters.toLocaleString('en')),
        1,
      ),
      bars(
        networks.map((one) => one.milliseconds),
        networks.map((one) => one.milliseconds.toFixed(2)),
        2,
      ),
    ],
    layout: page(
      { title, note, width: 900, height: 190 + 62 * networks.length },
      {
        xaxis: column(0, { tickformat: '.0%' }),
        yaxis: rows(0),
        xaxis2: column(1, {}),
        yaxis2: rows(1),
        xaxis3: column(2, {}),
        yaxis3: rows(2),
        shapes: [verticalRule(networks[0].accuracy)],
        annotations: [measure, 'parameters', 'milliseconds a picture'].map((name, index) =>
          heading(panels[index], name),
        ),
        bargap: 0.45,
        showlegend: false,
        margin: { l: 120, r: 24, t: note === undefined ? 84 : 108, b: 44 },
      },
    ),
  };
}
