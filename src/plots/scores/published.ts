import { expect } from '../../base/errors';
import type { Figure } from '../parts/figure';
import { panelGrid } from '../parts/panels';
import { axis, identityColour, note, page } from '../parts/theme';

/** One method's published accuracies, as `publishedTable` of `data/published` gives them. */
export interface PublishedPoint<Benchmark extends string> {
  method: string;
  /** Training pictures, in millions. */
  images?: number;
  /** In percent. */
  results: Partial<Record<Benchmark, number>>;
}

/**
 * Published accuracy of each method, one row per method in the order given and one panel per test set; the size of a mark grows with
 * the number of training pictures, which is written beside it. The note should name the source.
 */
export function accuracyAgainstImages<Benchmark extends string>(
  methods: PublishedPoint<Benchmark>[],
  benchmarks: Benchmark[],
  { title = 'Accuracy, and the pictures it took', note: text }: { title?: string; note?: string } = {},
): Figure {
  expect(methods.length > 0 && benchmarks.length > 0, 'There is nothing to draw: give methods and test sets.');
  const panels = panelGrid(benchmarks.length, benchmarks.length, { gapX: 0.06 });
  const names = methods.map(({ method }) => method);
  const layout = Object.assign(
    {},
    ...panels.map((panel, index) => ({
      [panel.xaxis]: axis(`${benchmarks[index]}, %`, {
        domain: panel.xDomain,
        anchor: panel.y,
        nticks: 5,
        tickfont: { size: 11 },
        tickangle: 0,
      }),
      [panel.yaxis]: axis('', {
        domain: panel.yDomain,
        anchor: panel.x,
        type: 'category',
        categoryarray: names,
        // Not Plotly's own range: it ends at the last method that was reported, and the panels would not line up.
        range: [names.length - 0.5, -0.5],
        automargin: true,
        showticklabels: index === 0,
      }),
    })),
  );
  return {
    data: panels.map((panel, index) => {
      const reported = methods.filter(({ results }) => results[benchmarks[index]] !== undefined);
      const value = ({ results }: PublishedPoint<Benchmark>): number => results[benchmarks[index]]!;
      return {
        type: 'scatter',
        mode: 'markers',
        x: reported.map(value),
        y: reported.map(({ method }) => method),
        xaxis: panel.x,
        yaxis: panel.y,
        showlegend: false,
        marker: {
          color: identityColour(index),
          opacity: 0.75,
          size: reported.map(({ images = 1 }) => Math.round(10 + 6 * Math.log2(1 + images))),
          line: { color: '#ffffff', width: 1 },
        },
        text: reported.map(({ images }) => (images === undefined ? '' : `${images} million pictures`)),
        hovertemplate: `%{y}: %{x} % on ${benchmarks[index]}, %{text}<extra></extra>`,
      };
    }),
    layout: page(
      { title, note: text, width: 820, height: 190 + 32 * methods.length },
      {
        ...layout,
        annotations: methods.map(({ method, images }) =>
          note(images === undefined ? '' : `${images} M`, {
            xref: 'paper',
            yref: 'y',
            x: 1.01,
            y: method,
            xanchor: 'left',
          }),
        ),
        margin: { l: 110, r: 70, t: text === undefined ? 60 : 84, b: 60 },
      },
    ),
  };
}
