import { expect } from '../../base/errors';
import type { Figure } from '../parts/figure';
import { axis, identityColour, line, page } from '../parts/theme';

/** Triplets of P people with K pictures each: P·K anchors, K − 1 positives, (P − 1)·K negatives. */
export function tripletsOf(people: number, pictures: number): number {
  return people * pictures * (pictures - 1) * (people - 1) * pictures;
}

/** How the number of triplets explodes with pictures per person, on logarithmic axes; 2 people × 10 pictures is marked. */
export function tripletCounts(
  people: number[] = [2, 10, 100, 1000],
  {
    mostPictures = 100,
    title = 'The number of triplets explodes',
    note = 'P people, K pictures each: P·K anchors × (K − 1) positives × (P − 1)·K negatives',
  }: { mostPictures?: number; title?: string; note?: string } = {},
): Figure {
  expect(people.length > 0 && people.every((count) => count >= 2), 'Triplets need at least two people.');
  const pictures = Array.from({ length: mostPictures - 1 }, (_, index) => index + 2);
  const marked = tripletsOf(2, 10);
  return {
    data: [
      ...people.map((count, index) =>
        line(
          `${count.toLocaleString('en')} people`,
          pictures,
          pictures.map((each) => tripletsOf(count, each)),
          identityColour(index),
          {
            hovertemplate: `${count} people × %{x} pictures: %{y:,} triplets<extra></extra>`,
          },
        ),
      ),
      {
        type: 'scatter',
        mode: 'markers+text',
        x: [10],
        y: [marked],
        text: ['2 people × 10 pictures: 1,800'],
        textposition: 'bottom right',
        marker: { size: 11, color: '#ffffff', line: { color: identityColour(0), width: 2.5 } },
        showlegend: false,
        hovertemplate: '2 × 10 × 9 × 10 = 1,800 triplets<extra></extra>',
      },
    ],
    layout: page(
      { title, note, height: 460 },
      {
        xaxis: axis('pictures per person', { type: 'log', tickvals: [2, 5, 10, 20, 50, 100, 200, 500] }),
        yaxis: axis('triplets', { type: 'log', exponentformat: 'power', dtick: 2 }),
        showlegend: true,
        legend: { x: 0.02, y: 0.98, xanchor: 'left', bgcolor: 'rgba(255, 255, 255, 0.8)' },
      },
    ),
  };
}
