import { rowOf, type Matrix } from '../../base/matrix';
import { rounded, type Figure } from '../parts/figure';
import { expectSquare } from '../parts/people-matrix';
import { axis, page, signedScale } from '../parts/theme';

/**
 * Cosine similarity between people's mean vectors [people, people], with the values written into the cells.
 * The pair of different people that is most alike is named in the line below the title.
 */
export function similarityHeatMap(
  similarity: Matrix,
  names: string[],
  { title = 'How alike are the mean vectors?', note }: { title?: string; note?: string } = {},
): Figure {
  expectSquare(similarity, names);
  const closest = mostAlike(similarity);
  const z = names.map((_, row) => rounded(rowOf(similarity, row), 3));
  const side = 170 + Math.max(8, names.length) * 54;
  return {
    data: [
      {
        type: 'heatmap',
        x: names,
        y: names,
        z,
        text: z.map((row) => row.map((value) => value.toFixed(2))),
        texttemplate: names.length <= 16 ? '%{text}' : '',
        textfont: { size: 11 },
        colorscale: signedScale,
        zmin: -1,
        zmax: 1,
        xgap: 1,
        ygap: 1,
        colorbar: { title: { text: 'cosine' }, thickness: 14, len: 0.9 },
        hovertemplate: '%{y} and %{x}: cosine %{z:.3f}<extra></extra>',
      },
    ],
    layout: page(
      {
        title,
        note:
          note ??
          `Most alike: ${names[closest.first]} and ${names[closest.second]}, cosine ${closest.value.toFixed(2)}`,
        width: side + 90,
        height: side,
      },
      {
        xaxis: axis('', { showgrid: false, tickangle: -35, constrain: 'domain' }),
        yaxis: axis('', { showgrid: false, autorange: 'reversed', scaleanchor: 'x', constrain: 'domain' }),
        margin: { l: 100, r: 20, t: 78, b: 90 },
      },
    ),
  };
}

function mostAlike(similarity: Matrix): { first: number; second: number; value: number } {
  let best = { first: 0, second: 1, value: -Infinity };
  for (let first = 0; first < similarity.rows; first++) {
    for (let second = first + 1; second < similarity.columns; second++) {
      const value = similarity.values[first * similarity.columns + second];
      if (value > best.value) best = { first, second, value };
    }
  }
  return best;
}
