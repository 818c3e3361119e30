import { expect } from '../../base/errors';
import { type Matrix, rowOf } from '../../base/matrix';
import type { Figure, Layout } from '../parts/figure';
import { packed } from '../parts/figure';
import { panelGrid } from '../parts/panels';
import { axis, note, page } from '../parts/theme';

/** Features of some people's pictures from one network. */
export interface StripesPanel {
  name: string;
  /** [count, dim], nowhere negative; pictures of one person follow each other. */
  features: Matrix;
  /** Other pictures of the same people: they decide in which order the coordinates are drawn. */
  ordering: { features: Matrix; labels: ArrayLike<number> };
}

/** Nothing at all, so that Plotly finds no length or colour of ticks that are not drawn. */
const noTicks = { ticks: '', ticklen: undefined, tickcolor: undefined } as const;

/**
 * Features as they are: one row per picture, one column per coordinate, darker where the coordinate is larger. Columns are put beside each
 * other by the person whose *other* pictures they answer to most, so that blocks along the diagonal mean that a coordinate
 * keeps answering to the same person, and are not made by the sorting itself. A panel for each network.
 */
export function featureStripes(
  panels: StripesPanel[],
  labels: ArrayLike<number>,
  names: string[],
  { title = 'Features of the last layer but one', note: line }: { title?: string; note?: string } = {},
): Figure {
  expect(panels.length > 0, 'There are no features to draw: give at least one panel.');
  const cells = panelGrid(panels.length, 1, { gapY: 0.09 });
  const starts = names.map((_, person) => Array.from(labels).indexOf(person));
  const layout: Layout = {};
  const shapes: Layout[] = [];
  const annotations: Layout[] = [];
  const data = panels.map(({ name, features, ordering }, index) => {
    expect(
      features.rows === labels.length,
      `The panel ${name} has ${features.rows} features for ${labels.length} labels.`,
    );
    const order = columnOrder(ordering.features, ordering.labels, names.length);
    const cell = cells[index];
    const largest = Array.from(features.values).reduce((most, value) => Math.max(most, value), 0) || 1;
    const levels = new Uint8Array(features.rows * order.length);
    for (let row = 0; row < features.rows; row++) {
      const values = rowOf(features, row);
      // The square root lifts the small values out of the white.
      order.forEach(
        (column, at) => (levels[row * order.length + at] = Math.round(100 * Math.sqrt(values[column] / largest))),
      );
    }
    layout[cell.xaxis] = axis(index === panels.length - 1 ? `the ${order.length} coordinates of the feature` : '', {
      domain: cell.xDomain,
      anchor: cell.y,
      showgrid: false,
      showticklabels: false,
      ...noTicks,
    });
    layout[cell.yaxis] = axis('', {
      domain: cell.yDomain,
      anchor: cell.x,
      showgrid: false,
      autorange: 'reversed',
      tickvals: names.map(
        (_, person) => starts[person] + (Array.from(labels).filter((label) => label === person).length - 1) / 2,
      ),
      ticktext: names,
      ...noTicks,
    });
    starts.slice(1).forEach((start) =>
      shapes.push({
        type: 'line',
        xref: `${cell.x} domain`,
        yref: cell.y,
        x0: 0,
        x1: 1,
        y0: start - 0.5,
        y1: start - 0.5,
        line: { color: '#8a919c', width: 1 },
      }),
    );
    annotations.push(
      note(`<b>${name}</b>`, {
        xref: 'paper',
        yref: 'paper',
        x: 0,
        y: cell.yDomain[1],
        xanchor: 'left',
        yanchor: 'bottom',
      }),
    );
    return {
      type: 'heatmap',
      z: packed(levels, [features.rows, order.length]),
      xaxis: cell.x,
      yaxis: cell.y,
      colorscale: [
        [0, '#ffffff'],
        [0.5, '#7fb8dc'],
        [1, '#00304f'],
      ],
      zmin: 0,
      zmax: 100,
      showscale: false,
      hovertemplate: 'picture %{y}, coordinate %{x}<extra></extra>',
    };
  });
  return {
    data,
    layout: page(
      { title, note: line, width: 820, height: 130 + 270 * panels.length },
      { ...layout, shapes, annotations, margin: { l: 110, r: 20, t: line === undefined ? 84 : 104, b: 44 } },
    ),
  };
}

/** Coordinates by the person whose pictures they answer to most, and among those the strongest first. */
export function columnOrder(features: Matrix, labels: ArrayLike<number>, people: number): number[] {
  const sums = Array.from({ length: people }, () => new Float64Array(features.columns));
  for (let row = 0; row < features.rows; row++) {
    rowOf(features, row).forEach((value, column) => (sums[labels[row]][column] += value));
  }
  const answers = Array.from({ length: features.columns }, (_, column) => {
    const each = sums.map((sum) => sum[column]);
    const total = each.reduce((sum, value) => sum + value, 0);
    const strongest = Math.max(...each);
    return { column, person: each.indexOf(strongest), share: total === 0 ? 0 : strongest / total };
  });
  return answers.sort((a, b) => a.person - b.person || b.share - a.share).map(({ column }) => column);
}
