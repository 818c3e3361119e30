import { expect } from '../../base/errors';
import type { Matrix } from '../../base/matrix';
import type { Figure, Layout, Trace } from '../parts/figure';
import { heading } from '../parts/heading';
import { binsFor, overlaid, shareBars } from '../parts/histogram';
import { membersOf } from '../parts/members';
import { panelGrid } from '../parts/panels';
import { axis, colours, legendOnTop, note, page, percent, translucent, verticalRule } from '../parts/theme';

interface DistanceHistogramOptions {
  /** Distances at or below it unlock; drawn in every panel. */
  threshold: number;
  title?: string;
  note?: string;
  /** What the horizontal axis measures. */
  distance?: string;
}

/**
 * One panel per person: the distance of everyone's pictures to that person's mean vector, own pictures against all
 * others, with the threshold. `distances` is [pictures, people], smaller is closer. Heights are shares of each group,
 * since there are far more pictures of other people. Above each panel: the share of each group that would be let in.
 */
export function distanceHistograms(
  distances: Matrix,
  labels: ArrayLike<number>,
  names: string[],
  {
    threshold,
    title = 'How far is every picture from each person’s mean vector?',
    note: line = 'Left of the dashed line a picture would be accepted as that person',
    distance = 'cosine distance to the mean vector',
  }: DistanceHistogramOptions,
): Figure {
  expect(
    distances.columns === names.length && distances.rows === labels.length,
    `The distances are [${distances.rows}, ${distances.columns}], but there are ${labels.length} labels and ${names.length} names: expected [labels, names].`,
  );
  const members = membersOf(labels, names.length);
  const columns = Math.min(4, Math.ceil(Math.sqrt(names.length)) + (names.length > 4 ? 1 : 0));
  const panels = panelGrid(names.length, columns, {
    gapX: 0.025,
    gapY: names.length > columns ? 0.3 / Math.ceil(names.length / columns) + 0.06 : 0,
  });
  const rows = Math.ceil(names.length / columns);
  const bins = binsFor([distances.values], 28);
  const data: Trace[] = [];
  const layout: Layout = {};
  const annotations: Layout[] = [];
  panels.forEach((panel, person) => {
    const isOwn = new Set(members[person]);
    const own: number[] = [];
    const others: number[] = [];
    for (let picture = 0; picture < distances.rows; picture++) {
      (isOwn.has(picture) ? own : others).push(distances.values[picture * distances.columns + person]);
    }
    const accepted = (values: number[]): string =>
      values.length === 0 ? '–' : percent(values.filter((value) => value <= threshold).length / values.length);
    const bars = (name: string, values: number[], colour: string): Trace =>
      shareBars(values, bins, panel, {
        name,
        colour: translucent(colour, 0.75),
        showlegend: person === 0,
        hovertemplate: `${names[person]}: %{y:.0%} of ${name} near %{x:.2f}<extra></extra>`,
      });
    data.push(bars('own pictures', own, colours.same), bars('pictures of everyone else', others, colours.different));
    const bottom = person + columns >= names.length;
    layout[panel.xaxis] = axis('', {
      domain: panel.xDomain,
      anchor: panel.y,
      range: [bins.low, bins.high],
      showticklabels: bottom,
    });
    layout[panel.yaxis] = axis(panel.column === 0 ? 'share' : '', {
      domain: panel.yDomain,
      anchor: panel.x,
      matches: person === 0 ? undefined : 'y',
      ...(panel.column === 0 ? { tickformat: '.0%' } : { showticklabels: false }),
    });
    annotations.push(heading(panel, names[person], `lets in own ${accepted(own)}, others ${accepted(others)}`));
  });
  annotations.push(note(distance, { xref: 'paper', yref: 'paper', x: 0.5, y: 0, yanchor: 'top', yshift: -24 }));
  return {
    data,
    layout: page(
      { title, note: line, width: 860, height: 150 + 180 * rows },
      {
        ...layout,
        annotations,
        shapes: panels.map((panel) => verticalRule(threshold, { xref: panel.x, yref: panel.y })),
        ...overlaid,
        legend: { ...legendOnTop, y: 1 + 40 / (180 * rows) },
        margin: { l: 60, r: 16, t: 134, b: 58 },
      },
    ),
  };
}
