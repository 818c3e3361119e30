import { expect } from '../../base/errors';
import { degrees } from '../parts/angles';
import type { Figure, Layout, Trace } from '../parts/figure';
import { overlaid, shareBars } from '../parts/histogram';
import { panelGrid } from '../parts/panels';
import { axis, colours, legendOnTop, note, page, translucent, verticalRule } from '../parts/theme';

/** Angles to the class weights at one moment of training, in radians; `classAngles` gives them. */
export interface ThetaSnapshot {
  name: string;
  own: ArrayLike<number>;
  nearestOther: ArrayLike<number>;
}

interface ThetaOptions {
  title?: string;
  note?: string;
  /** One scale of shares for all rows. Default false: a flat row at the start of training would not be seen beside a late one. */
  sameHeights?: boolean;
}

/**
 * Angles to the own class weight and to the nearest other, one row per moment of training, all on one axis in degrees:
 * the own angles fall towards 0, the others stay back, and the distance between the two is the margin in practice.
 * Lines mark the means, which are written above each row.
 */
export function thetaHistograms(
  snapshots: ThetaSnapshot[],
  { title = 'Angles to the class weights over training', note: text, sameHeights = false }: ThetaOptions = {},
): Figure {
  expect(snapshots.length > 0, 'There is no moment of training to draw: give at least one snapshot of angles.');
  const bins = { low: 0, high: 180, count: 90 };
  const largest = Math.max(
    ...snapshots.flatMap(({ own, nearestOther }) => [...inDegrees(own), ...inDegrees(nearestOther)]),
  );
  const highest = Math.min(180, 15 * Math.ceil((largest + 1) / 15));
  const panels = panelGrid(snapshots.length, 1, { gapY: 0.2 / snapshots.length });
  const layout: Layout = {};
  const shapes: Layout[] = [];
  const annotations: Layout[] = [];
  const data = snapshots.flatMap((snapshot, index): Trace[] => {
    const panel = panels[index];
    const own = inDegrees(snapshot.own);
    const other = inDegrees(snapshot.nearestOther);
    const isLast = index === snapshots.length - 1;
    layout[panel.xaxis] = axis(isLast ? 'angle in degrees' : '', {
      domain: panel.xDomain,
      anchor: panel.y,
      range: [0, highest],
      dtick: 15,
      showticklabels: isLast,
    });
    layout[panel.yaxis] = axis('', {
      domain: panel.yDomain,
      anchor: panel.x,
      tickformat: '.0%',
      nticks: 3,
      rangemode: 'tozero',
      matches: sameHeights && index > 0 ? 'y' : undefined,
    });
    shapes.push(
      verticalRule(mean(own), { xref: panel.x, yref: panel.y, dash: 'solid', colour: colours.same }),
      verticalRule(mean(other), { xref: panel.x, yref: panel.y, dash: 'solid', colour: colours.different }),
    );
    const radians = Math.PI / 180;
    annotations.push(
      note(
        `<b>${snapshot.name}</b>: own ${degrees(mean(own) * radians)}, nearest other ${degrees(mean(other) * radians)}`,
        {
          xref: 'paper',
          yref: 'paper',
          x: 0.995,
          y: panel.yDomain[1],
          xanchor: 'right',
          yanchor: 'bottom',
        },
      ),
    );
    const area = (name: string, values: number[], colour: string): Trace =>
      shareBars(values, bins, panel, {
        name,
        colour: translucent(colour, 0.7),
        showlegend: index === 0,
        hovertemplate: `${snapshot.name}: %{y:.1%} at %{x}° <extra>${name}</extra>`,
      });
    return [area('own class', own, colours.same), area('nearest other class', other, colours.different)];
  });
  return {
    data,
    layout: page(
      { title, note: text, height: 150 + 140 * snapshots.length },
      {
        ...layout,
        shapes,
        annotations,
        ...overlaid,
        legend: legendOnTop,
        margin: { l: 60, r: 20, t: text === undefined ? 84 : 108, b: 52 },
      },
    ),
  };
}

function inDegrees(angles: ArrayLike<number>): number[] {
  return Array.from(angles, (angle) => (angle * 180) / Math.PI);
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
