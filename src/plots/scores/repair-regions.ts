import { expect } from '../../base/errors';
import type { AuditedLabel } from '../../lessons/boundaryface/audit';
import type { LabelKind } from '../../lessons/boundaryface/noise';
import { rounded, type Figure, type Layout } from '../parts/figure';
import { axis, colours, legendOnTop, note, page, tinted } from '../parts/theme';

const kinds: Record<LabelKind, { name: string; colour: string; symbol: string }> = {
  right: { name: 'label is right', colour: colours.same, symbol: 'circle' },
  flipped: { name: 'flipped: belongs to another class', colour: colours.different, symbol: 'diamond' },
  outsider: { name: 'outsider: belongs to no class', colour: colours.warning, symbol: 'x' },
};

/**
 * Every picture by its angle to the class of its label and to the nearest other class. The margin m cuts the plane in three: easy
 * (theta_y + m ≤ theta_j), hard (between), and taken for a wrong label (theta_j + m < theta_y). Of more than `most` pictures one in so many is
 * drawn, the same of every kind of label, so that points can be counted against each other; the note says so.
 */
export function repairRegions(
  pictures: Pick<AuditedLabel, 'kind' | 'ownAngle' | 'otherAngle'>[],
  { margin, title, note: text, most = 3000 }: { margin: number; title: string; note?: string; most?: number },
): Figure {
  expect(pictures.length > 0, 'There is no picture to draw: give at least one.');
  const degrees = (angles: number[]): number[] => rounded(angles.map((angle) => (angle * 180) / Math.PI), 1); // prettier-ignore
  const m = (margin * 180) / Math.PI;
  const end = 130;
  const region = (path: string, colour: string): Layout => ({
    type: 'path',
    path,
    fillcolor: tinted(colour, 0.12),
    line: { width: 0 },
    layer: 'below',
  });
  const every = Math.ceil(pictures.length / most);
  const counted = `One point ${every === 1 ? 'a picture' : `for ${every} pictures`}`;
  const data = (Object.keys(kinds) as LabelKind[]).flatMap((kind) => {
    const drawn = pictures.filter((picture) => picture.kind === kind).filter((_, index) => index % every === 0);
    if (drawn.length === 0) return [];
    const { name, colour, symbol } = kinds[kind];
    return [
      {
        type: 'scatter',
        mode: 'markers',
        name,
        x: degrees(drawn.map(({ ownAngle }) => ownAngle)),
        y: degrees(drawn.map(({ otherAngle }) => otherAngle)),
        marker: { size: kind === 'flipped' ? 6 : 4, symbol, color: colour, opacity: 0.7 },
        hovertemplate: `%{x:.0f}° to its label, %{y:.0f}° to the nearest other<extra>${name}</extra>`,
      },
    ];
  });
  const named = (words: string, x: number, y: number): Layout =>
    note(`<b>${words}</b>`, { x, y, font: { size: 12, color: colours.rule } });
  return {
    data,
    layout: page(
      { title, note: text === undefined ? counted : `${counted}; ${text}`, width: 680, height: 620 },
      {
        xaxis: axis('angle to the class of its label, θ<sub>y</sub>, degrees', { range: [0, end] }),
        yaxis: axis('angle to the nearest other class, degrees', { range: [0, end] }),
        shapes: [
          region(`M 0 ${m} L 0 ${end} L ${end - m} ${end} Z`, colours.same),
          region(`M ${m} 0 L ${end} 0 L ${end} ${end - m} Z`, colours.different),
        ],
        annotations: [named('easy', 22, 120), named('hard', 112, 112), named('taken for a wrong label', 95, 12)],
        showlegend: true,
        legend: legendOnTop,
        margin: { l: 68, r: 24, t: 112, b: 56 },
      },
    ),
  };
}
