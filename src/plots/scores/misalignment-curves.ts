import { expect } from '../../base/errors';
import type { Figure } from '../parts/figure';
import { axis, identityColour, line, page, percent } from '../parts/theme';

/** One way of being off: up to how far, and the accuracy that is left. */
interface Curve {
  kind: 'turned' | 'shifted' | 'scaled';
  amounts: number[];
  accuracies: number[];
}

const titles: Record<Curve['kind'], string> = {
  turned: 'turned by up to … degrees',
  shifted: 'shifted by up to … % of the side',
  scaled: 'scaled by up to … %',
};

/** Verification accuracy against how far faces are off the template, a panel for each way of being off. */
export function misalignmentCurves(
  curves: Curve[],
  { title = 'The same network, less and less careful crops' }: { title?: string } = {},
): Figure {
  expect(curves.length > 0, 'There is no curve to draw: pass what `misalignment` measured.');
  const gap = 0.05;
  const width = (1 - gap * (curves.length - 1)) / curves.length;
  const axes = curves.map((curve, panel) => [
    `xaxis${panel === 0 ? '' : panel + 1}`,
    axis(titles[curve.kind], { domain: [panel * (width + gap), panel * (width + gap) + width], rangemode: 'tozero' }),
  ]);
  const aligned = curves[0].accuracies[0];
  const worst = Math.min(...curves.flatMap(({ accuracies }) => accuracies));
  return {
    data: curves.map(({ kind, amounts, accuracies }, panel) =>
      line(kind, amounts, accuracies, identityColour(panel), {
        mode: 'lines+markers',
        xaxis: `x${panel === 0 ? '' : panel + 1}`,
        showlegend: false,
        hovertemplate: `${kind} by up to %{x}: %{y:.1%}<extra></extra>`,
      }),
    ),
    layout: page(
      {
        title,
        note: `Aligned: ${percent(aligned)} of pairs are judged rightly; at worst here: ${percent(worst)}; guessing gives 50 %`,
        height: 360,
      },
      {
        ...Object.fromEntries(axes),
        yaxis: axis('verification accuracy', { range: [0.48, 1.01], tickformat: '.0%' }),
      },
    ),
  };
}
