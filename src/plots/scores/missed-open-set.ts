import { expect } from '../../base/errors';
import { rounded, type Figure, type Trace } from '../parts/figure';
import { heading } from '../parts/heading';
import { panelGrid } from '../parts/panels';
import { axis, identityColour, identitySymbol, legendOnTop, line, page } from '../parts/theme';

interface Errors {
  fnir: number;
  fpir: number;
}

/** Open-set errors of the exact search and of searches through an index, at one size of the gallery: part of a `SearchComparison`. */
export interface MissedRow {
  pictures: number;
  exact: Errors;
  /** More and more candidates. */
  indexed: (Errors & { candidates: number })[];
}

/**
 * What missed neighbours do to open-set errors at one threshold: people of the gallery who are not named rightly on the left (FNIR),
 * strangers who are taken for somebody on the right (FPIR), over the number of candidates that the index proposes. A line per size of
 * the gallery; dashed, the exact search. Each panel has its own scale from 0.
 */
export function missedOpenSet(rows: MissedRow[], { title, note }: { title: string; note?: string }): Figure {
  expect(rows.length > 0, 'There is no gallery to draw: give at least one.');
  const panels = panelGrid(2, 2, { gapX: 0.1 });
  const places = [...new Set(rows.flatMap(({ indexed }) => indexed.map(({ candidates }) => candidates)))].sort(
    (a, b) => a - b,
  );
  const data = (['fnir', 'fpir'] as const).flatMap((kind, panel) =>
    rows.flatMap(({ pictures, exact, indexed }, index): Trace[] => {
      const size = pictures.toLocaleString('en');
      const shared = { xaxis: panels[panel].x, yaxis: panels[panel].y };
      const colour = identityColour(index);
      return [
        line(
          `${size} pictures`,
          indexed.map(({ candidates }) => candidates),
          rounded(
            indexed.map((errors) => errors[kind]),
            5,
          ),
          colour,
          {
            ...shared,
            mode: 'lines+markers',
            marker: { symbol: identitySymbol(index), size: 9 },
            legendgroup: size,
            showlegend: panel === 0,
            hovertemplate: `${size} pictures, %{x} candidates: %{y:.2%}<extra></extra>`,
          },
        ),
        line('exact', [places[0], places[places.length - 1]], rounded([exact[kind], exact[kind]], 5), colour, {
          ...shared,
          line: { color: colour, width: 1.5, dash: 'dash' },
          legendgroup: size,
          showlegend: false,
          hovertemplate: `${size} pictures, exact: %{y:.2%}<extra></extra>`,
        }),
      ];
    }),
  );
  const axes = panels.flatMap(({ xaxis, yaxis, x, y, xDomain, yDomain }, index) => [
    [
      xaxis,
      axis('candidates of the index', {
        domain: xDomain,
        anchor: y,
        type: 'log',
        tickvals: places,
        ticktext: places.map(String),
      }),
    ],
    [
      yaxis,
      axis(index === 0 ? 'share of people (FNIR)' : 'share of strangers (FPIR)', {
        domain: yDomain,
        anchor: x,
        rangemode: 'tozero',
        tickformat: index === 0 ? '.0%' : '.1%',
      }),
    ],
  ]);
  return {
    data,
    layout: page(
      { title, note, width: 900, height: 440 },
      {
        ...Object.fromEntries(axes),
        annotations: ['people of the gallery, not named', 'strangers, taken for somebody'].map((name, index) =>
          heading(panels[index], name),
        ),
        legend: { ...legendOnTop, y: 1.08 },
        margin: { l: 68, r: 24, t: note === undefined ? 112 : 132, b: 56 },
      },
    ),
  };
}
