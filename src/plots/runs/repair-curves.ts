import { expect } from '../../base/errors';
import type { RepairMoment } from '../../lessons/boundaryface/watched-repair';
import { rounded, type Figure, type Trace } from '../parts/figure';
import { textAbove } from '../parts/heading';
import { panelGrid } from '../parts/panels';
import { axis, colours, legendOnTop, line, note, page, verticalRule } from '../parts/theme';

/** What can be drawn of a run, and how. */
const curves = {
  precision: { name: 'precision: relabelled pictures that got their true label', colour: colours.same, dash: 'solid' },
  recall: { name: 'recall: flipped pictures that got it', colour: colours.good, dash: 'solid' },
  spoilt: { name: 'right labels that were spoilt', colour: colours.different, dash: 'solid' },
  moved: { name: 'outsiders that were moved', colour: colours.warning, dash: 'dot' },
  seenThrough: { name: 'nearest class is the true one', colour: colours.same, dash: 'solid' },
  believed: { name: 'nearest class is the wrong one it is filed under', colour: colours.different, dash: 'dash' },
};

/** One of the curves of {@link repairCurves}. */
export type RepairCurve = keyof typeof curves;

/** A run to be drawn; `from` is the step at which its labels were repaired for the first time, if they were. */
export interface RepairRun {
  name: string;
  repairs: RepairMoment[];
  from?: number;
}

/** Shares over training, one panel per run; a dashed rule where repairs begin. Where there was nothing to share, the curve has a gap. */
export function repairCurves(
  runs: RepairRun[],
  shown: RepairCurve[],
  { title, note: text }: { title: string; note?: string },
): Figure {
  expect(runs.length > 0 && shown.length > 0, 'There is nothing to draw: give at least one run and one curve.');
  const panels = panelGrid(runs.length, runs.length, { gapX: 0.07 });
  const data = runs.flatMap(({ name, repairs }, index): Trace[] =>
    shown.map((key) => {
      const { name: label, colour, dash } = curves[key];
      const drawn = repairs.map(({ [key]: value }) => (Number.isFinite(value) ? rounded([value])[0] : null));
      return {
        ...line(label, repairs.map(({ step }) => step), [], colour), // prettier-ignore
        y: drawn,
        mode: 'lines+markers',
        marker: { size: 5 },
        line: { color: colour, width: 2, dash },
        xaxis: panels[index].x,
        yaxis: panels[index].y,
        legendgroup: key,
        showlegend: index === 0,
        hovertemplate: `step %{x}: %{y:.1%}<extra>${name}</extra>`,
      };
    }),
  );
  const axes = Object.fromEntries(
    panels.flatMap(({ xaxis, yaxis, x, y, xDomain, yDomain }, index) => [
      [xaxis, axis('training step', { domain: xDomain, anchor: y, rangemode: 'tozero' })],
      [
        yaxis,
        axis(index === 0 ? 'share' : '', { domain: yDomain, anchor: x, range: [-0.02, 1.02], tickformat: '.0%' }),
      ],
    ]),
  );
  const starts = runs.flatMap(({ from }, index) => (from === undefined ? [] : [{ from, panel: panels[index] }]));
  const rows = shown.length > 2 ? 2 : 1;
  return {
    data,
    layout: page(
      { title, note: text, width: Math.max(720, 380 * runs.length + 60), height: 380 + 24 * rows },
      {
        ...axes,
        shapes: starts.map(({ from, panel }) => verticalRule(from, { xref: panel.x, yref: panel.y })),
        annotations: [
          ...runs.map(({ name }, index) => textAbove(panels[index], `<b>${name}</b>`)),
          ...starts.map(({ from, panel }) =>
            note('repairs begin', {
              x: from,
              y: 0.02,
              xref: panel.x,
              yref: panel.y,
              xanchor: 'left',
              yanchor: 'bottom',
              xshift: 4,
              font: { size: 11, color: colours.rule },
            }),
          ),
        ],
        showlegend: true,
        legend: { ...legendOnTop, y: 1.1 },
        margin: { l: 68, r: 24, t: 96 + 24 * rows, b: 56 },
      },
    ),
  };
}
