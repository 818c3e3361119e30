import { expect } from '../../base/errors';
import { rounded, type Figure } from '../parts/figure';
import { heading } from '../parts/heading';
import { panelGrid } from '../parts/panels';
import { axis, horizontalRule, identityColour, identitySymbol, legendOnTop, page } from '../parts/theme';

/** Searches through an index beside the exact one, at one size of the gallery: part of a `SearchComparison`. */
export interface RecallRow {
  pictures: number;
  bytes: { embeddings: number; index: number };
  /** More and more candidates. */
  indexed: { candidates: number; recall: { people: number; strangers: number } }[];
  /** Milliseconds of one probe in a call. */
  measured: { exact: { single: number }; indexed: { single: number }[] };
}

/**
 * How often a search through an index finds what the exact search finds, over the time it takes per probe and, in the legend, the
 * memory it needs: people of the gallery on the left, strangers on the right, a line per size of the gallery, a mark per number of
 * candidates. The star at 100 % is the exact search.
 */
export function recallBesideCost(
  rows: RecallRow[],
  { aim, title, note }: { aim?: number; title: string; note?: string },
): Figure {
  expect(rows.length > 0, 'There is no gallery to draw: give at least one.');
  const panels = panelGrid(2, 2, { gapX: 0.06 });
  const megabytes = (bytes: number): string =>
    `${(bytes / 1e6).toLocaleString('en', { maximumSignificantDigits: 2 })} MB`;
  const data = (['people', 'strangers'] as const).flatMap((kind, panel) =>
    rows.map(({ pictures, bytes, indexed, measured }, index): Figure['data'][number] => {
      const points = [
        ...indexed.map(({ candidates, recall }, place) => ({
          x: measured.indexed[place].single,
          y: recall[kind],
          text: `${candidates} candidates`,
        })),
        // A gap keeps the line from running into the star.
        { x: null, y: null, text: '' },
        { x: measured.exact.single, y: 1, text: 'exact' },
      ];
      const isExact = (place: number): boolean => place === points.length - 1;
      const name = `${pictures.toLocaleString('en')} pictures: ${megabytes(bytes.embeddings)}, index ${megabytes(bytes.index)} more`;
      return {
        type: 'scatter',
        mode: 'lines+markers',
        name,
        legendgroup: name,
        showlegend: panel === 0,
        x: points.map(({ x }) => (x === null ? null : rounded([x], 5)[0])),
        y: points.map(({ y }) => (y === null ? null : rounded([y], 4)[0])),
        text: points.map(({ text }) => text),
        line: { color: identityColour(index), width: 2 },
        marker: {
          color: identityColour(index),
          symbol: points.map((_, place) => (isExact(place) ? 'star' : identitySymbol(index))),
          size: points.map((_, place) => (isExact(place) ? 14 : 9)),
        },
        xaxis: panels[panel].x,
        yaxis: panels[panel].y,
        hovertemplate: '%{text}: %{y:.1%} in %{x} ms<extra></extra>',
      };
    }),
  );
  const lowest = Math.min(
    ...rows.flatMap(({ indexed }) => indexed.flatMap(({ recall }) => [recall.people, recall.strangers])),
  );
  const range = [Math.max(0, lowest - 0.04), 1.02];
  const time = (index: number): Record<string, unknown> =>
    axis('milliseconds per probe', {
      domain: panels[index].xDomain,
      anchor: panels[index].y,
      type: 'log',
      dtick: 1,
      matches: index === 0 ? undefined : 'x',
    });
  const shares = (index: number): Record<string, unknown> =>
    axis(index === 0 ? 'nearest picture found' : '', {
      domain: panels[index].yDomain,
      anchor: panels[index].x,
      tickformat: '.0%',
      range,
    });
  return {
    data,
    layout: page(
      { title, note, width: 900, height: 420 + 18 * rows.length },
      {
        xaxis: time(0),
        yaxis: shares(0),
        xaxis2: time(1),
        yaxis2: shares(1),
        shapes: aim === undefined ? [] : panels.map(({ x, y }) => horizontalRule(aim, { xref: x, yref: y })),
        annotations: ['people of the gallery', 'strangers'].map((name, index) => heading(panels[index], name)),
        legend: { ...legendOnTop, orientation: 'v', y: -0.2, yanchor: 'top' },
        margin: { l: 68, r: 24, t: note === undefined ? 76 : 96, b: 76 + 18 * rows.length },
      },
    ),
  };
}
