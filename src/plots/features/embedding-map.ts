import { expect } from '../../base/errors';
import type { Matrix } from '../../base/matrix';
import { rounded, type Figure, type Trace } from '../parts/figure';
import { membersOf } from '../parts/members';
import { identityColour, identitySymbol, note, page, percent, planeAxes } from '../parts/theme';

interface EmbeddingMapOptions {
  title?: string;
  note?: string;
  /** Share of the variance along each axis, as `project` gives it; it is written at the axes. */
  explained?: number[];
  /** Text for each point beside the name, such as where the picture came from. */
  hover?: ArrayLike<string>;
}

/** Every picture a point [count, 2], coloured by identity, each identity named where its points lie. */
export function embeddingMap(
  points: Matrix,
  labels: ArrayLike<number>,
  names: string[],
  { title = 'Every picture is a point', note: line, explained, hover }: EmbeddingMapOptions = {},
): Figure {
  expect(
    points.columns === 2,
    `A map needs points [count, 2], but they are [${points.rows}, ${points.columns}]: project them first.`,
  );
  expect(
    labels.length === points.rows,
    `There are ${points.rows} points but ${labels.length} labels: each point needs one.`,
  );
  const members = membersOf(labels, names.length);
  const data = members.map((indices, identity): Trace => {
    const x = rounded(indices.map((index) => points.values[index * 2]));
    const y = rounded(indices.map((index) => points.values[index * 2 + 1]));
    return {
      type: 'scatter',
      mode: 'markers',
      name: names[identity],
      x,
      y,
      text: indices.map((index) => (hover === undefined ? names[identity] : `${names[identity]}<br>${hover[index]}`)),
      hovertemplate: '%{text}<extra></extra>',
      marker: {
        color: identityColour(identity),
        symbol: identitySymbol(identity),
        size: 8,
        opacity: 0.8,
        line: { width: 0.5, color: '#ffffff' },
      },
    };
  });
  const annotations = members.flatMap((indices, identity) =>
    indices.length === 0 || names.length > 20
      ? []
      : [
          note(`<b>${names[identity]}</b>`, {
            x: median(indices.map((index) => points.values[index * 2])),
            y: median(indices.map((index) => points.values[index * 2 + 1])),
            font: { size: 12, color: identityColour(identity) },
            bgcolor: 'rgba(255, 255, 255, 0.75)',
          }),
        ],
  );
  const label = (axis: number): string =>
    explained === undefined
      ? `direction ${axis + 1}`
      : `direction ${axis + 1} (${percent(explained[axis])} of the spread)`;
  return {
    data,
    layout: page(
      { title, note: line, width: 720, height: 620 },
      { ...planeAxes(label(0), label(1)), showlegend: false, annotations },
    ),
  };
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
