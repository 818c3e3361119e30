import { expect } from '../../base/errors';
import type { LabelKind } from '../../lessons/boundaryface/noise';
import type { Pull } from '../../lessons/boundaryface/pull';
import { rounded, type Figure, type Trace } from '../parts/figure';
import { axis, colours, legendOnTop, page } from '../parts/theme';

const kinds: Record<LabelKind, { name: string; colour: string }> = {
  right: { name: 'right labels', colour: colours.same },
  flipped: { name: 'flipped labels', colour: colours.different },
  outsider: { name: 'outsiders', colour: colours.warning },
};

/** Whose gradient it is: one bar per loss, cut by the kind of label; the first bar is how many pictures there are of each kind. */
export function gradientPull(
  losses: { name: string; pull: Pull }[],
  { title, note }: { title: string; note?: string },
): Figure {
  expect(losses.length > 0, 'There is no loss to draw: give at least one.');
  const [{ pull: first }] = losses;
  const bars = [
    { name: 'pictures', of: (kind: LabelKind) => first[kind].pictures },
    ...losses.map(({ name, pull }) => ({ name, of: (kind: LabelKind) => pull[kind].gradient })),
  ];
  const data = (Object.keys(kinds) as LabelKind[])
    .filter((kind) => first[kind].pictures > 0)
    .map((kind): Trace => {
      const shares = rounded(bars.map(({ of }) => of(kind)));
      return {
        type: 'bar',
        orientation: 'h',
        name: kinds[kind].name,
        y: bars.map(({ name }) => name),
        x: shares,
        text: shares.map((share) => (share >= 0.04 ? `${(100 * share).toFixed(0)} %` : '')),
        textposition: 'inside',
        textangle: 0,
        insidetextanchor: 'middle',
        marker: { color: kinds[kind].colour },
        hovertemplate: `%{y}: %{x:.1%}<extra>${kinds[kind].name}</extra>`,
      };
    });
  return {
    data,
    layout: page(
      { title, note, height: 170 + 40 * bars.length },
      {
        barmode: 'stack',
        bargap: 0.35,
        xaxis: axis('share of the gradient', { range: [0, 1], tickformat: '.0%' }),
        yaxis: axis('', { autorange: 'reversed', automargin: true, type: 'category' }),
        showlegend: true,
        legend: { ...legendOnTop, traceorder: 'normal' },
        margin: { l: 130, r: 24, t: note === undefined ? 84 : 108, b: 56 },
      },
    ),
  };
}
