import { packed, type Figure, type Layout } from '../parts/figure';
import { heading } from '../parts/heading';
import { panelGrid } from '../parts/panels';
import { amountScale, axis, page } from '../parts/theme';

const steps = 80;

/**
 * What one coordinate adds to a distance, for every pair of values f and g from 0 to 1: the squared difference on the left, the
 * chi-square term on the right. Lines of equal height are parallel on the left and fan out from the origin on the right.
 */
export function differenceMaps({
  title = 'What one coordinate adds',
  note: line = 'The two crosses are 0.1 apart in f − g, once among small values and once among large ones',
}: { title?: string; note?: string } = {}): Figure {
  const terms = [
    { name: '(f − g)²', at: (f: number, g: number) => (f - g) ** 2 },
    { name: '(f − g)² / (f + g)', at: (f: number, g: number) => (f + g === 0 ? 0 : (f - g) ** 2 / (f + g)) },
  ];
  const cells = panelGrid(2, 2, { gapX: 0.14 });
  const values = Array.from({ length: steps + 1 }, (_, index) => index / steps);
  const layout: Layout = {};
  const annotations: Layout[] = [];
  const crosses = [
    [0.03, 0.13],
    [0.83, 0.93],
  ];
  const data = terms.flatMap(({ name, at }, index) => {
    const cell = cells[index];
    const z = Float32Array.from(values.flatMap((g) => values.map((f) => at(f, g))));
    layout[cell.xaxis] = axis('f', { domain: cell.xDomain, anchor: cell.y, constrain: 'domain' });
    layout[cell.yaxis] = axis('g', {
      domain: cell.yDomain,
      anchor: cell.x,
      scaleanchor: cell.x,
      constrain: 'domain',
    });
    annotations.push(heading(cell, name));
    return [
      {
        type: 'contour',
        x0: 0,
        dx: 1 / steps,
        y0: 0,
        dy: 1 / steps,
        z: packed(z, [steps + 1, steps + 1]),
        xaxis: cell.x,
        yaxis: cell.y,
        colorscale: amountScale,
        reversescale: true,
        contours: { start: 0, end: 0.8, size: 0.05 },
        line: { width: 0.5, color: '#ffffff' },
        showscale: index === 1,
        ...(index === 1 ? { colorbar: { title: { text: 'adds' }, thickness: 14 } } : {}),
        hovertemplate: `f %{x:.2f}, g %{y:.2f}: %{z:.3f}<extra>${name}</extra>`,
      },
      {
        type: 'scatter',
        mode: 'markers+text',
        x: crosses.map(([f]) => f),
        y: crosses.map(([, g]) => g),
        text: crosses.map(([f, g]) => at(f, g).toFixed(3)),
        textposition: ['top right', 'top left'],
        textfont: { size: 13, color: '#000000' },
        xaxis: cell.x,
        yaxis: cell.y,
        marker: { symbol: 'x', size: 9, color: '#000000' },
        showlegend: false,
        hoverinfo: 'skip',
      },
    ];
  });
  return {
    data,
    layout: page(
      { title, note: line, width: 820, height: 470 },
      { ...layout, annotations, margin: { l: 60, r: 90, t: 108, b: 56 } },
    ),
  };
}
