import { rowOf, type Matrix } from '../../base/matrix';
import { rounded, type Figure } from '../parts/figure';
import { expectSquare } from '../parts/people-matrix';
import { axis, page, percent } from '../parts/theme';

interface UnlockMatrixOptions {
  /** The false-accept rate for which the threshold was chosen. */
  far: number;
  threshold: number;
  title?: string;
}

/**
 * Whose pictures unlock whose phone: `rates` is [visitor, owner] as `faceUnlock` gives it, the share of the visitor's
 * pictures that the owner's phone accepts. The diagonal is the owner. Everything off the diagonal ought to be empty; what is not is outlined,
 * and the pair most at risk is named. Colour saturates at half, so that small risks show.
 */
export function unlockMatrix(
  rates: Matrix,
  names: string[],
  { far, threshold, title = 'Who can unlock whose phone?' }: UnlockMatrixOptions,
): Figure {
  expectSquare(rates, names);
  const risks = names
    .flatMap((_, visitor) =>
      names.map((__, owner) => ({ visitor, owner, rate: rates.values[visitor * names.length + owner] })),
    )
    .filter(({ owner, visitor, rate }) => owner !== visitor && rate > 0)
    .sort((a, b) => b.rate - a.rate);
  const worst = risks[0];
  const finding =
    worst === undefined
      ? 'Nobody unlocks another’s phone'
      : `Most at risk: ${names[worst.visitor]} opens ${names[worst.owner]}’s phone with ${percent(worst.rate)} of the pictures`;
  const z = names.map((_, visitor) => rounded(rowOf(rates, visitor), 3));
  // Own acceptance (wanted) is blue, a stranger's (unwanted) vermillion: negative numbers carry the second.
  const signed = z.map((row, visitor) => row.map((rate, owner) => (owner === visitor ? rate : -rate)));
  const side = 190 + Math.max(8, names.length) * 54;
  return {
    data: [
      {
        type: 'heatmap',
        x: names,
        y: names,
        z: signed,
        text: z.map((row) => row.map((rate) => (rate === 0 ? '·' : percent(rate)))),
        texttemplate: names.length <= 16 ? '%{text}' : '',
        textfont: { size: 11 },
        colorscale: [
          [0, '#d55e00'],
          [0.4999, '#fdebe0'],
          [0.5, '#ffffff'],
          [0.5001, '#e3f0f8'],
          [1, '#4a9bcb'],
        ],
        zmin: -0.5,
        zmax: 0.5,
        showscale: false,
        xgap: 1,
        ygap: 1,
        hovertemplate: '%{y} opens %{x}’s phone: %{text}<extra></extra>',
      },
    ],
    layout: page(
      {
        title,
        note: `${finding}. Threshold ${threshold.toFixed(3)} for FAR ${percent(far)}`,
        width: side + 40,
        height: side,
      },
      {
        xaxis: axis('phone of', { showgrid: false, tickangle: -35, constrain: 'domain' }),
        yaxis: axis('pictures of', { showgrid: false, autorange: 'reversed', scaleanchor: 'x', constrain: 'domain' }),
        shapes: risks.map(({ owner, visitor }) => ({
          type: 'rect',
          x0: owner - 0.5,
          x1: owner + 0.5,
          y0: visitor - 0.5,
          y1: visitor + 0.5,
          line: { color: '#8f3f00', width: 1.5 },
        })),
        margin: { l: 110, r: 20, t: 78, b: 100 },
      },
    ),
  };
}
