import { expect } from '../../base/errors';
import { rounded, type Figure, type Trace } from '../parts/figure';
import { panelGrid } from '../parts/panels';
import { axis, colours, horizontalRule, identityColour, identitySymbol, legendOnTop, page } from '../parts/theme';

/** A network, how good it is and what it costs. */
export interface CostPoint {
  name: string;
  /** A share. */
  accuracy: number;
  parameters: number;
  milliseconds: number;
}

/** How good over how large, and over how long a picture takes; the dashed line is the first network, the one to reach. */
export function accuracyOverCost(
  points: CostPoint[],
  { measure, title, note }: { measure: string; title: string; note?: string },
): Figure {
  expect(points.length > 0, 'There is no network to draw: give at least one.');
  const panels = panelGrid(2, 2, { gapX: 0.06 });
  const data = points.flatMap(({ name, accuracy, parameters, milliseconds }, index): Trace[] =>
    [parameters, milliseconds].map((cost, panel) => ({
      type: 'scatter',
      mode: 'markers',
      name,
      x: rounded([cost], 4),
      y: rounded([accuracy], 5),
      xaxis: panels[panel].x,
      yaxis: panels[panel].y,
      legendgroup: name,
      showlegend: panel === 0,
      marker: {
        size: 13,
        symbol: identitySymbol(index),
        color: index === 0 ? colours.rule : identityColour(index - 1),
      },
      hovertemplate: `${name}: %{y:.1%} at %{x}<extra></extra>`,
    })),
  );
  const costs = {
    parameters: points.map((one) => one.parameters),
    milliseconds: points.map((one) => one.milliseconds),
  };
  const within = (values: number[]): [number, number] => [0, 1.12 * Math.max(...values)];
  return {
    data,
    layout: page(
      { title, note, width: 820, height: 440 },
      {
        xaxis: axis('parameters', {
          domain: panels[0].xDomain,
          anchor: panels[0].y,
          range: within(costs.parameters),
        }),
        yaxis: axis(measure, { domain: panels[0].yDomain, anchor: panels[0].x, tickformat: '.0%' }),
        xaxis2: axis('milliseconds a picture', {
          domain: panels[1].xDomain,
          anchor: panels[1].y,
          range: within(costs.milliseconds),
        }),
        yaxis2: axis('', { domain: panels[1].yDomain, anchor: panels[1].x, matches: 'y', showticklabels: false }),
        shapes: panels.map(({ x, y }) => horizontalRule(points[0].accuracy, { xref: x, yref: y })),
        showlegend: true,
        legend: legendOnTop,
        margin: { l: 68, r: 24, t: note === undefined ? 92 : 112, b: 56 },
      },
    ),
  };
}
